// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';

export const LIBNGHTTP2 = 'libnghttp2.so.14';

const NV_BYTES = 40;
const NO_INDEX = 1;
const BLOCK = Buffer.alloc(1 << 20);

function openDeflater() {
  return ffi.Library(LIBNGHTTP2, {
    // int nghttp2_hd_deflate_new(nghttp2_hd_deflater **deflater_ptr, size_t max_deflate_dynamic_table_size)
    nghttp2_hd_deflate_new: ['int', ['pointer', 'size_t']],
    // int nghttp2_hd_deflate_change_table_size(nghttp2_hd_deflater *deflater, size_t settings_max_dynamic_table_size)
    nghttp2_hd_deflate_change_table_size: ['int', ['pointer', 'size_t']],
    // ssize_t nghttp2_hd_deflate_hd(nghttp2_hd_deflater *deflater, uint8_t *buf, size_t buflen, const nghttp2_nv *nva, size_t nvlen)
    nghttp2_hd_deflate_hd: ['int', ['pointer', 'pointer', 'size_t', 'pointer', 'size_t']],
  } as const);
}

/** Name, value, and whether the field is never indexed. */
export type Field = readonly [name: string, value: string, neverIndexed?: boolean];

/** nghttp2's encoder: it indexes, evicts, and uses Huffman codes where they are shorter. Never freed: tests are short. */
export class Deflater {
  readonly #library = openDeflater();
  readonly #deflater: Buffer;

  constructor(tableBytes = 4096) {
    const created = Buffer.alloc(8);
    this.#library.nghttp2_hd_deflate_new(created as never, tableBytes);
    this.#deflater = ref.readPointer(created, 0);
  }

  changeTableSize(bytes: number): void {
    this.#library.nghttp2_hd_deflate_change_table_size(this.#deflater as never, bytes);
  }

  block(...fields: Field[]): Buffer {
    const pairs = Buffer.alloc(NV_BYTES * fields.length);
    // They have to outlive the call.
    const texts = fields.map(
      ([name, value]) => [Buffer.from(`${name}\0`, 'latin1'), Buffer.from(`${value}\0`, 'latin1')] as const,
    );
    texts.forEach(([name, value], index) => {
      const at = NV_BYTES * index;
      ref.writePointer(pairs, at, name as never);
      ref.writePointer(pairs, at + 8, value as never);
      pairs.writeBigUInt64LE(BigInt(name.length - 1), at + 16);
      pairs.writeBigUInt64LE(BigInt(value.length - 1), at + 24);
      pairs.writeUInt8(fields[index]?.[2] ? NO_INDEX : 0, at + 32);
    });
    const length = this.#library.nghttp2_hd_deflate_hd(
      this.#deflater as never,
      BLOCK as never,
      BLOCK.length,
      pairs as never,
      fields.length,
    );
    if (length < 0 || texts.length !== fields.length) throw new Error(`nghttp2_hd_deflate_hd: ${length}`);
    return Buffer.from(BLOCK.subarray(0, length));
  }
}
