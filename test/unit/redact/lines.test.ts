// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DecodedField } from '../../../src/http/part.ts';
import { Credit } from '../../../src/redact/credit.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Lines } from '../../../src/redact/lines.ts';
import { isJudged } from '../../../src/redact/open-text.ts';
import { render } from '../../../src/redact/render.ts';
import { type CreateScanner, type Scanner, Scanners } from '../../../src/redact/scanner.ts';

const createScanner = createScannerFactory([]);
const BASE = { length: 9, role: 'head', exchange: undefined } as const;

const field = (name: string, value: string, neverIndexed = false): DecodedField => ({ name, value, neverIndexed });

/** What is shown of a block of these fields. */
function shown(lines: Lines, block: readonly DecodedField[]): string {
  const piece = lines.fields(block, BASE, new Credit());
  assert.ok(isJudged(piece));
  return render([piece], Buffer.alloc(BASE.length), 'redact').runs[0]?.plaintext.bytes.toString('latin1') ?? '';
}

/** The texts that scanners are given, and how many scanners there are. */
function counting(): { create: CreateScanner; texts: string[]; scanners: () => number } {
  const texts: string[] = [];
  let scanners = 0;
  const create = (): Scanner => {
    const scanner = createScanner();
    scanners += 1;
    const push = scanner.push.bind(scanner);
    scanner.push = (bytes) => {
      texts.push(bytes.toString('latin1'));
      return push(bytes);
    };
    return scanner;
  };
  return { create, texts, scanners: () => scanners };
}

describe('the fields of a header block', () => {
  const lines = (): Lines => new Lines(new Scanners(createScanner));

  test('are shown as lines, without secrets', () => {
    const block = [field(':method', 'GET'), field('cookie', 'a=b'), field('x', ''), field('server', 'teapots')];
    assert.equal(shown(lines(), block), ':method: GET\r\ncookie: [redacted:cookie]\r\nx: \r\nserver: teapots\r\n');
  });

  test('hide a value that is never indexed, but for a pseudo-field and an empty one', () => {
    const block = [field('x-one', 'a b', true), field(':path', '/tea', true), field('x-two', '', true)];
    assert.equal(shown(lines(), block), 'x-one: [redacted:never_indexed]\r\n:path: /tea\r\nx-two: \r\n');
  });

  test('that are not known stand as lines that are masked whole', () => {
    const unknown: DecodedField = { ...field('', ''), isUnknown: true };
    const block = [field(':method', 'GET'), unknown, unknown, field('x', 'y'), unknown];
    assert.equal(
      shown(lines(), block),
      ':method: GET\r\n[redacted:lost]\r\n[redacted:lost]\r\nx: y\r\n[redacted:lost]\r\n',
    );
  });

  test('have each one line, whatever is in them', () => {
    assert.equal(shown(lines(), [field('x', 'a\r\nb\nc'), field('y\n', 'd')]), 'x: a  b c\r\ny : d\r\n');
  });

  test('say nothing about each other', () => {
    const openers = [
      '"password":"',
      "token='",
      '-----BEGIN PRIVATE KEY-----',
      'form-data; name="password"',
      'password',
    ];
    for (const opener of openers) {
      const line = shown(lines(), [field('x-note', opener), field('x-shape', 'round')]);
      assert.ok(line.endsWith('\r\nx-shape: round\r\n'), opener);
    }
  });

  test('earn by their bytes what they take, so that many of them leave as much as before', () => {
    const credit = new Credit(0);
    const block = Array.from({ length: 100 }, (_, index) => field(`x-${index}`, 'a'.repeat(40)));
    const all = lines();
    for (let round = 0; round < 2; round += 1) all.fields(block, BASE, credit);
    assert.equal(credit.isSpent, false);
  });

  test('are read by one scanner, each once for all blocks and connections', () => {
    const { create, texts, scanners } = counting();
    const all = new Lines(new Scanners(create));
    const block = [field('accept', '*/*'), field('cookie', 'a=b'), field('server', 'teapots')];
    const first = shown(all, block);
    assert.equal(
      shown(all, block.toReversed()),
      first
        .split(/(?<=\n)/)
        .reverse()
        .join(''),
    );
    assert.equal(shown(all, [...block, field('accept', 'text/html')]), `${first}accept: text/html\r\n`);
    assert.deepEqual(texts, ['accept: */*\r\n', 'cookie: a=b\r\n', 'server: teapots\r\n', 'accept: text/html\r\n']);
    assert.equal(scanners(), 1);
  });

  test('are kept within half a MiB, the latest ones for certain', () => {
    const { create, texts } = counting();
    const all = new Lines(new Scanners(create));
    const of = (index: number): DecodedField => field(`x-${String(index).padStart(4, '0')}`, 'v'.repeat(1_000));
    for (let index = 0; index < 600; index++) all.fields([of(index)], BASE, new Credit());
    assert.equal(texts.length, 600);
    // A generation has 262,144 bytes: 227 lines of 1,010, with 96 for each and 48 for its verdict.
    for (let index = 454; index < 600; index++) all.fields([of(index)], BASE, new Credit());
    // What is used of the older generation moves to the younger one.
    for (let index = 227; index < 308; index++) all.fields([of(index)], BASE, new Credit());
    assert.equal(texts.length, 600);
    all.fields([of(226)], BASE, new Credit());
    assert.equal(texts.length, 601);
    for (let index = 227; index < 308; index++) all.fields([of(index)], BASE, new Credit());
    assert.equal(texts.length, 601);
    all.fields([of(308)], BASE, new Credit());
    assert.equal(texts.length, 602);
  });

  test('are judged each time when they are long', () => {
    const { create, texts } = counting();
    const all = new Lines(new Scanners(create));
    for (const bytes of [8 * 1024 - 5, 8 * 1024 - 5, 8 * 1024 - 4, 8 * 1024 - 4]) {
      all.fields([field('x', 'v'.repeat(bytes))], BASE, new Credit());
    }
    assert.deepEqual(
      texts.map(({ length }) => length),
      [8 * 1024, 8 * 1024 + 1, 8 * 1024 + 1],
    );
  });
});
