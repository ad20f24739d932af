// SPDX-License-Identifier: Apache-2.0
import type { Spot } from '../corpus/spot.ts';
import { MASKED } from './kinds.ts';
import type { MaskedRow } from './row.ts';

/** Of a kind so many rows stand in the corpus, where each goes by every carrier in every delivery. */
const OF_A_KIND = 12;

/** Of six bytes of such a number as few as two are its digits: any text may have them. */
const WIDE_SEPARATORS = /: (?:two spaces|entities|blanks that are encoded twice|.*no-break spaces.*)$/;

/** Rows of each kind, evenly over its tables. */
export const CASE_SPOTS: readonly Spot[] = Object.entries(MASKED).flatMap(([kind, rows]) =>
  sampleOf(rows.filter(isFound)).map((row) => ({ ...row, name: `${kind}: ${row.name}` })),
);

/** No two cases share a secret, and the corpus looks into Base64 once. */
function isFound({ name, isBase64, isFixed }: MaskedRow): boolean {
  if (WIDE_SEPARATORS.test(name)) return false;
  return isFixed === undefined && (isBase64 === undefined || !/docker|twice|lines of/.test(name));
}

function sampleOf(rows: readonly MaskedRow[]): MaskedRow[] {
  const step = Math.max(1, rows.length / OF_A_KIND);
  return Array.from({ length: Math.min(OF_A_KIND, rows.length) }, (_, i) => rows[Math.floor(i * step)]).filter(
    (row) => row !== undefined,
  );
}
