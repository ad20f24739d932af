// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileExists } from '../base/file-exists.ts';

// `root` is / on a host, and a folder of made-up files in tests.

/** The file's text, of a .gz the unpacked one; undefined when it isn't there or this process may not read it. */
export function readHostFile(root: string, path: string): string | undefined {
  try {
    const bytes = readFileSync(join(root, path));
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return undefined;
  }
}

export const hostFileExists = (root: string, path: string): boolean => fileExists(join(root, path));
