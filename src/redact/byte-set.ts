// SPDX-License-Identifier: Apache-2.0

/** A table of 256: 1 for the bytes that are in it. A range is written as `a-z`, in pairs: `a-zA-Z`. */
export function byteSet({ ranges = '', bytes = '' }: { ranges?: string; bytes?: string }): Uint8Array {
  const table = new Uint8Array(256);
  for (let index = 0; index + 2 < ranges.length; index += 3) {
    table.fill(1, ranges.charCodeAt(index), ranges.charCodeAt(index + 2) + 1);
  }
  for (const byte of Buffer.from(bytes, 'latin1')) table[byte] = 1;
  return table;
}

export const inverse = (table: Uint8Array): Uint8Array => table.map((is) => 1 - is);

export const isAlphanumeric = byteSet({ ranges: 'a-zA-Z0-9' });
export const isHexDigit = byteSet({ ranges: '0-9a-fA-F' });
