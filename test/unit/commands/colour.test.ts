// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isColoured } from '../../../src/commands/check.ts';

for (const [isTerminal, env, expected] of [
  [true, {}, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '0' }, false],
  [false, {}, false],
  [undefined, {}, false],
] as const) {
  test(`a terminal: ${isTerminal}, ${JSON.stringify(env)}: colour ${expected}`, () => {
    assert.equal(isColoured(isTerminal, env), expected);
  });
}
