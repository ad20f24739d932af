// SPDX-License-Identifier: Apache-2.0
import { type Complaint, type ParsedList, parseList } from './filter-list.ts';
import { parseNamespace } from './filter-namespaces.ts';
import { parseDirection, parseOwner, parseRange, parseRecordType } from './filter-numbers.ts';
import { parseAddress, parseComm } from './filter-patterns.ts';
import { parseCgroup, parseContainer } from './filter-texts.ts';
import type { Format, Limits } from './format.ts';

/** KTLS_MAX_VALUES and KTLS_MAX_TEXTS of bpf/ktls.h: of either sort, to include and to exclude. */
export const MAX_VALUES = 32;
export const MAX_TEXTS = 16;

export interface FilterFormat<T> extends Format {
  parse(text: string, limits: Limits): ParsedList<T>;
  complaints(value: unknown, limits: Limits): readonly Complaint[];
}

interface Values<T> {
  readonly most: number;
  readonly allowed: (limits: Limits) => string;
  readonly parse: (value: string, limits: Required<Pick<Limits, 'min' | 'max'>>) => T;
}

function listOf<T>({ most, allowed, parse }: Values<T>): FilterFormat<T> {
  const parseText = (text: string, { min = 0, max = Number.MAX_SAFE_INTEGER }: Limits): ParsedList<T> =>
    parseList(text, most, (value) => parse(value, { min, max }));
  return {
    coerce: (text) => text,
    accepts: (value, limits) => typeof value === 'string' && parseText(value, limits).complaints.length === 0,
    allowed: (limits) => `${allowed(limits)}, with commas between; ! excludes`,
    complaints: (value, limits) => (typeof value === 'string' ? parseText(value, limits).complaints : []),
    fromYaml: listText,
    parse: parseText,
  };
}

/** A YAML list, or a single value, as the text that means the same. */
function listText(written: unknown): unknown {
  if (!Array.isArray(written)) return written;
  if (!written.every((value) => typeof value === 'string')) return undefined;
  return written.map((value) => value.replaceAll(',', '%2C')).join(',');
}

export const filterFormats = {
  numbers: listOf({
    most: MAX_VALUES,
    allowed: ({ min, max }) => `numbers from ${min} to ${max} or ranges LOW-HIGH`,
    parse: (value, { min, max }) => parseRange(value, min, max),
  }),
  namespaces: listOf({
    most: MAX_VALUES,
    allowed: () => 'inode numbers, net:[INODE] or paths of namespaces',
    parse: parseNamespace,
  }),
  directions: listOf({ most: MAX_VALUES, allowed: () => 'TX or RX', parse: parseDirection }),
  recordTypes: listOf({
    most: MAX_VALUES,
    allowed: () => 'application_data, alert, handshake, change_cipher_spec or numbers from 0 to 255',
    parse: parseRecordType,
  }),
  owners: listOf({ most: MAX_VALUES, allowed: () => 'program or kernel', parse: parseOwner }),
  comms: listOf({
    most: MAX_VALUES,
    allowed: () => 'names of at most 15 bytes or, ended by *, how names begin',
    parse: parseComm,
  }),
  addresses: listOf({
    most: MAX_VALUES,
    allowed: () => 'IPv4 or IPv6 addresses or networks ADDRESS/PREFIX',
    parse: parseAddress,
  }),
  cgroups: listOf({ most: MAX_TEXTS, allowed: () => 'absolute paths of at most 255 bytes', parse: parseCgroup }),
  containers: listOf({ most: MAX_TEXTS, allowed: () => '4 to 64 hexadecimal digits', parse: parseContainer }),
};
