// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toReversible } from '../../../src/base/reversible-text.ts';
import { bytes, sampleBytes } from '../arbitraries.ts';
import { awkwardBytes } from './awkward-bytes.ts';
import { fromReversibleText } from './from-reversible-text.ts';

/** The one character that `bytes` are; undefined when they are none, or several. */
function characterOf(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return [...text].length === 1 ? text : undefined;
}

/** The rule of docs and design, by the platform's own decoder. */
function expectedText(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length =
      [1, 2, 3, 4].find((n) => at + n <= bytes.length && characterOf(bytes.subarray(at, at + n)) !== undefined) ?? 1;
    const raw = bytes.subarray(at, at + length);
    const character = characterOf(raw);
    const shown = character !== undefined && (!/[\p{Cc}\ufffd]/u.test(character) || '\t\n\r'.includes(character));
    const startsEscape = character === '\\' && bytes[at + 1] === 'x'.charCodeAt(0);
    text += shown && !startsEscape ? character : raw.toString('hex').replace(/../g, '\\x$&');
    at += length;
  }
  return text;
}

function check(bytes: Buffer): void {
  const reversible = toReversible(bytes);
  const text = reversible.toString();
  assert.equal(text, expectedText(bytes), bytes.toString('hex'));
  assert.ok(isUtf8(reversible));
  assert.deepEqual(fromReversibleText(text), bytes);
  assert.equal(reversible === bytes, reversible.equals(bytes), 'the same buffer when nothing is escaped');
}

describe('text of bytes', () => {
  for (const [name, bytes, text] of [
    ['nothing', '', ''],
    ['ASCII', 'GET / HTTP/1.1\r\n\tx', 'GET / HTTP/1.1\r\n\tx'],
    ['UTF-8 of 2 to 4 bytes', 'é漢😀', 'é漢😀'],
    ['a byte order mark', '\ufeffx', '\ufeffx'],
    ['C0 controls and DEL', '\0\x08\x0b\x0c\x0e\x1b\x1f\x7f', '\\x00\\x08\\x0b\\x0c\\x0e\\x1b\\x1f\\x7f'],
    ['C1 controls', '\x80\x9b\x9f\xa0', '\\xc2\\x80\\xc2\\x9b\\xc2\\x9f\xa0'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0x61, 0xc3, 0xe2, 0x82]), '\\xffa\\xc3\\xe2\\x82'],
    ['the replacement character, which Loki does not keep', '\ufffd', '\\xef\\xbf\\xbd'],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80'],
    ['what looks like an escape', '\\x41 \\\\x \\X41 \\', '\\x5cx41 \\\\x5cx \\X41 \\'],
    ['a backslash before an escaped byte', '\\\0', '\\\\x00'],
  ] as const) {
    test(name, () => {
      assert.equal(toReversible(Buffer.from(bytes)).toString(), text);
      check(Buffer.from(bytes));
    });
  }
});

describe('the rule holds and is reversible for', () => {
  test('every byte and every pair of bytes', () => {
    for (let first = 0; first < 256; first++) {
      check(Buffer.from([first]));
      for (let second = 0; second < 256; second++) check(Buffer.from([first, second]));
    }
  });

  test('sequences of 3 and 4 bytes around every limit of UTF-8', () => {
    const second = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    const later = [0x41, 0x7f, 0x80, 0xbf, 0xc0];
    for (let lead = 0xdf; lead <= 0xf8; lead++) {
      for (const b of second) {
        for (const c of later) {
          check(Buffer.from([lead, b, c]));
          for (const d of later) check(Buffer.from([lead, b, c, d, 0x41]));
        }
      }
    }
  });

  test('the first and last character of each length, whole and cut off', () => {
    for (const code of [0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff]) {
      const bytes = Buffer.from(String.fromCodePoint(code));
      for (let length = 0; length <= bytes.length; length++) {
        check(bytes.subarray(0, length));
        check(Buffer.concat([bytes.subarray(0, length), bytes]));
        check(bytes.subarray(length));
      }
    }
  });

  test('random bytes, and random fragments that stress escaping', () => {
    fc.assert(fc.property(bytes(0, 39), check), { seed: 1, numRuns: 3000 });
    fc.assert(fc.property(awkwardBytes(12), check), { seed: 1, numRuns: 3000 });
  });

  test('long data', () => {
    check(sampleBytes(100_000, 2));
    check(Buffer.alloc(1_000_000, 'plain text, '));
  });
});
