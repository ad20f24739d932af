// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner } from '../../../../src/redact/scanner.ts';
import { masksOf } from './masks.ts';
import { filesOf, type HarmlessFile, sources } from './sources.ts';

const SMALLEST = 256;
const LARGEST = 600 * 1024;

/** Files of the harmless corpus in which nothing is masked: of each source some, about so many bytes. */
export function unmaskedFiles(createScanner: CreateScanner, bytesOfSource: number): HarmlessFile[] {
  const files: HarmlessFile[] = [];
  for (const source of sources()) {
    let total = 0;
    for (const file of filesOf(source)) {
      const { length } = file.bytes;
      if (length < SMALLEST || length > LARGEST || masksOf(file.bytes, createScanner).length > 0) continue;
      files.push(file);
      total += length;
      if (total >= bytesOfSource) break;
    }
  }
  return files;
}
