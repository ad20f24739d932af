// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { encodeFilters, FILTERS, FILTERS_BYTES, FILTERS_OFFSETS } from '../../../src/capture/filters-layout.ts';
import { type BtfTypes, readBtf } from './btf-types.ts';

let btf: BtfTypes;
before(() => {
  btf = readBtf('dist/test-bpf/layout.bpf.o');
});

const encode = (env: Record<string, string>): Buffer => encodeFilters(filterRules(loadSettings({ env }).settings), 7n);

/** Where a value is, by the compiler's sizes. */
const arrayAt = (start: number, type: string, most: number) => (filter: number, sort: number, index: number) =>
  start + ((filter * 2 + sort) * most + index) * (btf.structs.get(type)?.bytes ?? NaN);

test('every field of struct ktls_filters is written where the compiler puts it', () => {
  assert.deepEqual(btf.structs.get('ktls_filters'), { bytes: FILTERS_BYTES, offsets: FILTERS_OFFSETS });
});

test('the filters have the names and the order of enum ktls_filter', () => {
  const { KTLS_FILTERS: count, ...filters } = btf.enums.get('ktls_filter') ?? {};
  const constant = (name: string) => `KTLS_FILTER_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  assert.deepEqual(
    Object.entries(filters),
    FILTERS.map((name, number) => [constant(name), number]),
  );
  assert.equal(count, FILTERS.length);
});

test('ranges, patterns and texts are written as the programs read them', () => {
  const actual = encode({
    KTLS_FILTER_PID: '5,6-7,!8',
    KTLS_FILTER_RECORD_TYPE: '!alert',
    KTLS_FILTER_OWNER: 'kernel',
    KTLS_FILTER_COMM: 'sh',
    KTLS_FILTER_PEER_ADDRESS: '::/0,10.0.0.0/8',
    KTLS_FILTER_CGROUP: '/a,!/b,!/é',
    KTLS_FILTER_CONTAINER: 'ABCD',
    KTLS_SAMPLE_RATIO: '0.5',
    KTLS_RATE_LIMIT: '1000000000',
    KTLS_CGROUP_RATE: '999999999',
  });
  const { generation, sample_below, rate_limit, cgroup_rate, used, counts } = FILTERS_OFFSETS;
  const expected = Buffer.alloc(FILTERS_BYTES);
  expected.writeBigUInt64LE(7n, generation);
  expected.writeBigUInt64LE(0x8000_0000n, sample_below);
  expected.writeBigUInt64LE(1_000_000_000n, rate_limit);
  expected.writeBigUInt64LE(999_999_999n, cgroup_rate);
  expected.writeUInt32LE(0b1_1101_1100_0001, used);
  const expectedCounts = [
    [0, 2, 1],
    [6, 0, 1],
    [7, 1, 0],
    [8, 1, 0],
    [10, 2, 0],
    [11, 1, 2],
    [12, 1, 0],
  ] as const;
  for (const [filter, include, exclude] of expectedCounts) {
    expected.writeUInt32LE(include, counts + 8 * filter);
    expected.writeUInt32LE(exclude, counts + 8 * filter + 4);
  }

  const range = btf.structs.get('ktls_range')?.offsets ?? {};
  const rangeAt = arrayAt(FILTERS_OFFSETS.ranges, 'ktls_range', 32);
  for (const [at, low, high] of [
    [rangeAt(0, 0, 0), 5n, 5n],
    [rangeAt(0, 0, 1), 6n, 7n],
    [rangeAt(0, 1, 0), 8n, 8n],
    [rangeAt(6, 1, 0), 21n, 21n],
    [rangeAt(7, 0, 0), 1n, 1n],
  ] as const) {
    expected.writeBigUInt64LE(low, at + (range.low ?? NaN));
    expected.writeBigUInt64LE(high, at + (range.high ?? NaN));
  }

  const pattern = btf.structs.get('ktls_pattern')?.offsets ?? {};
  const patternAt = arrayAt(FILTERS_OFFSETS.patterns, 'ktls_pattern', 32);
  for (const [at, value, mask] of [
    [patternAt(0, 0, 0), '7368', 'ffffff'],
    [patternAt(2, 0, 0), '', ''],
    [patternAt(2, 0, 1), '00000000000000000000ffff0a', 'ffffffffffffffffffffffffff'],
  ] as const) {
    expected.write(value, at + (pattern.value ?? NaN), 'hex');
    expected.write(mask, at + (pattern.mask ?? NaN), 'hex');
  }

  const text = btf.structs.get('ktls_text')?.offsets ?? {};
  const textAt = arrayAt(FILTERS_OFFSETS.texts, 'ktls_text', 16);
  for (const [at, value, length] of [
    [textAt(0, 0, 0), '/a', 2n],
    [textAt(0, 1, 0), '/b', 2n],
    [textAt(0, 1, 1), '/é', 3n],
    [textAt(1, 0, 0), 'abcd', 4n],
  ] as const) {
    expected.write(value, at + (text.text ?? NaN));
    expected.writeBigUInt64LE(length, at + (text.length ?? NaN));
  }
  assert.deepEqual(actual, expected);
});

const ratios: [ratio: string, below: bigint][] = [
  ['0', 0n],
  ['0.0000000001', 0n],
  ['0.0000000002', 1n],
  ['0.1', 429_496_730n],
  ['0.9999999999', 0x1_0000_0000n],
  ['1', 0x1_0000_0000n],
];

for (const [ratio, below] of ratios) {
  test(`a sample of ${ratio} is ${below} of 2^32`, () => {
    assert.equal(encode({ KTLS_SAMPLE_RATIO: ratio }).readBigUInt64LE(FILTERS_OFFSETS.sample_below), below);
  });
}

test('the most values fill their arrays and nothing else', () => {
  const values = (count: number, value: string): string => new Array<string>(count).fill(value).join(',');
  const bytes = encode({
    KTLS_FILTER_OWNER: values(32, '!kernel'),
    KTLS_FILTER_PEER_ADDRESS: values(32, '!ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
    KTLS_FILTER_CONTAINER: values(16, `!${'f'.repeat(64)}`),
  });
  const { patterns, texts } = FILTERS_OFFSETS;
  assert.deepEqual(bytes.subarray(patterns - 16, patterns), Buffer.from('01000000000000000100000000000000', 'hex'));
  assert.deepEqual(bytes.subarray(texts - 1024, texts), Buffer.alloc(1024, 0xff));
  assert.deepEqual(bytes.subarray(patterns, texts - 1024), Buffer.alloc(texts - 1024 - patterns));
  assert.equal(bytes.readBigUInt64LE(FILTERS_BYTES - 8), 64n);
});
