// SPDX-License-Identifier: Apache-2.0
import { statfsSync, statSync } from 'node:fs';
import { percentDecoded, WrongValue } from './filter-list.ts';
import type { Range } from './filter-numbers.ts';

const NSFS_MAGIC = 0x6e73_6673;
const MAX_INODE = 4_294_967_295;

/** A network namespace by its inode, as the number, as `net:[4026531840]`, or as a path that leads to it. */
export function parseNamespace(value: string): Range {
  const [, number, inBrackets] = /^(?:(\d+)|net:\[(\d+)\])$/.exec(value) ?? [];
  const written = number ?? inBrackets;
  const inode = written === undefined ? inodeOf(percentDecoded(value)) : Number(written);
  if (inode < 1 || inode > MAX_INODE) throw new WrongValue(`is not within 1 and ${MAX_INODE}`);
  return { low: inode, high: inode };
}

function inodeOf(path: string): number {
  if (!path.startsWith('/')) throw new WrongValue('is neither an inode number nor an absolute path');
  try {
    if (statfsSync(path).type === NSFS_MAGIC) return statSync(path).ino;
  } catch (error) {
    throw new WrongValue(`cannot be looked up (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new WrongValue('is no namespace');
}
