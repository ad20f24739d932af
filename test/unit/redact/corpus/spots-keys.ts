// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';
import type { Spot } from './spot.ts';

const DASHES = '-----';
const LINES = 6;

const body = (name: string, make: (maker: Maker) => string, contentType = 'text/plain'): Spot => ({
  name,
  place: 'body',
  contentType,
  make,
});

/** Not a real key: what stands between the lines is as random as one. */
function pem(m: Maker, kind: string, lineEnd = '\n', headers: readonly string[] = []): string {
  const lines = Array.from({ length: LINES }, () => m.secret(64));
  const all = [
    `${DASHES}BEGIN ${kind}${DASHES}`,
    ...headers,
    ...lines,
    `${m.secret(20)}==`,
    `${DASHES}END ${kind}${DASHES}`,
  ];
  return all.join(lineEnd) + lineEnd;
}

const ENCRYPTED = ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0011', ''];

const KEYS: Spot[] = [
  body('private key', (m) => `the key:\n${pem(m, 'PRIVATE KEY')}its end\n`),
  body('RSA private key', (m) => pem(m, 'RSA PRIVATE KEY', '\r\n')),
  body('RSA private key with headers', (m) => pem(m, 'RSA PRIVATE KEY', '\n', ENCRYPTED)),
  body('EC private key', (m) => pem(m, 'EC PRIVATE KEY')),
  body('encrypted private key', (m) => pem(m, 'ENCRYPTED PRIVATE KEY')),
  body('OpenSSH private key', (m) => pem(m, 'OPENSSH PRIVATE KEY')),
  body('PGP private key', (m) => pem(m, 'PGP PRIVATE KEY BLOCK', '\n', [''])),
  body('private key in JSON', (m) => JSON.stringify({ item: pem(m, 'PRIVATE KEY'), n: 1 }), 'application/json'),
];

/** Fewer digits than a card's are any number. */
const CARD_DIGITS = 13;

const card = (name: string, prefix: string, groups: readonly number[], separator: string): Spot => ({
  ...body(`card: ${name}`, (m) => `teapot paid by ${m.card(prefix, groups, separator)} today\n`),
  least: CARD_DIGITS,
});

const CARDS: Spot[] = [
  card('16 digits', '4', [16], ''),
  card('16 digits, spaces', '51', [4, 4, 4, 4], ' '),
  card('16 digits, dashes', '4', [4, 4, 4, 4], '-'),
  card('15 digits', '37', [4, 6, 5], ' '),
  card('15 digits together', '34', [15], ''),
  card('13 digits', '4', [13], ''),
  card('19 digits', '4', [19], ''),
  card('14 digits', '36', [14], ''),
  ...[
    body(
      'card in JSON',
      (m) => JSON.stringify({ item: 'teapot', paid: m.card('55', [16], ''), n: 1 }),
      'application/json',
    ),
    body('card in a form', (m) => `item=teapot&paid=${m.card('4', [16], '')}&n=1`, 'application/x-www-form-urlencoded'),
  ].map((spot) => ({ ...spot, least: CARD_DIGITS })),
];

const WORDS = body(
  'lines of names and values',
  (m) => `host=db.example\npassword=${m.secret()}\napi_key: ${m.secret()}\n`,
);

export const KEY_SPOTS: Spot[] = [...KEYS, ...CARDS, WORDS];
