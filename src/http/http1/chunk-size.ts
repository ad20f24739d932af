// SPDX-License-Identifier: Apache-2.0

const MAX_DIGITS = 16;
const MAX_SIZE = 0xffff_ffff;

export interface ChunkSize {
  /** All that were read, those of the pushes before too. */
  digits: string;
  /** After the last of them. */
  end: number;
  /** The next digit is one too many. */
  isTooLarge: boolean;
}

/** Goes on with the hexadecimal digits of a chunk's size. */
export function readChunkSize(before: string, bytes: Buffer, start: number): ChunkSize {
  let digits = before;
  let end = start;
  for (; isHexDigit(bytes[end]); end++) {
    const more = digits + bytes.toString('latin1', end, end + 1);
    if (more.length > MAX_DIGITS || Number.parseInt(more, 16) > MAX_SIZE) return { digits, end, isTooLarge: true };
    digits = more;
  }
  return { digits, end, isTooLarge: false };
}

function isHexDigit(character: number | undefined): boolean {
  if (character === undefined) return false;
  const lower = character | 0x20;
  return (character >= 0x30 && character <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}
