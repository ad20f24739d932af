// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { Gap } from '../../../src/redact/gap.ts';
import { CASES } from './corpus/cases.ts';
import { filesOf, sources } from './harmless/sources.ts';

const MOST_HELD = 4_096;

/** From which byte on all is certain when it comes in pieces of so many bytes; -1: nowhere. */
function certainFrom(text: string | Buffer, pieceBytes = Number.POSITIVE_INFINITY): number {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const gap = new Gap();
  gap.open();
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const index = gap.read(bytes, from, Math.min(bytes.length, from + pieceBytes));
    assert.ok(gap.held >= 0 && gap.held <= MOST_HELD, `${gap.held} bytes held`);
    if (index >= 0) return index - gap.held;
  }
  return -1;
}

/** What is certain of a text, which is the same in whatever pieces. */
function certain(text: string): string | undefined {
  const from = certainFrom(text);
  for (const pieceBytes of [1, 2, 3, 7, 500]) assert.equal(certainFrom(text, pieceBytes), from, `${pieceBytes}`);
  return from < 0 ? undefined : text.slice(from);
}

/** Random bytes, the same each time. */
function randomBytes(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => createHash('sha256').update(`${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/** Of more than a short value. */
const HEX = randomBytes(800).toString('hex');

describe('a line is certain', () => {
  const cases: readonly (readonly [name: string, text: string, certain: string | undefined])[] = [
    ['behind the first one', 'c d\ne f!\ng', 'e f!\ng'],
    ['with CRLF too', 'c d\r\ne f!\r\ng', 'e f!\r\ng'],
    ['but no first one', 'a b c d', undefined],
    ['but none that is folded', 'c d\n e f\n\tg h\ni j', 'i j'],
    ['but no header field', 'c d\nF: g h\nf g', 'f g'],
    ['but no line of a private key', 'x y\nAbc/+= \nab_c-.%\t\r\n-----END X-----\na b', 'a b'],
    ['but none behind an empty one', 'x y\n\na b!\n--b', '--b'],
    ['nor behind what may be the end of an empty one', '\na b!\n--b', '--b'],
    ['nor where that end is a CRLF', '\r\na b!\r\n--b', '--b'],
    ['but none behind one without a blank', '<password>\na b!\nc d', 'c d'],
    ['but for one that begins with two dashes', 'ab\n--c', '--c'],
    ['of which one is too few', 'ab\n-c d\ne f', 'e f'],
    ['and any other number is not', 'ab\n-----BEGIN', '-----BEGIN'],
    ['also where E follows', 'ab\n------END', '------END'],
    ['but for one of dashes alone', 'ab\n--\r\nc d\ne f', 'e f'],
    ['but none behind a key', 'the password:\na b!\nc d', 'c d'],
    ['but no item of one', 'c d\n- e f\n-\tg h', '-\tg h'],
    ['nor behind an element of a list', '"a b",\n"c d"\ne f', 'e f'],
    ["nor behind a literal's length", 'a1 LOGIN {3+}\r\nada b\r\nc d', 'c d'],
    ['nor of a line as long as you like', `a1 ${HEX} {13}\r\nada b\r\nc d`, 'c d'],
    ['but for one amid a line', 'a {3} b\nc d', 'c d'],
    ['and for what is none', 'a {3x}\nb c', 'b c'],
    ['but no length of Redis', 'a b\n$6\nc d\ne f', 'e f'],
    ['nor a count', 'a b\n*3\nc d\ne f', 'e f'],
    ['but for what only begins so', 'a b\n$x = 5', '$x = 5'],
    ['with a time of day', 'a b\n12:00:01 c', '12:00:01 c'],
    ['with a date and a time', 'a b\n2026-11-29T12:00:01Z c', '2026-11-29T12:00:01Z c'],
    ['but no name that begins with a digit', 'a b\n7a: c d\n7a:1 d\n7a1:1 d\ne f', 'e f'],
    ['nor a number with a value', 'a b\n7: c d\n7:\ne f\ng h', 'g h'],
    ['but none that is binary', 'a b\n\x01c d\ne\x02 f\ng h\ni j', 'i j'],
  ];
  for (const [name, text, expected] of cases) test(name, () => assert.equal(certain(text), expected));

  test('is held up to 4,096 bytes', () => {
    const gap = new Gap();
    gap.open();
    const read = (text: string): number => gap.read(Buffer.from(text), 0, text.length);
    assert.equal(read('a b\n'), -1);
    for (const [bytes, held] of [
      [MOST_HELD - 1, MOST_HELD - 1],
      [1, MOST_HELD],
    ] as const) {
      assert.equal(read('a'.repeat(bytes)), -1);
      assert.equal(gap.held, held);
    }
    assert.equal(read('!'), 0);
    assert.equal(gap.held, MOST_HELD, 'they are certain with what follows');
    gap.open();
    assert.equal(read(`a b\n${'a'.repeat(MOST_HELD + 1)}`), -1);
    assert.equal(gap.held, 0);
    gap.open();
    assert.equal(read('a b\nab'), -1);
    assert.equal(gap.held, 2);
    gap.end();
    assert.equal(gap.held, 0);
  });
});

const SHORT = 1_024;

describe('behind 1 KiB text is certain that looks like', () => {
  const looks: Readonly<Record<string, string>> = {
    JSON: '"id":12,"title":"a","tags":["x","y"],"sub":{"n":1},',
    'JSON with blanks': '"id": 12, "title": "a", ',
    HTML: '<div class="x"><p>A</p></div>',
    JavaScript: 'function(t,e){return t.a(e)||n(t,!0)};',
    CSS: '.a{color:#fff;margin:0 auto}.b{padding:0}',
    sentences: 'Pour the tea and let it stand for a while. ',
    'other sentences': '\xd1\x87\xd0\xb0\xd0\xb9 ',
    'a form': 'a=1&item=teapot&size=large',
    'a source map': 'AAAA;AACA,QAAM;IACJ,OAAO',
  };
  for (const [name, unit] of Object.entries(looks)) {
    test(name, () => {
      const from = certainFrom(unit.repeat(200));
      assert.ok(from > SHORT && from < SHORT + 400, `${from}`);
      assert.equal(certainFrom(unit.repeat(200), 1), from);
      assert.equal(certainFrom('k'.repeat(SHORT - 1)), -1);
    });
  }

  test('and behind 3 KiB binary data', () => {
    const from = certainFrom(randomBytes(8_000));
    assert.ok(from > 3 * 1024 && from < 3 * 1024 + 100, `${from}`);
  });
});

describe('no place is certain inside of a secret', () => {
  test('of the corpus', () => {
    let places = 0;
    for (const { shape, secrets, steps } of CASES) {
      // Compressed: masked as a whole, and binary data to Gap.
      if (shape.startsWith('gzip')) continue;
      for (const { bytes } of steps) {
        const text = bytes.toString('latin1');
        for (const secret of secrets) {
          const start = text.indexOf(secret);
          const end = start + secret.length;
          for (let at = start; at >= 0 && at < end; at++) {
            const from = certainFrom(bytes.subarray(at));
            assert.ok(from < 0 || at + from >= end, `${shape}: ${at - start} bytes in`);
            places += 1;
          }
        }
      }
    }
    assert.ok(places > 10_000, `${places}`);
  });

  const random = randomBytes(6_000);
  const base64 = random.toString('base64');
  const lines = base64.replace(/.{64}/g, '$&\n');
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
  const account = JSON.stringify({
    type: 'service_account',
    client_email: 'a@b.example',
    private_key: pem,
    token_uri: 'https://b.example/t',
  });
  const cookie = Array.from({ length: 80 }, (_, i) => `c${i}_id=${base64.slice(40 * i, 40 * i + 36)}`).join('; ');
  const long: Readonly<Record<string, string>> = {
    Base64: base64,
    'Base64 for URLs': random.toString('base64url'),
    'Base64 in lines': lines,
    'Base64 in lines of CRLF': lines.replaceAll('\n', '\r\n'),
    'a private key': pem.slice(0, pem.indexOf('-----END')),
    'a private key in JSON': JSON.stringify(lines),
    'a private key in YAML': lines.replaceAll('\n', '\n    '),
    hexadecimal: random.toString('hex'),
    'hexadecimal with blanks': random.toString('hex').replace(/../g, '$& '),
    'hexadecimal with colons': random.toString('hex').replace(/../g, '$&:'),
    'percent-encoding': random.toString('hex').replace(/../g, '%$&'),
    cookies: cookie,
    'a JSON web token': `eyJ${base64}.eyJ${base64}.${base64}`,
    'a list of codes': JSON.stringify(random.toString('hex').match(/.{10}/g)),
    'a list of tokens': random.toString('hex').replace(/.{32}/g, '$&,'),
    numbers: [...random].join(','),
    'JSON in a string of JSON': JSON.stringify(account),
    'JSON in a string of it': JSON.stringify(JSON.stringify(account)),
    'a DER of 3 KiB': random.toString('latin1', 0, 3_072),
  };
  for (const [name, secret] of Object.entries(long)) {
    test(`that is long: ${name}`, () => {
      const bytes = Buffer.from(secret, 'latin1');
      for (let at = 0; at < bytes.length; at += 13) {
        const from = certainFrom(bytes.subarray(at));
        assert.equal(from, -1, `${at} bytes in, then ${from}`);
      }
    });
  }
});

test('4 KiB of harmless files have such a place, but for Base64 and lists of numbers', () => {
  const uncertain = new Map<string, number>();
  let places = 0;
  for (const source of sources()) {
    for (const { kind, bytes } of filesOf(source)) {
      for (let end = 4_096; end <= bytes.length; end += 30_011) {
        places += 1;
        if (certainFrom(bytes.subarray(end - 4_096, end)) < 0) uncertain.set(kind, (uncertain.get(kind) ?? 0) + 1);
      }
    }
  }
  // Of scripts those with a source map in them as Base64, of answers those that are numbers.
  const { script = 0, api = 0, ...others } = Object.fromEntries(uncertain);
  const rest = Object.values(others).reduce((sum, count) => sum + count, 0);
  console.log(
    `gap: of ${places} ends of 4 KiB ${script} of scripts, ${api} of answers and ${rest} others are not certain`,
  );
  assert.ok(places > 4_000, `${places}`);
  assert.ok(rest * 200 < places, `${rest} of ${places}`);
  assert.ok((script + api + rest) * 40 < places, `${script + api + rest} of ${places}`);
});
