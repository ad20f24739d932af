// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';
import { hexEscape, type Spot, unicodeEscape } from './spot.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const BOUNDARY = '----formBoundary7MA4';

const form = (name: string, make: (maker: Maker) => string): Spot => ({
  name: `form: ${name}`,
  place: 'body',
  contentType: FORM,
  make,
});
const json = (name: string, make: (maker: Maker) => string): Spot => ({
  name: `JSON: ${name}`,
  place: 'body',
  contentType: JSON_TYPE,
  make,
});

const FORMS: Spot[] = [
  form('password', (m) => `user=alice&password=${m.secret()}&remember=1`),
  form('password as the first and only field', (m) => `passwd=${m.secret()}`),
  form(
    'client_secret and refresh_token',
    (m) => `client_secret=${m.secret(32)}&grant_type=x&refresh_token=${m.secret(32)}`,
  ),
  form('escaped value', (m) => `user=alice&password=${encodeURIComponent(m.awkward())}`),
  form('value that is escaped whole', (m) => `pwd=${hexEscape(m.secret(16))}&x=1`),
  form('escaped key', (m) => `%70assword=${m.secret()}&a%70i_key=${m.secret()}`),
  form('compound keys', (m) => `db_password=${m.secret()}&userPassword=${m.secret()}&new-secret=${m.secret()}`),
  form('one-time code', (m) => `user=alice&otp=${m.digits(8)}&x=1`),
];

const JSONS: Spot[] = [
  json('password', (m) => JSON.stringify({ item: 'teapot', password: m.secret(), count: 2 })),
  json('spaces and lines', (m) => `{\r\n  "item" : "teapot" ,\r\n  "token"\t:\n  "${m.secret(32)}"\n}`),
  json('escaped key', (m) => `{"\\u0070assword":"${m.secret()}","api\\u005fkey":"${m.secret()}"}`),
  json('key that is escaped whole', (m) => `{"${unicodeEscape('secret')}":"${m.secret()}"}`),
  json('escaped value', (m) => JSON.stringify({ password: m.awkward(), x: 1 })),
  json('value that is escaped whole', (m) => `{"access_token":"${unicodeEscape(m.secret(16))}","x":1}`),
  json('nested', (m) => JSON.stringify({ a: [{ b: { clientSecret: m.secret(), c: 'teapot' } }] })),
  json('array of a key', (m) => JSON.stringify({ tokens: [m.secret(), m.secret()], n: 1 })),
  json('object of a key', (m) => JSON.stringify({ credentials: { value: m.secret(), password: [m.secret()] }, n: 1 })),
  json('number', (m) => `{"user":7,"pin": ${m.digits(9)} ,"n":1}`),
  json('JSON in a string', (m) => JSON.stringify({ log: JSON.stringify({ password: m.secret(), n: 1 }) })),
  json('JSON in a string in a string', (m) =>
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ token: m.secret() }) }) }),
  ),
  json('lines of JSON', (m) => `{"n":1}\n{"api_key":"${m.secret()}"}\n{"n":2}\n`),
];

const part = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const MULTIPART: Spot[] = [
  {
    name: 'multipart form',
    place: 'body',
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    make: (m) => `${part('item', 'teapot')}${part('password', m.secret())}${part('n', '1')}--${BOUNDARY}--\r\n`,
  },
  {
    name: 'multipart form, a value of several lines',
    place: 'body',
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    make: (m) => `${part('api_key', `${m.secret()}\r\n${m.secret()}`)}${part('n', '1')}--${BOUNDARY}--\r\n`,
  },
];

export const FORM_SPOTS: Spot[] = [...FORMS, ...JSONS, ...MULTIPART];
