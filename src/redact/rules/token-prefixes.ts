// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';

const alphanumeric = byteSet({ ranges: 'a-zA-Z0-9' });
const word = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-' });
const dotted = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.' });
const upper = byteSet({ ranges: 'A-Z0-9' });
const hex = byteSet({ ranges: '0-9a-f' });
const base64 = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/=' });
const jwt = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.=' });

/** A kind of token that shows by its first characters what it is. */
export interface TokenKind {
  readonly prefix: string;
  readonly rule: string;
  /** What it consists of after its prefix, and how many of that make it a token. */
  readonly body: Uint8Array;
  readonly least: number;
  /** A token has exactly `least` of them. */
  readonly isExact?: boolean;
  /** Only what has a digit: the prefix is the beginning of common words too. */
  readonly needsDigit?: boolean;
  /** `least` counts what follows the first dot. */
  readonly needsDot?: boolean;
}

const kinds = (
  prefixes: string,
  rule: string,
  body: Uint8Array,
  least: number,
  more: Partial<TokenKind> = {},
): TokenKind[] => prefixes.split(' ').map((prefix) => ({ prefix, rule, body, least, ...more }));

/** How a private key's first line looks in Base64, as far as whole groups of 3 bytes go. */
const encodedKeys = ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'PGP '].map((sort) => {
  const line = Buffer.from(`-----BEGIN ${sort}PRIVATE KEY`);
  return line.subarray(0, line.length - (line.length % 3)).toString('base64');
});

export const tokenKinds: readonly TokenKind[] = [
  ...kinds('AKIA ASIA ABIA ACCA', 'cloud_key', upper, 16, { isExact: true }),
  ...kinds('ghp_ gho_ ghu_ ghs_ ghr_', 'token', alphanumeric, 20),
  ...kinds('github_pat_', 'token', word, 20),
  ...kinds('glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glagent-', 'token', dotted, 16),
  ...kinds('xoxa- xoxb- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xapp-', 'token', dotted, 10),
  ...kinds('sk_live_ sk_test_ rk_live_ rk_test_ whsec_ pk_live_', 'token', alphanumeric, 12),
  ...kinds('AIza', 'cloud_key', word, 30),
  ...kinds('ya29. GOCSPX- 1//0', 'cloud_key', dotted, 20),
  ...kinds('npm_ hf_ gsk_', 'token', alphanumeric, 30),
  ...kinds('glsa_', 'token', word, 30),
  ...kinds('pypi-AgE', 'token', word, 20),
  ...kinds('SG.', 'token', word, 30, { needsDot: true }),
  ...kinds('dop_v1_ doo_v1_ dor_v1_', 'cloud_key', hex, 20),
  ...kinds('sk-', 'token', word, 20, { needsDigit: true }),
  ...kinds('hvs. hvb. hvr.', 'token', word, 20),
  ...kinds('AGE-SECRET-KEY-1', 'private_key', upper, 16),
  ...kinds('shpat_ shpss_ shpca_ shppa_', 'token', hex, 20),
  ...kinds('dckr_pat_ rubygems_ tskey- lin_api_ sq0atp- sq0csp- NRAK- PMAK- xai-', 'token', word, 16, {
    needsDigit: true,
  }),
  ...kinds('SK AC dapi', 'cloud_key', hex, 32, { isExact: true }),
  ...kinds('eyJ', 'jwt', jwt, 4, { needsDot: true }),
  ...[...new Set(encodedKeys)].flatMap((prefix) => kinds(prefix, 'private_key', base64, 1)),
];
