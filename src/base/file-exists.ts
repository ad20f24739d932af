// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';

/** By stat(2), which uses this process's capabilities; existsSync asks access(2), which uses the real user's rights. */
export function fileExists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
