// SPDX-License-Identifier: Apache-2.0
import type { Case } from '../../redact/corpus/case.ts';
import { CARRIERS, corpus, SPOTS } from '../../redact/corpus/corpus.ts';

export const CASES = corpus();

/** A case of each spot, by one carrier after the other. */
export const OF_EACH_SPOT = SPOTS.flatMap((spot, i) => {
  const cases = CASES.filter(({ shape }) => shape.startsWith(`${spot.name}, `));
  return cases[i % cases.length] ?? [];
});

/** Few that differ most: in these every place is cut. */
export const CUT_EVERYWHERE = CARRIERS.flatMap(({ name }, i) => {
  const cases = CASES.filter(({ shape }) => shape.endsWith(`, ${name}`));
  return cases[(i * 53 + 11) % cases.length] ?? [];
});

export const longest = ({ steps }: Case): number => Math.max(...steps.map(({ bytes }) => bytes.length));

export const secretsOf = (cases: readonly Case[]): { shape: string; text: string }[] =>
  cases.flatMap(({ shape, secrets }) => secrets.map((text) => ({ shape, text })));
