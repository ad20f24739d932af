// SPDX-License-Identifier: Apache-2.0

import { byteSet, latin1Of, SPACE } from './bytes.ts';
import { beginOf, type Plan, type Undecided } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import type { Names, SecretName } from './tables/names.ts';
import type { View } from './units.ts';

const MAX_KEY = 64;
/** Shorter ones stand by chance in pictures. */
const MIN_KEY = 3;
/** How far before a key something has to show that this is no text. */
const MAX_LOOK_BACK = 64;
const DELETE = 0x7f;

const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.' });
const isControl = byteSet({ ranges: '\0-\x08\x0e-\x1f', bytes: '\x0b\x0c\x7f' });

/** A value's first byte, and its bytes. */
interface Content {
  readonly at: number;
  readonly length: number;
}

/** 'cut': bytes are missing. */
type Header = Content | 'cut' | undefined;

/** How names and values are written in a format. */
interface Format {
  /** Bytes of a name that begins at the index: by what stands before it; 0: that is no name. -1: up to a zero. */
  keyLength(bytes: Uint8Array, at: number): number;
  /** The header of a text or of bytes: a name's value. `keyAt`: where the name begins. */
  headerAt(view: View, at: number, keyAt: number): Header;
  /** Its headers may be letters: something else has to show that this is no text. */
  readonly looksLikeText?: true;
}

/** A number of so many bytes. */
function numberAt({ bytes, end }: View, at: number, size: 1 | 2 | 4, isLittle = false): number | undefined {
  if (at + size > end) return undefined;
  let value = 0;
  for (let index = 0; index < size; index += 1)
    value = value * 256 + (bytes[isLittle ? at + size - 1 - index : at + index] ?? 0);
  return value;
}

/** A length of so many bytes at the index, and the content behind it. */
function lengthAt(view: View, at: number, size: 1 | 2 | 4): Header {
  const length = numberAt(view, at, size);
  return length === undefined ? 'cut' : { at: at + size, length };
}

/** str 8, 16 and 32, bin 8, 16 and 32. */
const packSizes = new Map<number, 1 | 2 | 4>([
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
]);
const messagePack: Format = {
  keyLength(bytes, at) {
    const before = bytes[at - 1] ?? 0;
    if (before >= 0xa0 && before < 0xc0) return before & 0x1f;
    return bytes[at - 2] === 0xd9 ? before : 0;
  },
  headerAt(view, at) {
    if (at >= view.end) return 'cut';
    const first = view.bytes[at] ?? 0;
    if (first >= 0xa0 && first < 0xc0) return { at: at + 1, length: first & 0x1f };
    const size = packSizes.get(first);
    return size === undefined ? undefined : lengthAt(view, at + 1, size);
  },
};

/** RFC 8949, 3: text is major type 3, bytes are 2. */
const cbor: Format = {
  keyLength(bytes, at) {
    const before = bytes[at - 1] ?? 0;
    if (before >= 0x60 && before < 0x78) return before & 0x1f;
    return bytes[at - 2] === 0x78 ? before : 0;
  },
  headerAt(view, at) {
    if (at >= view.end) return 'cut';
    const first = view.bytes[at] ?? 0;
    if (first < 0x40 || first >= 0x80) return undefined;
    const length = first & 0x1f;
    if (length < 24) return { at: at + 1, length };
    return length > 26 ? undefined : lengthAt(view, at + 1, length === 24 ? 1 : length === 25 ? 2 : 4);
  },
  looksLikeText: true,
};

/** bsonspec.org: string, JavaScript and symbol have a zero of their own at the end, binary has a subtype before it. */
const BSON_BINARY = 0x05;
const isBsonType = byteSet({ bytes: '\x02\x05\x0d\x0e' });
const bson: Format = {
  keyLength: (bytes, at) => (isBsonType[bytes[at - 1] ?? 0] === 1 ? -1 : 0),
  headerAt(view, at, keyAt) {
    const length = numberAt(view, at + 1, 4, true);
    if (at >= view.end || (length === undefined && view.bytes[at] === 0)) return 'cut';
    if (view.bytes[at] !== 0 || length === undefined || length >= 0x1000000) return undefined;
    return view.bytes[keyAt - 1] === BSON_BINARY ? { at: at + 6, length } : { at: at + 5, length: length - 1 };
  },
};

/** An entry of a map is a message whose fields 1 and 2 are the name and the value. */
const protobuf: Format = {
  keyLength: (bytes, at) => (bytes[at - 2] === 0x0a && (bytes[at - 1] ?? 0) < MAX_KEY ? (bytes[at - 1] ?? 0) : 0),
  headerAt({ bytes, end }, at) {
    if (at < end && bytes[at] !== 0x12) return undefined;
    let length = 0;
    for (let index = 0; index < 4; index += 1) {
      const byte = bytes[at + 1 + index] ?? 0;
      if (at + 1 + index >= end) return 'cut';
      length |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) return { at: at + 2 + index, length };
    }
    return undefined;
  },
};

