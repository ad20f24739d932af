// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTlsLive } from '../../../src/check/tls-module.ts';
import { type Files, fakeHost } from './fake-host.ts';

const stat = { 'proc/net/tls_stat': '' };
const state = (text: string): Files => ({ 'sys/module/tls/initstate': `${text}\n` });

const cases: [name: string, files: Files, expected: boolean][] = [
  ['a module that is not loaded', {}, false],
  ['a module that has not begun its start', state('coming'), false],
  ['a module in its start', { ...stat, ...state('coming') }, false],
  ['a module whose start is over', { ...stat, ...state('live') }, true],
  ['a module that goes', { ...stat, ...state('going') }, false],
  ['a tls that is built in', stat, true],
];

for (const [name, files, expected] of cases) {
  test(`tls is ${expected ? '' : 'not '}live: ${name}`, (context) => {
    assert.equal(isTlsLive(fakeHost(context, files)), expected);
  });
}
