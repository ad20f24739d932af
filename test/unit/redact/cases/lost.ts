// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT, XML, YAML } from './row.ts';

const BOUNDARY = '----formBoundary7MA4';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

const part = (fields: string, value: string, lineEnd = '\r\n'): string =>
  [`--${BOUNDARY}`, fields, '', value, ''].join(lineEnd);
const form = (parts: string, lineEnd = '\r\n'): string =>
  `${part('Content-Disposition: form-data; name="item"', 'teapot', lineEnd)}${parts}--${BOUNDARY}--${lineEnd}`;

/** What is missing may be what says so: the value is masked, whatever is left of the rest. */
const whenLost = 'masked';

const PARTS = masked(
  'part of a form',
  MULTIPART,
  [
    ['password', (m) => form(part('Content-Disposition: form-data; name="password"', m.value()))],
    ['without quotes', (m) => form(part('Content-Disposition: form-data; name=password', m.value()))],
    [
      'with a type',
      (m) => form(part('Content-Disposition: form-data; name="api_key"\r\nContent-Type: text/plain', m.value())),
    ],
    [
      'type first',
      (m) => form(part('Content-Type: text/plain\r\nContent-Disposition: form-data; name="api_key"', m.value())),
    ],
    ['small letters', (m) => form(part('content-disposition: form-data; name="clientSecret"', m.value()))],
    [
      'two of them',
      (m) =>
        form(
          part('Content-Disposition: form-data; name="password"', m.value()) +
            part('Content-Disposition: form-data; name="token"', m.value()),
        ),
    ],
    ['line feeds alone', (m) => form(part('Content-Disposition: form-data; name="password"', m.value(), '\n'), '\n')],
  ],
  { shows: ['teapot'], whenLost },
);

/** Lines that go on with a value. */
const LINES = masked(
  'line that goes on',
  TEXT,
  [
    ['of Base64', (m) => key(m)],
    ['indented', (m) => `db:\n  password: |\n    ${m.value()}\n    ${m.value()}\n  host: db\n`],
  ],
  { looks: ['word', 'letters', 'short'], shows: [], whenLost },
);

function key(m: Maker): string {
  const lines = Array.from({ length: 4 }, () => m.secret(64)).join('\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}

const FOLDED = masked('line that goes on', TEXT, [['folded', (m) => `X-Api-Key:\r\n ${m.value()}\r\nX-Page: 2\r\n`]], {
  bare: 'a field is folded in a head alone',
  looks: ['word', 'letters', 'short'],
  shows: [],
  whenLost,
});

/** A text that has no lines is masked to its end. */
const ONE_LINE = [
  ...masked('text of one line', JSON_TYPE, ['{"a":"b","password":"§","n":1}', '{"a":["b"],"x":{"token":"§"}}'], {
    whenLost,
  }),
  ...masked('text of one line', XML, ['<a>b</a><password>§</password><n>1</n>'], { whenLost }),
  ...masked('text of one line', YAML, ['{a: b, password: §, n: 1}'], { whenLost }),
];

export const LOST: readonly MaskedRow[] = [...PARTS, ...LINES, ...FOLDED, ...ONE_LINE];
