// SPDX-License-Identifier: Apache-2.0
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** PROC_PID_INIT_INO: the root pid namespace has the same inode everywhere. */
const ROOT_PID_NAMESPACE = 'pid:[4026531836]';

/** Whether a pid in /proc is the same process for the kernel's programs. `root` is / on a host. */
export function isInRootPidNamespace(root: string): boolean {
  try {
    return readlinkSync(join(root, 'proc/self/ns/pid')) === ROOT_PID_NAMESPACE;
  } catch {
    return false;
  }
}
