// SPDX-License-Identifier: Apache-2.0
// cspell:ignore GEORADIUSBYMEMBER
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { beginsAnswer, beginsCommand } from '../../../src/http/redis-call.ts';

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

describe('a call begins with a command of Redis', () => {
  for (const text of [
    '*1\n$4\nPING\n',
    '*3\n$3\nset\n$1\nk\n$5\nva',
    '*2\n$8\nJSON.GET\n',
    '>3\n$7\nmessage\n$1\na\n',
    '*9999999\n$20\nGEORADIUSBYMEMBER_RO\n',
  ])
    test(JSON.stringify(text), () => assert.equal(beginsCommand(bytes(text)), true));
});

describe('a call does not begin with a command of Redis', () => {
  for (const text of [
    '',
    '*1\n$5\nPING\n',
    '*1\n$4\nPING',
    '*1\n$6\nsecret\n',
    '*0\n$4\nPING\n',
    '*10000000\n$4\nPING\n',
    '*1\n$4\nPI\n\n',
    '*01\n$4\nPING\n',
    '*1\n$04\nPING\n',
    '$4\nPING\n',
    ' *1\n$4\nPING\n',
    '*-1\n',
    '>1\n$-1\n',
    'PING\n',
  ])
    test(JSON.stringify(text), () => assert.equal(beginsCommand(bytes(text)), false));
  test('with line feeds alone', () => assert.equal(beginsCommand(Buffer.from('*1\n$4\nPING\n')), false));
});

describe('a call begins with an answer of Redis', () => {
  for (const text of [
    '+OK\n',
    '-ERR unknown command\n',
    ':0\n',
    ':-12\n',
    '$-1\n',
    '*-1\n',
    '$0\n\n',
    '$3\ntea\n',
    '$3\nt\0\x01\n:1\n',
    '$3\ntea',
    '$3\n',
    '$100\nthe start of a long one',
    '*2\n$1\na\n*1\n:1\n',
    '%1\n+a\n_\n#t\n,1.5\n(12345678901234567890\n=7\ntxt:tea\n~0\n>0\n!3\nERR\n',
    `${':1\n'.repeat(16)}anything`,
  ])
    test(JSON.stringify(text), () => assert.equal(beginsAnswer(bytes(text)), true));
});

describe('a call does not begin with an answer of Redis', () => {
  for (const text of [
    '+OK',
    'OK\n',
    '$3\nteapot\n',
    '$\ntea\n',
    '$3x\ntea\n',
    ':\n',
    ':1a\n',
    '-----END PRIVATE KEY-----\n',
    '-\n',
    '+a\tb\n',
    '+a\x7f\n',
    '--a\n',
    '#x\n',
    ':1\nteapot\n',
    `${':1\n'.repeat(15)}anything`,
    `+${'a'.repeat(512)}\n`,
    '\n',
  ])
    test(JSON.stringify(text.slice(0, 40)), () => assert.equal(beginsAnswer(bytes(text)), false));
  test('with a line feed alone', () => assert.equal(beginsAnswer(Buffer.from('+OK\n')), false));
});
