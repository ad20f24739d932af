// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';
import { base64, basic, type Spot } from './spot.ts';

const request = (name: string, make: (maker: Maker) => string): Spot => ({ name, place: 'request-lines', make });
const response = (name: string, make: (maker: Maker) => string): Spot => ({ name, place: 'response-lines', make });
const http1 = (name: string, make: (maker: Maker) => string): Spot => ({ ...request(name, make), onlyHttp1: true });

const simple = (header: string): Spot => request(`${header} header`, (m) => `${header}: ${m.secret(32)}`);

const digest = (m: Maker): string =>
  `Authorization: Digest username="${m.secret(12)}", realm="shop", nonce="${m.secret()}", uri="/", response="${m.secret(32)}"`;

const AUTHORIZATIONS: Spot[] = [
  request('Authorization: Basic', (m) => `Authorization: Basic ${basic(m)}`),
  request('Authorization: Bearer', (m) => `Authorization: Bearer ${m.secret(40)}`),
  request('Authorization: Digest', digest),
  request(
    'Authorization of a scheme of its own',
    (m) => `Authorization: ACME-HMAC Credential=${m.secret()}/eu, Signature=${m.secret(40)}`,
  ),
  request('Authorization without a scheme', (m) => `Authorization: ${m.secret(30)}`),
  request('Authorization: Negotiate', (m) => `Authorization: Negotiate ${m.keep(base64(m.secret(48)))}`),
  request('Proxy-Authorization', (m) => `Proxy-Authorization: Basic ${basic(m)}`),
];

const COOKIES: Spot[] = [
  request(
    'Cookie of several pairs',
    (m) => `Cookie: lang=en; sid=${m.secret()}; _t=${m.secret(16)}; cart="${m.secret(14)}"`,
  ),
  response('Set-Cookie', (m) => `Set-Cookie: sid=${m.secret(32)}; Path=/; HttpOnly; Secure`),
  response('Set-Cookie, several', (m) => `Set-Cookie: a=${m.secret()}\r\nset-cookie: b=${m.secret()}; Max-Age=60`),
];

const KEY_HEADERS = [
  'X-Api-Key',
  'Api-Key',
  'X-Auth-Token',
  'X-Amz-Security-Token',
  'X-Vault-Token',
  'PRIVATE-TOKEN',
  'X-Goog-Api-Key',
  'X-CSRF-Token',
  'Ocp-Apim-Subscription-Key',
  'X-Session-Id',
  'X-Client-Secret',
  'X-Acme-Password',
  'X-Access-Token',
].map(simple);

const SPELLINGS: Spot[] = [
  http1('header in capitals', (m) => `AUTHORIZATION: BEARER ${m.secret(32)}`),
  http1('header in small letters', (m) => `authorization: bearer ${m.secret(32)}`),
  http1('header in any case', (m) => `aUtHoRiZaTiOn: bAsIc ${basic(m)}`),
  http1('header without a space', (m) => `Authorization:Bearer ${m.secret(32)}`),
  http1('header with spaces and tabs', (m) => `X-Api-Key: \t  ${m.secret(32)} \t `),
  { ...http1('header with a space before the colon', (m) => `X-Api-Key : ${m.secret(32)}`), isMalformed: true },
  http1('folded header, by a space', (m) => `Authorization: Bearer\r\n ${m.secret(32)}`),
  http1(
    'folded header, by a tab, twice',
    (m) => `Cookie: a=${m.secret(20)};\r\n\tb=${m.secret(20)};\r\n\t c=${m.secret(20)}`,
  ),
  http1('folded header whose value begins on the next line', (m) => `X-Auth-Token:\r\n ${m.secret(32)}`),
];

export const LINE_SPOTS: Spot[] = [...AUTHORIZATIONS, ...COOKIES, ...KEY_HEADERS, ...SPELLINGS];
