// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileExists } from '../../../src/base/file-exists.ts';

test('files and folders exist, what nobody made does not', () => {
  assert.deepEqual([__filename, __dirname, join(__dirname, 'nothing')].map(fileExists), [true, true, false]);
});
