// SPDX-License-Identifier: Apache-2.0
const BACKSLASH = 0x5c;
const X = 0x78;

/** The bytes that src/base/reversible-text.ts made this text of. */
export function fromReversibleText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; length++) {
    const isEscape = bytes[at] === BACKSLASH && bytes[at + 1] === X;
    bytes[length] = isEscape ? Number.parseInt(bytes.toString('latin1', at + 2, at + 4), 16) : (bytes[at] ?? 0);
    at += isEscape ? 4 : 1;
  }
  return bytes.subarray(0, length);
}
