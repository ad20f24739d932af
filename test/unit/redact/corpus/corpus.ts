// SPDX-License-Identifier: Apache-2.0
import { type Carrier, type Case, caseOf } from './case.ts';
import { HTTP1_CARRIERS } from './http1.ts';
import { HTTP2_CARRIERS } from './http2.ts';
import type { Spot } from './spot.ts';
import { FORM_SPOTS } from './spots-forms.ts';
import { KEY_SPOTS } from './spots-keys.ts';
import { LINE_SPOTS } from './spots-lines.ts';
import { TOKEN_SPOTS } from './spots-tokens.ts';
import { URL_SPOTS } from './spots-urls.ts';
import { STREAM_CARRIERS } from './streams.ts';

export const SPOTS: readonly Spot[] = [...LINE_SPOTS, ...URL_SPOTS, ...FORM_SPOTS, ...TOKEN_SPOTS, ...KEY_SPOTS];
export const CARRIERS: readonly Carrier[] = [...HTTP1_CARRIERS, ...HTTP2_CARRIERS, ...STREAM_CARRIERS];

/** Every spot by every carrier that can have it. The same on every machine; no two cases share a secret. */
export function corpus(): Case[] {
  return SPOTS.flatMap((spot, i) =>
    CARRIERS.flatMap((carrier, j) => caseOf(spot, carrier, i * CARRIERS.length + j) ?? []),
  );
}
