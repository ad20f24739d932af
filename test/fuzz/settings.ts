// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Environment } from '../../config/environment.ts';
import { loadSettings } from '../../config/load.ts';
import { SettingsError } from '../../config/settings-error.ts';

const MAX_LINE = 2000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal obeys them.
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

/** Settings are right, or a SettingsError says why not, in lines that a terminal shows as they are. */
export function checkSettings(env: Environment): void {
  try {
    for (const warning of loadSettings({ env }).warnings) checkText(warning);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    assert.ok(error.problems.length > 0);
    for (const line of error.message.split('\n')) checkText(line);
  }
}

function checkText(line: string): void {
  assert.doesNotMatch(line, CONTROL);
  assert.ok(line.length <= MAX_LINE, `a line of ${line.length} characters`);
}
