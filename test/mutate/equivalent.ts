// SPDX-License-Identifier: Apache-2.0
import type { Operator, Place } from './places.ts';

/** A change of the source that no test can tell from the original, since nothing that can be seen changes. */
export interface Equivalent {
  readonly file: string;
  readonly operator: Operator;
  readonly within: string;
  readonly change: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'config/headers.ts',
    operator: 'boundary moved by one',
    within: 'isHeader',
    change: 'separator < 0 -> separator <= 0',
    why: 'A pair that begins with = has an empty key, which KEY refuses.',
  },
  {
    file: 'src/capture/addresses.ts',
    operator: 'boundary moved by one',
    within: 'addressText',
    change: 'ipv6Texts.size >= KEPT -> ipv6Texts.size > KEPT',
    why: 'The texts are the same however many are kept.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    operator: 'boundary moved by one',
    within: 'abs',
    change: 'value < 0n -> value <= 0n',
    why: '-0n is 0n.',
  },
  {
    file: 'src/capture/boot-clock.ts',
    operator: 'boundary moved by one',
    within: 'BootClock.wallNanos',
    change: 'i > 0 -> i >= 0',
    why: 'The offset of the first step is what the line after the loop takes anyway.',
  },
  {
    file: 'src/capture/decode-origin.ts',
    operator: 'boundary moved by one',
    within: 'readOrigin',
    change: 'now < timeUnixNanos -> now <= timeUnixNanos',
    why: 'Either of two equal numbers is the later one.',
  },
  {
    file: 'src/trace/span-attributes.ts',
    operator: 'boundary moved by one',
    within: 'addHead',
    change: 'query < 0 -> query <= 0',
    why: 'The target begins with a slash, so that its query never begins at 0.',
  },
];

export function isSame(equivalent: Equivalent, place: Place): boolean {
  return (
    equivalent.file === place.file &&
    equivalent.operator === place.operator &&
    equivalent.within === place.within &&
    equivalent.change === place.change
  );
}
