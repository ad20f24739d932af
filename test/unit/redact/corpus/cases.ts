// SPDX-License-Identifier: Apache-2.0
import { corpus, ofEachSpot } from './corpus.ts';

export const CASES = corpus();

export const OF_EACH_SPOT = ofEachSpot(CASES);

/** Carriers on whose wire nothing can be read, or not in one piece. */
const UNREADABLE = /gzip|chunks|padded|CONTINUATION|at once|DATA/;

/** Those whose secrets are there to be read when nothing is redacted. */
export const READABLE = CASES.filter(({ shape }) => !UNREADABLE.test(shape));
