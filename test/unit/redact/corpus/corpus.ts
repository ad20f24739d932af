// SPDX-License-Identifier: Apache-2.0
import { CASE_SPOTS } from '../cases/spots.ts';
import { type Carrier, type Case, caseOf } from './case.ts';
import { HTTP1_CARRIERS } from './http1.ts';
import { HTTP2_CARRIERS } from './http2.ts';
import { seedOf } from './random.ts';
import type { Spot } from './spot.ts';
import { FORM_SPOTS } from './spots-forms.ts';
import { KEY_SPOTS } from './spots-keys.ts';
import { LINE_SPOTS } from './spots-lines.ts';
import { TOKEN_SPOTS } from './spots-tokens.ts';
import { URL_SPOTS } from './spots-urls.ts';
import { STREAM_CARRIERS } from './streams.ts';

export const SPOTS_OF = {
  lines: LINE_SPOTS,
  urls: URL_SPOTS,
  forms: FORM_SPOTS,
  tokens: TOKEN_SPOTS,
  keys: KEY_SPOTS,
  cases: CASE_SPOTS,
};
export const SPOTS: readonly Spot[] = Object.values(SPOTS_OF).flat();
export const CARRIERS: readonly Carrier[] = [...HTTP1_CARRIERS, ...HTTP2_CARRIERS, ...STREAM_CARRIERS];

/** These spots by every carrier that can have them. The same on every machine; no two cases share a secret. */
export function corpus(spots: readonly Spot[] = SPOTS): Case[] {
  return spots.flatMap((spot) => {
    const seed = seedOf(spot.name);
    return CARRIERS.flatMap((carrier, j) => caseOf(spot, carrier, seed + j) ?? []);
  });
}

/** Of these cases one of each spot, by one carrier after the other. */
export function ofEachSpot(cases: readonly Case[], spots: readonly Spot[] = SPOTS): Case[] {
  return spots.flatMap((spot) => {
    const own = cases.filter(({ shape }) => shape.startsWith(`${spot.name}, `));
    return own[seedOf(spot.name) % own.length] ?? [];
  });
}
