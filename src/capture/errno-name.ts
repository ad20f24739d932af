// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';

/** The errno's name, such as `EBADMSG`; `_OTHER`, which the semantic conventions have for it, when there is none. */
export function errnoName(errno: number): string {
  const found = Object.entries(constants.errno).find(([, number]) => number === errno);
  return found?.[0] ?? '_OTHER';
}
