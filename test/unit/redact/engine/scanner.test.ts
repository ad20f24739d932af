// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { MAX_HELD } from '../../../../src/redact/scanner.ts';
import { cut, cycle, list } from '../../arbitraries.ts';
import { render, shown } from './verdicts.ts';

const create = createScannerFactory([]);

/** What is shown of a text whose pieces have a gap between them. */
function withGaps(...pieces: string[]): string {
  const scanner = create();
  const verdicts = pieces.flatMap((piece, index) => [
    ...(index === 0 ? [] : scanner.gap()),
    ...scanner.push(Buffer.from(piece)),
  ]);
  return render(Buffer.from(pieces.join('')), [...verdicts, ...scanner.end()]);
}

describe('after a gap', () => {
  const cases: [name: string, pieces: string[], expected: string][] = [
    ['the first line is masked', ['a\nb', 'c d\ne f!\ng'], 'a\nb[gap]e f!\ng'],
    ['without a line everything is', ['a ', 'b c d'], 'a [gap]'],
    ['folded lines are, and fields', ['A: b\r\n', 'c\r\n d\r\n\te\r\nF: g\r\nf g\r\n'], 'A: b\r\n[gap]f g\r\n'],
    ['lines of a private key are', ['', 'xx\nAbc/+=\nabc\n-----END X-----\na b'], '[gap]a b'],
    [
      'the headers of one are, and the key',
      ['', 'x\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,B\n\nAbc=\n-----END X-----\na b'],
      '[gap]a b',
    ],
    ["a part's value is", ['', 'me="password"\r\n\r\na b!\r\n--b'], '[gap]--b'],
    ["a part's headers are, and its value", ['', 'x\r\ncontent-type: a/b\r\n\r\na b!\r\n--b'], '[gap]--b'],
    ['what was held is', ['url http://a', 'b c\nd !'], 'url http://[gap]d !'],
    ['a value does not go on', ['"token":"a', 'b c\n!"d'], '"token":"[gap]!"d'],
  ];
  for (const [name, pieces, expected] of cases) test(name, () => assert.equal(withGaps(...pieces), expected));

  test('a line of Base64 is held up to MAX_HELD bytes and masked', () => {
    const scanner = create();
    scanner.gap();
    scanner.push(Buffer.from('a b\n'));
    for (const [length, held] of [
      [MAX_HELD - 1, MAX_HELD - 1],
      [1, MAX_HELD],
      [1, 0],
    ] as const) {
      scanner.push(Buffer.alloc(length, 'a'));
      assert.equal(scanner.held, held);
    }
  });
});

describe('giving up', () => {
  test('masks what is held, and the rest of what turns out to be a secret', () => {
    const scanner = create();
    const [first, rest] = ['see db://bob:hun', 'ter2@host/ and 5'];
    const verdicts = [...scanner.push(Buffer.from(first)), ...scanner.giveUp()];
    assert.equal(scanner.held, 0);
    verdicts.push(...scanner.push(Buffer.from(rest)), ...scanner.end());
    assert.equal(render(Buffer.from(first + rest), verdicts), 'see db://[undecided]@host/ and 5');
  });

  test('shows what goes on as no secret', () => {
    const scanner = create();
    const verdicts = [
      ...scanner.push(Buffer.from('http://ho')),
      ...scanner.giveUp(),
      ...scanner.push(Buffer.from('st/a')),
    ];
    assert.equal(render(Buffer.from('http://host/a'), verdicts), 'http://[undecided]st/a');
  });

  test('does nothing when nothing is held', () => {
    const scanner = create();
    scanner.push(Buffer.from('plain'));
    assert.deepEqual(scanner.giveUp(), []);
  });
});

describe('bytes that are held', () => {
  for (const [length, held] of [
    [0, 0],
    [MAX_HELD - 1, MAX_HELD - 1],
    [MAX_HELD, 0],
    [MAX_HELD + 1, 0],
  ] as const) {
    test(`an authority of ${length} bytes: ${held}`, () => {
      const scanner = create();
      scanner.push(Buffer.from(`a://${'h'.repeat(length)}`));
      assert.equal(scanner.held, held);
    });
  }

  test('nothing of a text without beginnings of secrets', () => {
    const scanner = create();
    assert.deepEqual(scanner.push(Buffer.from('plain text of 12')), [
      { length: 16, rule: undefined, continues: false },
    ]);
    assert.equal(scanner.held, 0);
  });

  test('none at the end of a text that is all one name', () => {
    assert.equal(shown([Buffer.from('password;password')]), 'password;password');
  });

  test('the end of an empty text', () => assert.deepEqual(create().end(), []));
});

const words = [
  'password',
  '"',
  "'",
  '=',
  ':',
  '&',
  '?',
  ';',
  ' ',
  '\n',
  '\r\n',
  'token',
  'Cookie: ',
  '://',
  '@',
  '4111 1111 1111 1111',
  '-',
  '5',
  'ghp_',
  'abcdefghijklmnopqrstuvwx',
  'eyJ',
  '.',
  'Bearer ',
  'basic ',
  'dXNlcjpw',
  '-----BEGIN ',
  'PRIVATE KEY-----',
  '-----END ',
  '<',
  '<input ',
  '"name":',
  '"value"',
  ',',
  'value="',
  '</password>',
  '<password>',
  '&quot;',
  '&quot;pin&quot;:',
  '&#34;',
  '&qu',
  '\\r',
  '\\nCookie: ',
  'CONNECT ',
  '%253A%252f%252f',
  '%2540',
  '%3A',
  '\\\\',
  '(',
  '+',
  ';=',
  '>',
  '/',
  '\\',
  '%3d',
  '\\u003d',
  'form-data; name="pin"',
  'form-data; name=pin',
  '\n--b',
  '\r\n\r\n',
  '--',
  '[',
  ']',
  '{',
  '}',
  'pass%77ord',
  'EMP-',
  'b',
  '1.2.3',
];

test('where a text is cut changes nothing', () => {
  const own = createScannerFactory([{ name: 'emp', pattern: 'EMP-[0-9a-e]{2,9}|b+[^b]{3}b' }]);
  const texts = list(fc.constantFrom(...words), 1, 30).map((parts) => Buffer.from(parts.join('')));
  const lengths = list(fc.integer({ min: 1, max: 12 }), 1, 40);
  const holds = fc.property(texts, lengths, (text, pieceLengths) => {
    assert.equal(shown(cut(text, cycle(pieceLengths)), own), shown([text], own), JSON.stringify(text.toString()));
  });
  fc.assert(holds, { seed: 7, numRuns: 3_000 });
});
