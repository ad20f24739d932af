// SPDX-License-Identifier: Apache-2.0
import type { Complaint } from './filter-list.ts';

/** What narrows a format for one setting. `min` and `max` are included. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly powerOfTwo?: boolean;
  readonly unit?: string;
  readonly values?: readonly string[];
}

export interface Format {
  /** Text (trimmed) to a value; text of another format comes back as it is, and `accepts` then refuses it. */
  coerce(text: string): unknown;
  accepts(value: unknown, limits: Limits): boolean;
  /** What is allowed, in words that follow "allowed:". */
  allowed(limits: Limits): string;
  /** What is wrong with a value that is refused, where there is more to say than what is allowed. */
  complaints?(value: unknown, limits: Limits): readonly Complaint[];
  /** A value of the YAML file, its scalars as texts that are spelt as the file has them, in place of the parsed one. */
  fromYaml?(written: unknown): unknown;
}

/** A YAML list of texts as one text with commas between; whatever can't be that, as it is written. */
export const commaList = (written: unknown): unknown =>
  Array.isArray(written) && written.every((text) => typeof text === 'string' && !text.includes(','))
    ? written.join(',')
    : written;
