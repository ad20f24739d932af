// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { platformFile } from '../base/platform-file.ts';

/** Of a C library: that which came with the program, beside its add-ons, else the host's, by the name that it is asked for. */
export function libraryPath(name: string): string {
  const own = platformFile(__dirname, name);
  return existsSync(own) ? own : name;
}
