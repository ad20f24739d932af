// SPDX-License-Identifier: Apache-2.0
import { byteSet, LF, SPACE, TAB } from '../scan/byte-set.ts';
import { LOOKBACK } from '../scan/piece.ts';
import { ruleOfKey } from './key-names.ts';

const isNameByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.:' });
const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const MAX_NAME = 64;

/** The XML element whose start tag ends at the index, and the rule for its content. */
export function elementBefore(bytes: Buffer, index: number): { name: string; rule: string } | undefined {
  let first = nameEnd(bytes, index);
  const last = first;
  for (let byte = bytes[first - 1]; byte !== undefined && isNameByte[byte] === 1; byte = bytes[first - 1]) {
    if (last - first >= MAX_NAME) return undefined;
    first -= 1;
  }
  if (bytes[first - 1] !== LESS || first === last) return undefined;
  const name = bytes.toString('latin1', first, last);
  const rule = ruleOfKey(name);
  return rule === undefined ? undefined : { name, rule };
}

/** Where the name ends: before the attributes, if there are any. */
function nameEnd(bytes: Buffer, index: number): number {
  let end = index;
  for (let at = index - 1; at >= 0 && index - at < LOOKBACK; at -= 1) {
    const byte = bytes[at];
    if (byte === LESS) return bytes[index - 1] === SLASH ? index : end;
    if (byte === GREATER || byte === LF) break;
    if (byte === SPACE || byte === TAB) end = at;
  }
  return index;
}
