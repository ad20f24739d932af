// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';
import { hexEscape, type Spot } from './spot.ts';

const target = (name: string, make: (maker: Maker) => string): Spot => ({
  name: `target: ${name}`,
  place: 'target',
  make,
});

const TARGETS: Spot[] = [
  target('password in the query', (m) => `/login?user=alice&password=${m.secret()}&next=%2F`),
  target('access_token first in the query', (m) => `/me?access_token=${m.secret(32)}`),
  target('api_key after a semicolon', (m) => `/list?page=2;api_key=${m.secret(32)};sort=up`),
  target('escaped key', (m) => `/login?pass%77ord=${m.secret()}&x=1`),
  target('key that is escaped whole', (m) => `/login?${hexEscape('token')}=${m.secret()}&x=1`),
  target('escaped value', (m) => `/login?secret=${hexEscape(m.secret(20))}&x=1`),
  target(
    'signed URL',
    (m) => `/bucket/file?X-Amz-Expires=60&X-Amz-Signature=${m.secret(40)}&X-Amz-Security-Token=${m.secret(40)}`,
  ),
  target('shared access signature', (m) => `/container/blob?sv=2022-11-02&sp=r&sig=${m.secret(40)}%3D`),
  { ...target('absolute, with credentials', (m) => `http://alice:${m.secret()}@shop.example/`), onlyHttp1: true },
];

const IN_LINES: Spot[] = [
  {
    name: 'Referer with credentials',
    place: 'request-lines',
    make: (m) => `Referer: https://alice:${m.secret()}@shop.example/cart`,
  },
  {
    name: 'Referer with a token',
    place: 'request-lines',
    make: (m) => `Referer: https://shop.example/cart?x=1&token=${m.secret()}`,
  },
  {
    name: 'Location with credentials',
    place: 'response-lines',
    make: (m) => `Location: ftp://${m.secret(12)}:${m.secret()}@files.example/`,
  },
  {
    name: 'Location with a token in the fragment',
    place: 'response-lines',
    make: (m) => `Location: https://shop.example/back#access_token=${m.secret(32)}&state=7`,
  },
];

const body = (name: string, make: (maker: Maker) => string): Spot => ({
  name,
  place: 'body',
  contentType: 'text/plain',
  make,
});

const IN_BODIES: Spot[] = [
  body('URL with credentials in a text', (m) => `see https://bob:${m.secret()}@git.example/repo.git for the sources\n`),
  body('database URL', (m) => `postgres://app:${m.secret(30)}@db.example:5432/shop\n`),
  body('URL with a password alone', (m) => `cache at redis://:${m.secret()}@cache.example:6379/0 is up\n`),
  body('URL with escaped credentials', (m) => `amqp://app:${hexEscape(m.secret(20))}@queue.example/\n`),
  body('URL with a token as user', (m) => `clone https://${m.secret(36)}@git.example/repo.git\n`),
];

export const URL_SPOTS: Spot[] = [...TARGETS, ...IN_LINES, ...IN_BODIES];
