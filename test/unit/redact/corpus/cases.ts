// SPDX-License-Identifier: Apache-2.0
import type { Case } from './case.ts';
import { corpus, SPOTS } from './corpus.ts';
import type { Secret } from './leak-finder.ts';

export const CASES = corpus();

/** A case of each spot, by one carrier after the other. */
export const OF_EACH_SPOT = SPOTS.flatMap((spot, i) => {
  const cases = CASES.filter(({ shape }) => shape.startsWith(`${spot.name}, `));
  return cases[i % cases.length] ?? [];
});

/** Carriers on whose wire nothing can be read, or not in one piece. */
const UNREADABLE = /gzip|chunks|padded|CONTINUATION|at once|DATA/;

/** Those whose secrets are there to be read when nothing is redacted. */
export const READABLE = CASES.filter(({ shape }) => !UNREADABLE.test(shape));

export const longest = ({ steps }: Case): number => Math.max(...steps.map(({ bytes }) => bytes.length));

export const secretsOf = (cases: readonly Case[]): Secret[] =>
  cases.flatMap(({ shape, secrets }) => secrets.map((text) => ({ shape, text })));
