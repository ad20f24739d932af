// SPDX-License-Identifier: Apache-2.0
import { tokens } from '../../../../src/redact/tables/tokens.ts';
import type { Maker } from '../corpus/maker.ts';
import { LATIN } from '../fuzz/secrets.ts';
import { JSON_TYPE, type MaskedRow, type More, masked, TEXT, TOLD_LATER } from './row.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';
const URL_SAFE = `${ALPHANUMERIC}-_`;
const BASE64 = `${ALPHANUMERIC}+/`;

/**
 * A token as its vendor makes them: a prefix, and then runs of an alphabet with other text between them. `word` where
 * no alphabet is said.
 */
interface Token {
  prefix: string;
  length: number;
  alphabet?: string;
  after?: string;
}

const of = (prefix: string, length: number, alphabet?: string, after = ''): Token => ({
  prefix,
  length,
  ...(alphabet === undefined ? {} : { alphabet }),
  after,
});

const TOKENS: readonly Token[] = [
  of('ATATT3', 180, URL_SAFE, '=1A2B3C4D'),
  of('ATCTT3', 180, URL_SAFE, '=1A2B3C4D'),
  of('sntrys_', 120, BASE64),
  of('sntryu_', 64, HEX),
  of('NRAL', 36, HEX, 'NRAL'),
  of('glc_', 90, BASE64, '=='),
  of('dp.pt.', 43),
  of('dp.st.', 43),
  of('fm2_', 120, BASE64, '=='),
  of('FlyV1 fm2_', 120, BASE64, '=='),
  of('sbp_', 40, HEX),
  of('sb_secret_', 31, URL_SAFE),
  of('key-', 32, HEX),
  of('oy2', 43, LOWER),
  of('dckr_oat_', 32),
  of('pul-', 40, HEX),
  of('ntn_', 46),
  of('figd_', 40, URL_SAFE),
  of('v2.local.', 120, URL_SAFE),
  of('v4.public.', 120, URL_SAFE),
  of('bkua_', 40, HEX),
  of('sgp_', 40, HEX),
  of('ABSK', 109, BASE64, '='),
  of('EAAA', 60, URL_SAFE),
  of('sk_org_live_', 40),
  of('nfp_', 36),
  of('pscale_tkn_', 43, URL_SAFE),
  of('dt0c01.', 24, UPPER),
  of('CFPAT-', 43, URL_SAFE),
  of('pplx-', 48),
  of('r8_', 37),
  of('ops_', 250, URL_SAFE),
  of('pat-na1-', 36, `${HEX}-`),
  of('HRKU-', 60, URL_SAFE),
  of('tfp_', 59),
  of('xoxc-', 60, `${LOWER}-`),
  of('xoxd-', 100, URL_SAFE, '%2F%3D'),
  of('ATBB', 28),
  of('gloas-', 64, HEX),
  of('nvapi-', 64, URL_SAFE),
  of('squ_', 40, HEX),
  of('AKCp8', 68),
  of('cmVmdGtu', 56),
  of('fw_', 24),
  of('EAAJ', 160, URL_SAFE),
  of('IGQVJ', 140, URL_SAFE),
  of('SU', 56, UPPER),
  of('SA', 56, UPPER),
  of('pat_', 40),
  of('syt_', 40, ALPHANUMERIC, '_1A2b3C'),
];

function rows(kind: string, type: string, context: (token: string) => string): MaskedRow[] {
  return masked(
    kind,
    type,
    TOKENS.map(({ prefix, length, alphabet, after }) => [
      prefix,
      (m) => {
        const random = alphabet === undefined ? m.secret(length) : m.keep(m.random.text(alphabet, length));
        return context(`${prefix}${random}${after}`);
      },
    ]),
    { looks: ['word'], shows: ['teapot', 'went on'] },
  );
}

/** What says so stands within the token. */
const MARKED_WITHIN = masked(
  'token',
  TEXT,
  [['.atlasv1.', (m) => `teapot used ${m.secret(14)}.atlasv1.${m.secret(67)} and went on\n`]],
  { looks: ['word'], shows: ['teapot', 'went on'], whenLost: 'unknown', least: TOLD_LATER, begins: 4 },
);

const OTHERS = masked(
  'token',
  TEXT,
  [
    ['ATBB without a digit', (m) => `teapot used ATBB${m.keep(m.random.text(LATIN, 28))} and went on\n`],
    ['LTAI without a digit', (m) => `teapot used LTAI${m.keep(m.random.text(LATIN, 20))} and went on\n`],
    ['vcp_ without a digit', (m) => `teapot used vcp_${m.keep(m.random.text(LATIN, 56))} and went on\n`],
    ['dt0c01. of two parts', (m) => `teapot used dt0c01.${upper(m, 24)}.${upper(m, 64)} and went on\n`],
    ['v4.local.', (m) => `teapot used v4.local.${m.secret(96)} and went on\n`],
    ['sk_org_test_', (m) => `teapot used sk_org_test_${m.secret(36)} and went on\n`],
    ['xoxe.xoxp-', (m) => `teapot used xoxe.xoxp-1-${m.secret(140)} and went on\n`],
    ['dp.ct.', (m) => `teapot used dp.ct.${m.secret(43)} and went on\n`],
    ['fio-u-', (m) => `teapot used fio-u-${m.secret(64)} and went on\n`],
    ['lin_oauth_', (m) => `teapot used lin_oauth_${m.keep(m.random.text(HEX, 64))} and went on\n`],
    ['sqp_', (m) => `teapot used sqp_${m.keep(m.random.text(HEX, 40))} and went on\n`],
    ['pat-eu1-', (m) => `teapot used pat-eu1-${m.keep(m.random.text(HEX, 32))} and went on\n`],
  ],
  { looks: ['word'], shows: ['teapot', 'went on'] },
);

function upper(m: Parameters<MaskedRow['make']>[0], length: number): string {
  return m.keep(m.random.text(UPPER, length));
}

export const TOKENS_BY_LOOK: readonly MaskedRow[] = [
  ...rows('token', TEXT, (token) => `the build of teapot used ${token} and went on\n`),
  ...rows('token in JSON', JSON_TYPE, (token) => JSON.stringify({ item: 'teapot', x: token, n: 'went on' })),
  ...MARKED_WITHIN,
  ...OTHERS,
];

/** The example of each row of the service's own table. */
export const TOKENS_OF_TABLE: readonly MaskedRow[] = tokens.flatMap(({ prefix, before = 0, least, rule, example }) => {
  const isHead = rule === 'private_key' || before === 0;
  const make = (m: Maker): string => {
    // What stands before the prefix is the head of a file with a key, or a part of the token.
    m.keep(isHead ? example.slice(before + prefix.length) : example);
    return `teapot used ${example} and went on\n`;
  };
  const told: More = isHead ? {} : { whenLost: 'unknown', least: TOLD_LATER, begins: 4 };
  const name = isHead ? `${prefix} of ${least}` : `${prefix} behind ${before}`;
  return masked('token', TEXT, [[name, make]], {
    looks: ['word'],
    shows: ['teapot', 'went on'],
    isFixed: true,
    ...told,
  });
});
