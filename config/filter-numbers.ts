// SPDX-License-Identifier: Apache-2.0
import { WrongValue } from './filter-list.ts';

/** Both ends are included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** `443` or `8000-8999`. */
export function parseRange(value: string, min: number, max: number): Range {
  const [, first, last = first] = /^(\d+)(?: *- *(\d+))?$/.exec(value) ?? [];
  if (first === undefined) throw new WrongValue('is neither a number nor a range');
  const range = { low: Number(first), high: Number(last) };
  if (range.low > range.high) throw new WrongValue('has its higher number first');
  if (range.low < min || range.high > max) throw new WrongValue(`is not within ${min} and ${max}`);
  return range;
}

/** enum ktls_direction */
const directions: ReadonlyMap<string, number> = new Map([
  ['tx', 0],
  ['rx', 1],
]);

export const parseDirection = (value: string): Range => oneOf(directions, value);

function oneOf(names: ReadonlyMap<string, number>, value: string): Range {
  const number = names.get(value.toLowerCase());
  if (number === undefined) throw new WrongValue('is none of them');
  return { low: number, high: number };
}

/** Of KTLS_FILTER_OWNER in bpf/ktls.h. */
const owners: ReadonlyMap<string, number> = new Map([
  ['program', 0],
  ['kernel', 1],
]);

export const parseOwner = (value: string): Range => oneOf(owners, value);

/** TLS ContentType (RFC 8446, appendix B.1). */
const recordTypes: ReadonlyMap<string, number> = new Map([
  ['change_cipher_spec', 20],
  ['alert', 21],
  ['handshake', 22],
  ['application_data', 23],
]);
const MAX_RECORD_TYPE = 255;

export function parseRecordType(value: string): Range {
  const number = recordTypes.get(value.toLowerCase()) ?? (/^\d+$/.test(value) ? Number(value) : NaN);
  if (!(number <= MAX_RECORD_TYPE)) throw new WrongValue('is none of them');
  return { low: number, high: number };
}
