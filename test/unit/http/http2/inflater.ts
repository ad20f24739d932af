// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import type { DecodedField } from '../../../../src/http/part.ts';
import { LIBNGHTTP2 } from './deflater.ts';

const NV_BYTES = 40;
const NO_INDEX = 1;
const FINAL = 1;
const EMIT = 2;
const MAX_TABLE_BYTES = 64 * 1024;

function openInflater() {
  return ffi.Library(LIBNGHTTP2, {
    // int nghttp2_hd_inflate_new(nghttp2_hd_inflater **inflater_ptr)
    nghttp2_hd_inflate_new: ['int', ['pointer']],
    // int nghttp2_hd_inflate_change_table_size(nghttp2_hd_inflater *inflater, size_t settings_max_dynamic_table_size)
    nghttp2_hd_inflate_change_table_size: ['int', ['pointer', 'size_t']],
    // ssize_t nghttp2_hd_inflate_hd2(nghttp2_hd_inflater *inflater, nghttp2_nv *nv_out, int *inflate_flags,
    //                                const uint8_t *in, size_t inlen, int in_final)
    nghttp2_hd_inflate_hd2: ['int', ['pointer', 'pointer', 'pointer', 'pointer', 'size_t', 'int']],
    // int nghttp2_hd_inflate_end_headers(nghttp2_hd_inflater *inflater)
    nghttp2_hd_inflate_end_headers: ['int', ['pointer']],
    // size_t nghttp2_hd_inflate_get_dynamic_table_size(nghttp2_hd_inflater *inflater)
    nghttp2_hd_inflate_get_dynamic_table_size: ['int', ['pointer']],
  } as const);
}

/** nghttp2's decoder, to compare ours with. Never freed: tests are short. */
export class Inflater {
  readonly #library = openInflater();
  readonly #inflater: Buffer;

  constructor() {
    const created = Buffer.alloc(8);
    this.#library.nghttp2_hd_inflate_new(created as never);
    this.#inflater = ref.readPointer(created, 0);
    this.#library.nghttp2_hd_inflate_change_table_size(this.#inflater as never, MAX_TABLE_BYTES);
  }

  get tableBytes(): number {
    return this.#library.nghttp2_hd_inflate_get_dynamic_table_size(this.#inflater as never);
  }

  /** undefined: the block is malformed. */
  inflate(block: Buffer): DecodedField[] | undefined {
    const [pair, flags] = [Buffer.alloc(NV_BYTES), Buffer.alloc(4)];
    const fields: DecodedField[] = [];
    for (let rest = Buffer.from(block); ; ) {
      const { length } = rest;
      // A pointer to nothing is none.
      const bytes = length === 0 ? Buffer.alloc(1) : rest;
      const used = this.#library.nghttp2_hd_inflate_hd2(
        this.#inflater as never,
        pair as never,
        flags as never,
        bytes as never,
        length,
        1,
      );
      if (used < 0) return undefined;
      rest = rest.subarray(used);
      if ((flags.readInt32LE() & FINAL) !== 0) break;
      if ((flags.readInt32LE() & EMIT) === 0) return undefined;
      fields.push({
        name: textAt(pair, 0, 16),
        value: textAt(pair, 8, 24),
        neverIndexed: (pair.readUInt8(32) & NO_INDEX) !== 0,
      });
    }
    this.#library.nghttp2_hd_inflate_end_headers(this.#inflater as never);
    return fields;
  }
}

function textAt(pair: Buffer, pointer: number, lengthAt: number): string {
  const length = Number(pair.readBigUInt64LE(lengthAt));
  return length === 0 ? '' : ref.readPointer(pair, pointer, length).toString('latin1');
}
