// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from 'node:buffer';

/** Of what is compressed, so many bytes are text about once in 10^26 times, */
const LOOKED_AT_BYTES = 64;
/** and so many once in a million. */
const ENOUGH_BYTES = 16;
/** Not in a text: the control characters, but for tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
/** Of a message of gRPC that is not compressed: a 0, and 4 bytes of a length below 16 MiB. */
const GRPC_PREFIX_BYTES = 5;
const LONGEST_CHARACTER_BYTES = 4;

/**
 * Whether content of which nobody knows how it is encoded is what its first bytes say: text, or a message of gRPC that is
 * not compressed. What is compressed begins with neither.
 * @param bytes the first ones of the content
 * @param isAll there are no others next to them
 */
export function isPlainContent(bytes: Buffer, isAll: boolean): boolean {
  if (bytes[0] === 0) return bytes[1] === 0 && bytes.length >= GRPC_PREFIX_BYTES;
  if (bytes.length < ENOUGH_BYTES && !isAll) return false;
  const start = bytes.subarray(0, LOOKED_AT_BYTES);
  if (CONTROL.test(start.toString('latin1'))) return false;
  const isCut = bytes.length > start.length;
  for (let cut = 0; cut < (isCut ? LONGEST_CHARACTER_BYTES : 1); cut += 1) {
    if (isUtf8(start.subarray(0, start.length - cut))) return true;
  }
  return false;
}

/**
 * Whether bytes are those of a text in UTF-8. The last character may be cut.
 * @param goesOn they follow others of it: the first character may be cut too
 */
export function isText(bytes: Buffer, goesOn: boolean): boolean {
  if (CONTROL.test(bytes.toString('latin1'))) return false;
  let from = 0;
  if (goesOn) while (from < LONGEST_CHARACTER_BYTES - 1 && isContinuation(bytes[from])) from += 1;
  return isUtf8(bytes.subarray(from, Math.max(from, lastCharacter(bytes))));
}

/** Where the last character begins, if it has more than a byte, and may be cut; else the end. */
function lastCharacter(bytes: Buffer): number {
  for (let cut = 1; cut < LONGEST_CHARACTER_BYTES; cut += 1) {
    const byte = bytes[bytes.length - cut];
    if (isContinuation(byte)) continue;
    return byte !== undefined && byte >= 0xc2 && byte < 0xf5 ? bytes.length - cut : bytes.length;
  }
  return bytes.length;
}

const isContinuation = (byte = 0): boolean => (byte & 0xc0) === 0x80;