/** Lengths of 4 bytes, the first the highest: Thrift's binary protocol. */
const thrift: Format = {
  keyLength(bytes, at) {
    const isLength = at >= 4 && bytes[at - 2] === 0 && bytes[at - 3] === 0 && bytes[at - 4] === 0;
    return isLength ? (bytes[at - 1] ?? 0) : 0;
  },
  headerAt(view, at) {
    const length = numberAt(view, at, 4);
    if (length === undefined) return 'cut';
    return length >= 0x1000000 ? undefined : { at: at + 4, length };
  },
};

const formats: readonly Format[] = [messagePack, protobuf, bson, thrift, cbor];

/** A value of a binary format, at the end of a word that is its name's: both have their length before them. */
export function findBinary(
  view: View,
  wordEnd: number,
  wordLength: number,
  names: Names,
): Plan | Undecided | undefined {
  const { bytes, end, isEnded } = view;
  if (!mayBeBinary(bytes, wordEnd - wordLength)) return undefined;
  let runEnd = wordEnd;
  while (runEnd < end && runEnd - wordEnd < MAX_KEY && isKeyByte[bytes[runEnd] ?? 0] === 1) runEnd += 1;
  let heldFrom = Infinity;
  // Letters may be lengths of CBOR: a longer name that ends in a secret's word too may end in the value.
  let longer: Plan | undefined;
  for (let at = wordEnd - wordLength; at > 0 && wordEnd - at < MAX_KEY; at -= 1) {
    for (const format of formats) {
      const length = format.keyLength(bytes, at);
      const keyEnd = length < 0 ? runEnd : at + length;
      if (length === 0 || keyEnd < wordEnd || keyEnd - at < MIN_KEY || keyEnd - at > MAX_KEY) continue;
      if (keyEnd > runEnd) {
        // The name may go on.
        if (runEnd >= end && !isEnded) heldFrom = Math.min(heldFrom, end);
        continue;
      }
      const found = valueBehind(format, view, at, keyEnd, names);
      if (found === undefined) continue;
      if (keyEnd > wordEnd && format.looksLikeText && !('heldFrom' in found)) {
        longer ??= found;
        continue;
      }
      // Unless a longer name may end here.
      if (heldFrom === Infinity && !('heldFrom' in found)) return found;
      heldFrom = Math.min(heldFrom, beginOf(found));
    }
    if (isKeyByte[bytes[at - 1] ?? 0] === 0) break;
  }
  return heldFrom === Infinity ? longer : { heldFrom: Math.min(heldFrom, longer?.at ?? Infinity) };
}

/** Each format has a byte before its first name that no ASCII text has. */
function mayBeBinary(bytes: Uint8Array, index: number): boolean {
  for (let at = index - 1; at >= 0 && index - at <= MAX_LOOK_BACK; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (byte > DELETE || isControl[byte] === 1) return true;
  }
  return false;
}

function valueBehind(
  format: Format,
  view: View,
  keyAt: number,
  keyEnd: number,
  names: Names,
): Plan | Undecided | undefined {
  const { bytes, end, isEnded } = view;
  const header = format.headerAt(view, keyEnd, keyAt);
  if (header === undefined) return undefined;
  if (header === 'cut') return isEnded ? undefined : { heldFrom: end };
  const { at, length } = header;
  if (length <= 0) return undefined;
  const key: SecretName | undefined = names.ofKey(latin1Of(bytes, keyAt, keyEnd));
  if (key === undefined) return undefined;
  if (format.looksLikeText) {
    const isCertain = isNoText(view, at) && (at > keyEnd + 1 || isWord(view, at, length));
    if (isCertain === undefined) return { heldFrom: at };
    if (!isCertain) return undefined;
  }
  return { at, key, syntax: SYNTAXES.bytes, doubt: 'none', length };
}

/** Whether something before the index shows that this is no text: a control, or a byte that UTF-8 does not have there. */
function isNoText({ bytes, isStart }: View, index: number): boolean {
  let at = Math.max(0, index - MAX_LOOK_BACK);
  // The end of a character that began before.
  if (at > 0 || !isStart) while (at < index && isContinuation(bytes[at])) at += 1;
  for (let more = 0; at < index; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isControl[byte] === 1 || isContinuation(byte) !== more > 0) return true;
    if (more > 0) more -= 1;
    else if (byte >= 0xc0) more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
  }
  return false;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80 && byte < 0xc0;

/** Whether so many bytes have no blank, and the next one can begin an item. undefined: they are not there yet. */
function isWord({ bytes, end, isEnded }: View, from: number, length: number): boolean | undefined {
  for (let at = from; at < from + length; at += 1) {
    if (at >= end) return isEnded ? at > from : undefined;
    if ((bytes[at] ?? 0) === SPACE) return false;
  }
  const next = from + length;
  if (next >= end) return isEnded ? true : undefined;
  const byte = bytes[next] ?? 0;
  return byte < SPACE || (byte >= 0x60 && byte !== DELETE);
}
