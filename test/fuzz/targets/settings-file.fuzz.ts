// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../scratch.ts';
import { checkSettings } from '../settings.ts';

const path = join(scratchFolder(), 'settings.yaml');

/** The text of a settings file. */
export function fuzz(data: Buffer): void {
  writeFileSync(path, data);
  checkSettings({ KTLS_CONFIG: path });
}
