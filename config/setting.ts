// SPDX-License-Identifier: Apache-2.0
import type { filterFormats } from './filter-formats.ts';
import type { Limits } from './format.ts';
import type { FormatName } from './formats.ts';

/** The longest delay that a Node timer takes. */
export const MAX_TIMER_MILLIS = 2_147_483_647;

/** One leaf of the schema, as convict takes it. A default of null means: nothing is set. */
export interface Setting<T> extends Limits {
  readonly env: string;
  readonly doc: string;
  readonly default: T;
  readonly format: FormatName;
  readonly nullable: boolean;
  readonly sensitive: boolean;
  /** In the environment, a wrong value is a warning and the default stays: OpenTelemetry's rule for its variables. */
  readonly lenient: boolean;
  /** Not a key of the YAML file. */
  readonly environmentOnly: boolean;
}

type Value<T, Default> = null extends Default ? T | null : T;

interface Given<Default> {
  readonly env: string;
  readonly doc: string;
  readonly default: Default;
  readonly sensitive?: boolean;
  readonly lenient?: boolean;
  readonly environmentOnly?: boolean;
}

function setting<T, Default>(format: FormatName, given: Given<Default> & Limits): Setting<Value<T, Default>> {
  return {
    sensitive: false,
    lenient: false,
    environmentOnly: false,
    ...given,
    default: given.default as Value<T, Default>,
    format,
    nullable: given.default === null,
  };
}

type Range = { readonly min: number; readonly max: number };

export const bytes = (given: Given<number> & Range & { powerOfTwo?: boolean }) =>
  setting<number, number>('byteSize', given);

export const wholeNumber = <D extends number | null>(given: Given<D> & Range) =>
  setting<number, D>('wholeNumber', given);

export const ratio = (given: Given<number>) => setting<number, number>('ratio', given);

export const milliseconds = <D extends number | null>(given: Given<D> & Range) =>
  setting<number, D>('wholeNumber', { ...given, unit: 'milliseconds' });

export const choice = <const V extends string, D extends V | null>(
  given: Omit<Given<D>, 'default'> & { default: D; values: readonly V[] },
) => setting<V, D>('choice', given);

export const flag = <D extends boolean | null>(given: Given<D>) => setting<boolean, D>('flag', given);

/** Settings that are text in a format of their own. */
export const text = <D extends string | null>(
  format:
    | 'text'
    | 'absolutePath'
    | 'endpoint'
    | 'listenAddress'
    | 'user'
    | 'headers'
    | 'attributes'
    | 'file'
    | 'redactionRules'
    | 'redactionNames'
    | 'routes'
    | 'serviceRules'
    | 'headerNames'
    | 'propagators'
    | 'tokens',
  given: Given<D>,
) => setting<string, D>(format, given);

/** Lists of what a filter includes and excludes, as text. */
export const list = (format: keyof typeof filterFormats, given: Given<null> & Limits) =>
  setting<string, null>(format, given);
