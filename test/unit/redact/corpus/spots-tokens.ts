// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';
import { base64, type Spot } from './spot.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const text = (name: string, make: (maker: Maker) => string): Spot => ({
  name,
  place: 'body',
  contentType: 'text/plain',
  make,
});
const within = (token: string): string => `the build of teapot used ${token} and went on\n`;
const token = (name: string, make: (maker: Maker) => string): Spot => text(`token: ${name}`, (m) => within(make(m)));
const upper = (m: Maker, length: number, alphabet = BASE32): string => m.keep(m.random.text(alphabet, length));

const TOKENS: Spot[] = [
  token('Bearer in a text', (m) => `Bearer ${m.secret(40)}`),
  token('AWS access key', (m) => `AKIA${upper(m, 16)}`),
  token('AWS temporary key', (m) => `ASIA${upper(m, 16)}`),
  text(
    'AWS credentials file',
    (m) => `[default]\naws_access_key_id = AKIA${upper(m, 16)}\naws_secret_access_key = ${m.secret(40)}\n`,
  ),
  token('GitHub ghp_', (m) => `ghp_${m.secret(36)}`),
  token('GitHub gho_', (m) => `gho_${m.secret(36)}`),
  token('GitHub ghs_', (m) => `ghs_${m.secret(36)}`),
  token('GitHub github_pat_', (m) => `github_pat_${m.secret(22)}_${m.secret(59)}`),
  token('GitLab', (m) => `glpat-${m.secret(20)}`),
  token('Slack xoxb', (m) => `xoxb-${m.digits(12)}-${m.digits(12)}-${m.secret(24)}`),
  token('Slack xoxp', (m) => `xoxp-${m.digits(12)}-${m.secret(32)}`),
  token('Stripe sk_live_', (m) => `sk_live_${m.secret(24)}`),
  token('Stripe rk_live_', (m) => `rk_live_${m.secret(24)}`),
  token('Google AIza', (m) => `AIza${m.secret(35)}`),
  token('Google ya29.', (m) => `ya29.${m.secret(60)}`),
  token('npm', (m) => `npm_${m.secret(36)}`),
  token('PyPI', (m) => `pypi-AgEIcHlwaS5vcmc${m.secret(80)}`),
  token('SendGrid', (m) => `SG.${m.secret(22)}.${m.secret(43)}`),
  text(
    'Azure AccountKey',
    (m) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${m.secret(86)}==;EndpointSuffix=core\n`,
  ),
  token('DigitalOcean', (m) => `dop_v1_${m.keep(m.random.text('0123456789abcdef', 64))}`),
  token('Hugging Face', (m) => `hf_${m.secret(34)}`),
  token('OpenAI', (m) => `sk-${m.secret(48)}`),
  token('Anthropic', (m) => `sk-ant-api03-${m.secret(93)}-${m.secret(6)}AA`),
  token('Vault', (m) => `hvs.${m.secret(90)}`),
  token('age', (m) => `AGE-SECRET-KEY-1${upper(m, 58, '023456789ACDEFGHJKLMNPQRSTUVWXYZ')}`),
];

/** The head and the names of claims are the same for all; what the claims say and the signature are secret. */
function jwt(m: Maker): string {
  const head = base64url('{"alg":"HS256","typ":"JWT"}');
  return `${head}.${base64url(JSON.stringify({ sub: m.secret(), iat: 1_700_000_000 }))}.${m.secret(43)}`;
}
const base64url = (plain: string): string => base64(plain).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');

const JWTS: Spot[] = [
  text('JWT in a text', (m) => within(jwt(m))),
  {
    name: 'JWT under a harmless key',
    place: 'body',
    contentType: 'application/json',
    make: (m) => JSON.stringify({ item: jwt(m) }),
  },
  { name: 'JWT in the path', place: 'target', make: (m) => `/verify/${jwt(m)}/now` },
  { name: 'JWT in a header of its own', place: 'request-lines', make: (m) => `X-Assertion: ${jwt(m)}` },
];

export const TOKEN_SPOTS: Spot[] = [...TOKENS, ...JWTS];
