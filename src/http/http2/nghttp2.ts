// SPDX-License-Identifier: Apache-2.0
import { LIBC } from '../../ffi/libc.ts';
import { LIBNGHTTP2, nghttp2Version } from '../../ffi/nghttp2-version.ts';
import { addressOf, PreparedCall } from '../../ffi/prepared-call.ts';
import type { DecodedField } from '../part.ts';
import {
  FIELD_OVERHEAD_BYTES,
  type HeaderInflater,
  MAX_BLOCK_BYTES,
  MAX_DECODED_BYTES,
  MAX_FIELDS,
} from './header-inflater.ts';

/**
 * Of the dynamic table. An encoder says in its header blocks which size it uses, at first 4,096 (RFC 7541, 4.2), and what
 * an index means does not depend on what a larger table still holds: so SETTINGS need not be followed. An encoder that
 * wants more is not followed any further.
 */
const MAX_TABLE_BYTES = 64 * 1024;

// nghttp2_nv: uint8_t *name; uint8_t *value; size_t namelen; size_t valuelen; uint8_t flags.
const NV_BYTES = 40;
const NAME = 0;
const VALUE = 8;
const NAME_LENGTH = 16;
const VALUE_LENGTH = 24;
const NV_FLAGS = 32;
/** Never indexed, in what the inflater returns. */
const NV_FLAG_NO_INDEX = 1;
const INFLATE_FINAL = 1;
const INFLATE_EMIT = 2;

/** The functions that are called for as long as the service runs. All inflaters share them: one call at a time. */
class Nghttp2 {
  readonly #created = Buffer.alloc(8);
  readonly #block = Buffer.alloc(MAX_BLOCK_BYTES);
  readonly #blockAddress = addressOf(this.#block);
  readonly #nv = Buffer.alloc(NV_BYTES);
  readonly #flags = Buffer.alloc(4);
  readonly #text = Buffer.alloc(MAX_DECODED_BYTES);
  // int nghttp2_hd_inflate_new(nghttp2_hd_inflater **inflater_ptr)
  readonly #new = new PreparedCall(LIBNGHTTP2, 'nghttp2_hd_inflate_new', [{ type: 'pointer', value: this.#created }]);
  // void nghttp2_hd_inflate_del(nghttp2_hd_inflater *inflater)
  readonly #del = new PreparedCall(LIBNGHTTP2, 'nghttp2_hd_inflate_del', [{ type: 'address', value: 0n }]);
  // int nghttp2_hd_inflate_change_table_size(nghttp2_hd_inflater *inflater, size_t settings_max_dynamic_table_size)
  readonly #changeTableSize = new PreparedCall(LIBNGHTTP2, 'nghttp2_hd_inflate_change_table_size', [
    { type: 'address', value: 0n },
    { type: 'int', value: MAX_TABLE_BYTES },
  ]);
  // ssize_t nghttp2_hd_inflate_hd2(nghttp2_hd_inflater *inflater, nghttp2_nv *nv_out, int *inflate_flags,
  //                                const uint8_t *in, size_t inlen, int in_final)
  readonly #inflate = new PreparedCall(LIBNGHTTP2, 'nghttp2_hd_inflate_hd2', [
    { type: 'address', value: 0n },
    { type: 'pointer', value: this.#nv },
    { type: 'pointer', value: this.#flags },
    { type: 'address', value: 0n },
    { type: 'int', value: 0 },
    { type: 'int', value: 1 },
  ]);
  // int nghttp2_hd_inflate_end_headers(nghttp2_hd_inflater *inflater)
  readonly #endHeaders = new PreparedCall(LIBNGHTTP2, 'nghttp2_hd_inflate_end_headers', [
    { type: 'address', value: 0n },
  ]);
  // void *memcpy(void *dest, const void *src, size_t n)
  readonly #copy = new PreparedCall(LIBC, 'memcpy', [
    { type: 'pointer', value: this.#text },
    { type: 'address', value: 0n },
    { type: 'int', value: 0 },
  ]);

  /** The address of an inflater; undefined when there is no memory. */
  create(): bigint | undefined {
    if (this.#new.call() !== 0) return undefined;
    const inflater = this.#created.readBigUInt64LE();
    this.#changeTableSize.setAddress(0, inflater);
    this.#changeTableSize.call();
    return inflater;
  }

  delete(inflater: bigint): void {
    this.#del.setAddress(0, inflater);
    this.#del.call();
  }

  inflate(inflater: bigint, block: Buffer, room: number): ReturnType<HeaderInflater['inflate']> {
    block.copy(this.#block);
    this.#inflate.setAddress(0, inflater);
    const fields: DecodedField[] = [];
    let bytes = 0;
    let count = 0;
    for (let at = 0; ; ) {
      this.#inflate.setAddress(3, this.#blockAddress + BigInt(at));
      this.#inflate.setInt(4, block.length - at);
      const used = this.#inflate.call();
      if (used < 0) return 'malformed';
      at += used;
      const flags = this.#flags.readInt32LE();
      if ((flags & INFLATE_FINAL) !== 0) break;
      if ((flags & INFLATE_EMIT) === 0) return 'malformed';
      bytes += this.#fieldBytes();
      count += 1;
      if (count > MAX_FIELDS || bytes > MAX_DECODED_BYTES) return 'limit';
      // What is over is decoded and not copied: later blocks may refer to it.
      if (bytes + count * FIELD_OVERHEAD_BYTES <= room) fields.push(this.#field());
    }
    this.#endHeaders.setAddress(0, inflater);
    this.#endHeaders.call();
    return fields.length < count ? 'over' : fields;
  }

  #fieldBytes(): number {
    return Number(this.#nv.readBigUInt64LE(NAME_LENGTH) + this.#nv.readBigUInt64LE(VALUE_LENGTH));
  }

  /** At most as long as `#text`; the inflater's memory is good until its next call. */
  #field(): DecodedField {
    const name = this.#string(NAME, NAME_LENGTH);
    const value = this.#string(VALUE, VALUE_LENGTH);
    return { name, value, neverIndexed: (this.#nv.readUInt8(NV_FLAGS) & NV_FLAG_NO_INDEX) !== 0 };
  }

  #string(pointer: number, lengthAt: number): string {
    const length = this.#nv.readUInt32LE(lengthAt);
    if (length === 0) return '';
    this.#copy.setAddress(1, this.#nv.readBigUInt64LE(pointer));
    this.#copy.setInt(2, length);
    this.#copy.call();
    return this.#text.toString('latin1', 0, length);
  }
}

class Nghttp2Inflater implements HeaderInflater {
  readonly #library: Nghttp2;
  #address: bigint | undefined;

  constructor(library: Nghttp2) {
    this.#library = library;
    this.#address = library.create();
  }

  inflate(block: Buffer, room: number): ReturnType<HeaderInflater['inflate']> {
    if (block.length > MAX_BLOCK_BYTES || this.#address === undefined) return 'limit';
    return this.#library.inflate(this.#address, block, room);
  }

  [Symbol.dispose](): void {
    if (this.#address !== undefined) this.#library.delete(this.#address);
    this.#address = undefined;
  }
}

/** Makes inflaters of the installed libnghttp2; undefined when it can't be opened. On the main thread only. */
export function openNghttp2(): (() => HeaderInflater) | undefined {
  if (nghttp2Version() instanceof Error) return undefined;
  const library = new Nghttp2();
  return () => new Nghttp2Inflater(library);
}
