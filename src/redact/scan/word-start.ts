// SPDX-License-Identifier: Apache-2.0
import { isAlphanumeric, isHexDigit } from './byte-set.ts';

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const isSimpleEscape = new Set(Buffer.from('nrtbf'));

/** Whether a word can begin at this index: there is no letter or digit before it, or only an escaped character's. */
export function isWordStart(bytes: Buffer, index: number): boolean {
  const before = bytes[index - 1];
  if (before === undefined || isAlphanumeric[before] === 0) return true;
  if (isSimpleEscape.has(before) && bytes[index - 2] === BACKSLASH) return true;
  if (isHexDigit[before] === 0 || !isHex(bytes[index - 2])) return false;
  if (bytes[index - 3] === PERCENT) return true;
  if (bytes[index - 5] !== LETTER_U || bytes[index - 6] !== BACKSLASH) return false;
  return isHex(bytes[index - 3]) && isHex(bytes[index - 4]);
}

const isHex = (byte: number | undefined): boolean => byte !== undefined && isHexDigit[byte] === 1;
