// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toReversible } from '../../../src/base/reversible-text.ts';
import { cutIntoPieces } from '../../../src/records/call-record.ts';
import { sampleBytes } from '../arbitraries.ts';
import { awkwardBytes } from './awkward-bytes.ts';
import { fromReversibleText } from './from-reversible-text.ts';

/** 64 KB, which Loki takes, less 4 KB for the other attributes. */
const MAX_TEXT_BYTES = 61_440;

/** The lengths of the pieces, all of which are right. */
function check(bytes: Buffer): number[] {
  const pieces = cutIntoPieces(bytes);
  let at = 0;
  for (const { text, start, length } of pieces) {
    assert.equal(start, at);
    assert.ok(text.length <= MAX_TEXT_BYTES, `${text.length} bytes of text`);
    assert.deepEqual(fromReversibleText(text.toString()), bytes.subarray(start, start + length));
    at += length;
  }
  assert.equal(at, bytes.length);
  // No cut changes what is escaped: the texts of the pieces are the text of the whole.
  assert.deepEqual(Buffer.concat(pieces.map(({ text }) => text)), toReversible(bytes));
  return pieces.map(({ length }) => length);
}

describe('what fits is one piece', () => {
  for (const [name, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from('x')],
    ['a capture of the default size', Buffer.alloc(16_384, 'GET / HTTP/1.1\r\n')],
    ['plain text of the limit', Buffer.alloc(MAX_TEXT_BYTES, 'x')],
    ['controls that are the limit once escaped', Buffer.alloc(MAX_TEXT_BYTES / 4)],
    ['characters of 3 bytes up to the limit', Buffer.alloc(MAX_TEXT_BYTES, '漢')],
  ] as const) {
    test(name, () => assert.deepEqual(check(bytes), [bytes.length]));
  }
});

describe('what is one byte too long is cut', () => {
  for (const [name, bytes] of [
    ['plain text', Buffer.alloc(MAX_TEXT_BYTES + 1, 'x')],
    ['controls', Buffer.alloc(MAX_TEXT_BYTES / 4 + 1)],
    ['characters of 3 bytes', Buffer.concat([Buffer.from('x'), Buffer.alloc(MAX_TEXT_BYTES, '漢')])],
    ['one escape after plain text', Buffer.concat([Buffer.alloc(MAX_TEXT_BYTES - 3, 'x'), Buffer.alloc(1)])],
  ] as const) {
    test(name, () => assert.equal(check(bytes).length, 2));
  }
});

test('no cut parts a character or an escape, wherever it falls', () => {
  for (const unit of ['é', '漢', '😀', '\\x', '\\\\x', '\x9f', 'x\\']) {
    for (let shift = 0; shift < 5; shift++) {
      const bytes = Buffer.concat([Buffer.alloc(shift, 'a'), Buffer.from(unit.repeat(40_000))]);
      assert.ok(check(bytes).length > 1);
    }
  }
});

test('broken characters at a cut', () => {
  for (const hex of ['80', 'bf', 'c2', 'e282', 'f09f98', 'f4908080', 'ff']) {
    const broken = Buffer.from(hex, 'hex');
    for (let before = MAX_TEXT_BYTES - 5; before <= MAX_TEXT_BYTES; before++) {
      check(Buffer.concat([Buffer.alloc(before, 'x'), broken, broken, Buffer.alloc(10, 'x')]));
    }
    check(Buffer.alloc(70_000, broken));
  }
});

test('random bytes of up to a megabyte', () => {
  for (const length of [61_439, 61_441, 100_000, 1_000_003]) check(sampleBytes(length, 3));
});

test('random awkward fragments', () => {
  fc.assert(
    fc.property(awkwardBytes(100_000), (bytes) => void check(bytes)),
    { seed: 3, numRuns: 20 },
  );
});

test('no character is parted, with whichever byte it begins', () => {
  for (const character of ['\u0080', '£', 'é', 'ÿ', '漢', '\u{10000}', '\u{10ffff}'])
    for (let before = 0; before < 4; before += 1)
      check(Buffer.from('x'.repeat(before) + character.repeat(MAX_TEXT_BYTES / 2)));
});
