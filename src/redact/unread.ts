// SPDX-License-Identifier: Apache-2.0
// What of a call in long content is read: its start, as much as is shown and a little more, and an end of the rest.
import { BINARY_VALUE_BYTES, Gap, SHORT_VALUE_BYTES } from './gap.ts';

/** So much is read beyond what is to be shown, and twice as much as long as that is not judged. */
export const AHEAD_BYTES = 512;
/** An end: so much before a place that is certain by its look, and so much in which there may be one; see Gap. */
const TAILS = [
  { before: BINARY_VALUE_BYTES, within: 256 },
  { before: SHORT_VALUE_BYTES, within: 3072 },
];

/** The kernel copies so much beyond what is to be shown: what is not judged by then is masked. */
export const LOOK_AHEAD_BYTES = 4096;
/** And the longest of these ends. */
export const TAIL_BYTES = Math.max(...TAILS.map(({ before, within }) => before + within));

/** Bytes of the end that are enough to know that no secret is open there; 0: all are needed. */
export function tailOf(rest: Buffer): number {
  const tail = TAILS.find(
    ({ before, within }) => rest.length > before + within && hasCertainPlace(rest.subarray(-within), before),
  );
  return tail === undefined ? 0 : tail.before + tail.within;
}

const gap = new Gap();

/** @param before bytes before these that are read with them */
function hasCertainPlace(bytes: Buffer, before: number): boolean {
  gap.open(before);
  return gap.read(bytes, 0, bytes.length) >= 0;
}
