// SPDX-License-Identifier: Apache-2.0
// struct ktls_filters of bpf/ktls.h. A test compares what is marked internal with the object's BTF.
import { MAX_TEXTS, MAX_VALUES } from '../../config/filter-formats.ts';
import type { Rule } from '../../config/filter-list.ts';
import type { Range } from '../../config/filter-numbers.ts';
import type { Pattern } from '../../config/filter-patterns.ts';
import type { FilterRules } from '../../config/filters.ts';

/** enum ktls_filter, by the shape of what a rule holds. */
const RANGES = ['pid', 'uid', 'netns', 'localPort', 'peerPort', 'direction', 'recordType', 'owner'] as const;
const PATTERNS = ['comm', 'localAddress', 'peerAddress'] as const;
const TEXTS = ['cgroup', 'container'] as const;
/** @internal */
export const FILTERS = [...RANGES, ...PATTERNS, ...TEXTS] as const;

/** To include, and to exclude. */
const SORTS = 2;
/** struct ktls_range: __u64 low, high. */
const RANGE_BYTES = 16;
/** struct ktls_pattern: 16 bytes of value, 16 of mask. */
const PATTERN_BYTES = 32;
const MASK_AT = 16;
/** struct ktls_text: 256 bytes, __u64 length. */
const TEXT_BYTES = 264;
const LENGTH_AT = 256;

const COUNTS_AT = 40;
const RANGES_AT = COUNTS_AT + FILTERS.length * SORTS * 4;
const PATTERNS_AT = RANGES_AT + RANGES.length * SORTS * MAX_VALUES * RANGE_BYTES;
const TEXTS_AT = PATTERNS_AT + PATTERNS.length * SORTS * MAX_VALUES * PATTERN_BYTES;

/** @internal */
export const FILTERS_OFFSETS = {
  generation: 0,
  sample_below: 8,
  rate_limit: 16,
  cgroup_rate: 24,
  used: 32,
  padding: 36,
  counts: COUNTS_AT,
  ranges: RANGES_AT,
  patterns: PATTERNS_AT,
  texts: TEXTS_AT,
} as const;

/** @internal */
export const FILTERS_BYTES = TEXTS_AT + TEXTS.length * SORTS * MAX_TEXTS * TEXT_BYTES;

const ALL_RANDOM_NUMBERS = 2 ** 32;

/** The value of the map of filters; `generation` is another one each time. */
export function encodeFilters(rules: FilterRules, generation: bigint): Buffer {
  const bytes = Buffer.alloc(FILTERS_BYTES);
  bytes.writeBigUInt64LE(generation, FILTERS_OFFSETS.generation);
  bytes.writeBigUInt64LE(BigInt(Math.round(rules.sampleRatio * ALL_RANDOM_NUMBERS)), FILTERS_OFFSETS.sample_below);
  bytes.writeBigUInt64LE(BigInt(rules.rateLimit), FILTERS_OFFSETS.rate_limit);
  bytes.writeBigUInt64LE(BigInt(rules.cgroupRate), FILTERS_OFFSETS.cgroup_rate);
  bytes.writeUInt32LE(usedFilters(rules), FILTERS_OFFSETS.used);
  FILTERS.forEach((name, filter) => {
    sorts<unknown>(rules[name]).forEach(({ length }, sort) => {
      bytes.writeUInt32LE(length, COUNTS_AT + (filter * SORTS + sort) * 4);
    });
  });
  writeValues(
    RANGES.map((name) => rules[name]),
    RANGES_AT,
    MAX_VALUES,
    RANGE_BYTES,
    writeRange,
  );
  writeValues(
    PATTERNS.map((name) => rules[name]),
    PATTERNS_AT,
    MAX_VALUES,
    PATTERN_BYTES,
    writePattern,
  );
  writeValues(
    TEXTS.map((name) => rules[name]),
    TEXTS_AT,
    MAX_TEXTS,
    TEXT_BYTES,
    writeText,
  );
  return bytes;

  function writeRange({ low, high }: Range, at: number): void {
    bytes.writeBigUInt64LE(BigInt(low), at);
    bytes.writeBigUInt64LE(BigInt(high), at + 8);
  }

  function writePattern({ value, mask }: Pattern, at: number): void {
    value.copy(bytes, at);
    mask.copy(bytes, at + MASK_AT);
  }

  function writeText(text: string, at: number): void {
    bytes.writeBigUInt64LE(BigInt(bytes.write(text, at, LENGTH_AT)), at + LENGTH_AT);
  }
}

const sorts = <T>({ include, exclude }: Rule<T>): readonly (readonly T[])[] => [include, exclude];

/** A bit for each filter that has values. */
function usedFilters(rules: FilterRules): number {
  return FILTERS.reduce((bits, name, filter) => {
    const isUsed = sorts<unknown>(rules[name]).some(({ length }) => length > 0);
    return isUsed ? bits | (1 << filter) : bits;
  }, 0);
}

/** Writes a C array `[rules.length][SORTS][most]` of values of `size` bytes. */
function writeValues<T>(
  rules: readonly Rule<T>[],
  start: number,
  most: number,
  size: number,
  write: (value: T, at: number) => void,
): void {
  rules.flatMap(sorts).forEach((values, row) => {
    values.forEach((value, index) => write(value, start + (row * most + index) * size));
  });
}
