// SPDX-License-Identifier: Apache-2.0
import { CASES } from '../../redact/corpus/cases.ts';
import { CARRIERS } from '../../redact/corpus/corpus.ts';

/** Few that differ most: in these every place is cut. */
export const CUT_EVERYWHERE = CARRIERS.flatMap(({ name }, i) => {
  const cases = CASES.filter(({ shape }) => shape.endsWith(`, ${name}`));
  return cases[(i * 53 + 11) % cases.length] ?? [];
});
