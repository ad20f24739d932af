// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { fieldBytes, HpackDecoder, MAX_BLOCK_BYTES } from '../../../src/http/http2/hpack.ts';

const MAX_TABLE_BYTES = 64 * 1024;
const ROOM = 16 * 1024;
const LENGTH_BYTES = 2;

/**
 * HPACK: a byte that says whether blocks came before, and blocks, each with its length in 16 bits, big-endian. A decoder
 * keeps no more than its table may take, gives no more than there is room for, and the same for the same blocks.
 */
export function fuzz(data: Buffer): void {
  const isAmid = (data[0] ?? 0) % 2 === 1;
  const [one, other] = [new HpackDecoder(isAmid), new HpackDecoder(isAmid)];
  for (let at = 1; at + LENGTH_BYTES <= data.length; ) {
    const length = data.readUInt16BE(at);
    at += LENGTH_BYTES;
    const block = data.subarray(at, at + length);
    at += length;
    const fields = one.decode(block, ROOM);
    assert.ok(one.tableBytes <= MAX_TABLE_BYTES);
    assert.deepEqual(other.decode(block, ROOM), fields);
    if (fields === 'malformed' || fields === 'limit') return;
    if (fields === 'over') continue;
    assert.ok(fields.reduce((sum, field) => sum + fieldBytes(field), 0) <= ROOM);
    assert.ok(block.length <= MAX_BLOCK_BYTES);
  }
}
