// SPDX-License-Identifier: Apache-2.0
import { closeSync } from 'node:fs';
import type { FilterRules } from '../../config/filters.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import { checkNegative, NULL, pointerTo } from '../ffi/native.ts';
import { encodeFilters } from './filters-layout.ts';

const BPF_MAP_TYPE_ARRAY = 2;
const BPF_ANY = 0;
const KEY_BYTES = 4;

/**
 * The filters in effect: an array of one, inside the map `filters`. They change by putting another array in its place,
 * so that a program sees the old ones or the new ones and never half of each.
 */
export class Filters {
  readonly #libbpf: Libbpf;
  readonly #mapFd: number;
  #generation = 0n;

  constructor(libbpf: Libbpf, mapFd: number) {
    this.#libbpf = libbpf;
    this.#mapFd = mapFd;
  }

  /** Returns when no program uses the filters before these any more. Throws NativeError. */
  apply(rules: FilterRules): void {
    const bytes = encodeFilters(rules, ++this.#generation);
    const created = this.#libbpf.bpf_map_create(BPF_MAP_TYPE_ARRAY, 'ktls_filters', KEY_BYTES, bytes.length, 1, NULL);
    const fd = checkNegative('bpf_map_create', created);
    const fdBytes = Buffer.alloc(KEY_BYTES);
    fdBytes.writeUInt32LE(fd);
    try {
      this.#update(fd, bytes);
      this.#update(this.#mapFd, fdBytes);
    } finally {
      closeSync(fd);
    }
  }

  #update(mapFd: number, value: Buffer): void {
    const key = Buffer.alloc(KEY_BYTES);
    const result = this.#libbpf.bpf_map_update_elem(mapFd, pointerTo(key), pointerTo(value), BPF_ANY);
    checkNegative('bpf_map_update_elem', result);
  }
}
