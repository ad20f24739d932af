// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { fstatSync, openSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { Filters } from '../../../src/capture/filters.ts';
import { encodeFilters, FILTERS_BYTES } from '../../../src/capture/filters-layout.ts';
import type { Libbpf } from '../../../src/ffi/libbpf.ts';

const OUTER_FD = 1_000_001;
const rules = filterRules(loadSettings({ env: { KTLS_FILTER_PID: '5' } }).settings);

/** The descriptor of each array that was made: an open file, so that closing it can be seen. */
let inner: number[];
let created: unknown[][];
let updates: [mapFd: number, key: number, value: Buffer, flags: number][];
let failing: number | undefined;

const libbpf = {
  bpf_map_create: (...args: unknown[]) => {
    created.push(args.slice(0, 5));
    inner.push(openSync('/dev/null', 'r'));
    return inner.at(-1);
  },
  bpf_map_update_elem: (mapFd: number, key: Buffer, value: Buffer, flags: number) => {
    updates.push([mapFd, key.readUInt32LE(0), Buffer.from(value), flags]);
    return mapFd === failing ? -22 : 0;
  },
} as unknown as Libbpf;

beforeEach(() => {
  [inner, created, updates, failing] = [[], [], [], undefined];
});

const fdBytes = (fd: number | undefined): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(fd ?? 0);
  return bytes;
};

describe('filters', () => {
  test('are written into a new array, which takes the place of the last one', () => {
    const filters = new Filters(libbpf, OUTER_FD);
    filters.apply(rules);
    filters.apply(rules);
    assert.deepEqual(created, Array(2).fill([2, 'ktls_filters', 4, FILTERS_BYTES, 1]));
    assert.deepEqual(updates, [
      [inner[0], 0, encodeFilters(rules, 1n), 0],
      [OUTER_FD, 0, fdBytes(inner[0]), 0],
      [inner[1], 0, encodeFilters(rules, 2n), 0],
      [OUTER_FD, 0, fdBytes(inner[1]), 0],
    ]);
  });

  test('are closed once the kernel holds them, and when it refuses them', () => {
    new Filters(libbpf, OUTER_FD).apply(rules);
    assert.throws(() => fstatSync(inner[0] ?? -1), { code: 'EBADF' });
    failing = OUTER_FD;
    assert.throws(() => new Filters(libbpf, OUTER_FD).apply(rules), {
      name: 'NativeError',
      message: /^bpf_map_update_elem: EINVAL/,
    });
    assert.throws(() => fstatSync(inner[1] ?? -1), { code: 'EBADF' });
  });
});
