// SPDX-License-Identifier: Apache-2.0
import type { RandomNumbers } from './random-numbers.ts';
import { ALPHANUMERIC, DIGITS, HEXADECIMAL, LATIN, LOWER, UPPER, URL_SAFE } from './secrets.ts';

type Shape = readonly [prefix: string, alphabet: string, length: number];

/** What vendors publish of their tokens: a prefix, and what is random behind it. */
const SHAPES: readonly Shape[] = [
  ['ghp_', ALPHANUMERIC, 36],
  ['gho_', ALPHANUMERIC, 36],
  ['ghs_', ALPHANUMERIC, 36],
  ['glpat-', URL_SAFE, 20],
  ['AKIA', `${UPPER}234567`, 16],
  ['sk_live_', ALPHANUMERIC, 24],
  ['AIza', URL_SAFE, 35],
  ['npm_', ALPHANUMERIC, 36],
  ['dop_v1_', HEXADECIMAL, 64],
  ['hf_', LATIN, 34],
  ['shpat_', HEXADECIMAL, 32],
  ['ATATT3xFfGF0', `${URL_SAFE}=`, 180],
  ['ATCTT3xFfGF0', `${URL_SAFE}=`, 180],
  ['sntryu_', HEXADECIMAL, 64],
  ['glc_eyJ', ALPHANUMERIC, 80],
  ['dp.pt.', ALPHANUMERIC, 43],
  ['sbp_', HEXADECIMAL, 40],
  ['sb_secret_', URL_SAFE, 31],
  ['key-', HEXADECIMAL, 32],
  ['oy2', LOWER + DIGITS, 43],
  ['dckr_oat_', URL_SAFE, 32],
  ['pul-', HEXADECIMAL, 40],
  ['ntn_', ALPHANUMERIC, 46],
  ['figd_', URL_SAFE, 40],
  ['v2.local.', URL_SAFE, 100],
  ['v4.public.', URL_SAFE, 100],
  ['bkua_', HEXADECIMAL, 40],
  ['sgp_', HEXADECIMAL, 40],
  ['sk_org_live_', ALPHANUMERIC, 24],
  ['nfp_', ALPHANUMERIC, 36],
  ['pscale_tkn_', URL_SAFE, 43],
  ['CFPAT-', URL_SAFE, 43],
  ['pplx-', ALPHANUMERIC, 48],
  ['r8_', ALPHANUMERIC, 37],
  ['ATBB', ALPHANUMERIC, 32],
  ['gloas-', HEXADECIMAL, 64],
  ['nvapi-', URL_SAFE, 64],
  ['squ_', HEXADECIMAL, 40],
  ['AKCp8', ALPHANUMERIC, 68],
];

/** A vendor's token: what all have in common, and what one alone has. */
export function makeToken(random: RandomNumbers): { prefix: string; secret: string } {
  const [prefix, alphabet, length] = random.pick(SHAPES);
  // A sign at the end may be taken for what follows.
  const last = random.pick([...alphabet].filter((letter) => ALPHANUMERIC.includes(letter)));
  return { prefix, secret: random.text(alphabet, length - 1) + last };
}

export function makeUuid(random: RandomNumbers): string {
  return [8, 4, 4, 4, 12].map((length) => random.text(HEXADECIMAL, length)).join('-');
}

/** A JSON web token: its header and claims, and the signature. */
export function makeJsonWebToken(random: RandomNumbers): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: random.text(DIGITS, 8), iat: 1_700_000_000 + random.below(1e6) };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${random.text(URL_SAFE, 43)}`;
}
