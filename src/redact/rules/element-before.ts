// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import { ruleOfKey } from './key-names.ts';

const isNameByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.:' });
const LESS = 0x3c;
const MAX_NAME = 64;

/** The rule for the content of an XML element whose start tag, without attributes, ends at the index. */
export function elementBefore(bytes: Buffer, index: number): string | undefined {
  let first = index;
  for (let byte = bytes[first - 1]; byte !== undefined && isNameByte[byte] === 1; byte = bytes[first - 1]) {
    if (index - first >= MAX_NAME) return undefined;
    first -= 1;
  }
  return bytes[first - 1] === LESS && first < index ? ruleOfKey(bytes.toString('latin1', first, index)) : undefined;
}
