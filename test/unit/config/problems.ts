// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { loadSettings } from '../../../config/load.ts';
import { describeProblem, SettingsError } from '../../../config/settings-error.ts';

/** The problems for which these settings are refused. */
export function problemsOf(inputs: Parameters<typeof loadSettings>[0]): string[] {
  try {
    loadSettings(inputs);
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.problems.map(describeProblem);
  }
  return assert.fail('the settings were accepted');
}
