// SPDX-License-Identifier: Apache-2.0
import { huffmanEncode } from './huffman.ts';

/** How a field is told (RFC 7541, 6.2): remembered for later blocks, told for this once, or never to be remembered. */
export type Indexing = 'incremental' | 'without' | 'never';

const FIRST_BYTE = { incremental: 0x40, without: 0x00, never: 0x10 } as const;
/** The first index behind the 61 of the static table: what was remembered last. */
const NEWEST = 62;

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
export const FRAME = { data: 0, headers: 1, settings: 4, continuation: 9 } as const;
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A field by literals of name and value, and no index. */
export function literal(name: string, value: string, indexing: Indexing, isHuffman: boolean): Buffer {
  return Buffer.concat([Buffer.from([FIRST_BYTE[indexing]]), string(name, isHuffman), string(value, isHuffman)]);
}

/** A field that was remembered, `back` fields before the newest. */
export function indexed(back: number): Buffer {
  return integer(NEWEST + back, 7, 0x80);
}

function string(text: string, isHuffman: boolean): Buffer {
  const bytes = isHuffman ? huffmanEncode(text) : Buffer.from(text, 'latin1');
  return Buffer.concat([integer(bytes.length, 7, isHuffman ? 0x80 : 0), bytes]);
}

/** RFC 7541, 5.1. */
function integer(value: number, prefixBits: number, first: number): Buffer {
  const most = 2 ** prefixBits - 1;
  if (value < most) return Buffer.from([first | value]);
  const bytes = [first | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
