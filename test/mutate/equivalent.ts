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

export const EQUIVALENT: readonly Equivalent[] = [];

export function isSame(equivalent: Equivalent, place: Place): boolean {
  return (
    equivalent.file === place.file &&
    equivalent.operator === place.operator &&
    equivalent.within === place.within &&
    equivalent.change === place.change
  );
}
