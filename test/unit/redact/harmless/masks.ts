// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner, Verdict } from '../../../../src/redact/scanner.ts';

/** One secret, as a scanner sees it. */
export interface Mask {
  rule: string;
  /** The first byte, and the first after the last one. */
  start: number;
  end: number;
}

/** As much as a call of TLS moves. */
const CALL_BYTES = 16_384;

/** What a scanner masks of a whole text. */
export function masksOf(bytes: Buffer, createScanner: CreateScanner): Mask[] {
  const scanner = createScanner();
  const masks: Mask[] = [];
  let at = 0;
  const take = (verdicts: readonly Verdict[]): void => {
    for (const { length, rule, continues } of verdicts) {
      const last = masks.at(-1);
      if (rule !== undefined && continues && last) last.end = at + length;
      else if (rule !== undefined) masks.push({ rule, start: at, end: at + length });
      at += length;
    }
  };
  for (let start = 0; start < bytes.length; start += CALL_BYTES)
    take(scanner.push(bytes.subarray(start, start + CALL_BYTES)));
  take(scanner.end());
  if (at !== bytes.length) throw new Error(`verdicts of ${at} of ${bytes.length} bytes`);
  return masks;
}
