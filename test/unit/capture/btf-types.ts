// SPDX-License-Identifier: Apache-2.0

import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import { checkNull, memoryAt, pointerTo } from '../../../src/ffi/native.ts';

/** Of BTF_KIND_* (linux/btf.h), those that this reader gives. */
const STRUCT = 4;
const ENUM = 6;
const FUNCTION = 12;
const TYPE_BYTES = 12;

/** Bytes that follow a struct btf_type of each kind: so many for each of its `vlen` entries, or so many in all. */
const ENTRY_BYTES = new Map([
  [STRUCT, 12],
  [5, 12],
  [ENUM, 8],
  [13, 8],
  [15, 12],
  [19, 12],
]);
const EXTRA_BYTES = new Map([
  [1, 4],
  [3, 12],
  [14, 4],
  [17, 4],
]);

export interface BtfTypes {
  /** By name: size in bytes, and the byte offset of each member by name, in their order. */
  structs: Map<string, { bytes: number; offsets: Record<string, number> }>;
  /** By name: value of each enumerator by name, in their order. */
  enums: Map<string, Record<string, number>>;
  /** The names of all functions, in their order. */
  functions: string[];
}

/** The structs, enums and functions in the BTF of an object file (Documentation/bpf/btf.rst). */
export function readBtf(path: string): BtfTypes {
  const libbpf = ffi.Library('libbpf.so.1', {
    // struct btf *btf__parse(const char *path, struct btf_ext **btf_ext)
    btf__parse: ['pointer', ['string', 'pointer']],
    // const void *btf__raw_data(const struct btf *btf, __u32 *size)
    btf__raw_data: ['pointer', ['pointer', 'pointer']],
    // void btf__free(struct btf *btf)
    btf__free: ['void', ['pointer']],
  } as const);
  const btf = checkNull(`BTF of ${path}`, libbpf.btf__parse(path, pointerTo(ref.NULL)));
  const size = Buffer.alloc(4);
  const raw = memoryAt(checkNull('btf__raw_data', libbpf.btf__raw_data(btf, pointerTo(size))), size.readUInt32LE());
  const types = parse(Buffer.from(raw));
  libbpf.btf__free(btf);
  return types;
}

/** struct btf_header: __u16 magic, __u8 version, flags, __u32 hdr_len, type_off, type_len, str_off, str_len. */
function parse(raw: Buffer): BtfTypes {
  const word = (at: number): number => raw.readUInt32LE(at);
  const base = word(4);
  const strings = base + word(16);
  const text = (offset: number): string => raw.toString('utf8', strings + offset, raw.indexOf(0, strings + offset));
  const types: BtfTypes = { structs: new Map(), enums: new Map(), functions: [] };
  for (let at = base + word(8); at < base + word(8) + word(12); ) {
    const name = text(word(at));
    const kind = (word(at + 4) >>> 24) & 0x1f;
    const count = word(at + 4) & 0xffff;
    const entryBytes = ENTRY_BYTES.get(kind) ?? 0;
    const entries = Array.from({ length: entryBytes === 0 ? 0 : count }, (_, i) => at + TYPE_BYTES + i * entryBytes);
    if (kind === STRUCT) {
      const offsets = Object.fromEntries(entries.map((entry) => [text(word(entry)), word(entry + 8) / 8]));
      types.structs.set(name, { bytes: word(at + 8), offsets });
    } else if (kind === ENUM) {
      types.enums.set(name, Object.fromEntries(entries.map((entry) => [text(word(entry)), word(entry + 4)])));
    } else if (kind === FUNCTION) {
      types.functions.push(name);
    }
    at += TYPE_BYTES + entries.length * entryBytes + (EXTRA_BYTES.get(kind) ?? 0);
  }
  return types;
}
