// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Lines } from '../../../src/redact/lines.ts';
import { Scanners } from '../../../src/redact/scanner.ts';
import { Scrub } from '../../../src/redact/scrub.ts';
import { CASES } from './corpus/cases.ts';
import { eventsOf, whole } from './corpus/deliveries.ts';
import { drive, streamTexts } from './corpus/drive.ts';

const scrub = new Scrub(new Lines(new Scanners(createScannerFactory([]))));

describe('of a target', () => {
  const target = (text: string) => scrub.target('GET ', text, ' HTTP/1.1');

  test('path and query are parted at the first question mark', () => {
    assert.deepEqual(target('/a?b=c?d'), { whole: '/a?b=c?d', path: '/a', query: 'b=c?d' });
    assert.deepEqual(target('/a'), { whole: '/a', path: '/a', query: undefined });
    assert.deepEqual(target('/a?'), { whole: '/a?', path: '/a', query: '' });
    assert.deepEqual(target('?'), { whole: '?', path: '', query: '' });
  });

  test('a value of the query has one mark', () => {
    const query = 'x=1&password=[redacted:password]&y=2';
    assert.deepEqual(target('/a?x=1&password=abcdefgh&y=2'), { whole: `/a?${query}`, path: '/a', query });
  });

  test('nothing around it is part of it', () => {
    assert.equal(target('/a?password=abcdefgh').whole, '/a?password=[redacted:password]');
    assert.equal(scrub.target(':path: ', '/a?password=abcdefgh', '').whole, '/a?password=[redacted:password]');
  });
});

test('a field is judged with its name, and has one line', () => {
  assert.equal(scrub.field('host', 'shop.example'), 'shop.example');
  assert.equal(scrub.field('cookie', 'shop.example'), '[redacted:cookie]');
  assert.equal(scrub.field('host', ''), '');
  assert.equal(scrub.field('user-agent', 'a\r\nb'), 'a  b');
});

test('nothing is masked where nothing is asked to be', () => {
  const raw = new Scrub(undefined);
  assert.equal(raw.field('cookie', 'abc'), 'abc');
  assert.deepEqual(raw.target('GET ', '/a?token=x', ''), { whole: '/a?token=x', path: '/a', query: 'token=x' });
});

test("a span's URL is what the record shows, for each target of the corpus", () => {
  let spans = 0;
  for (const one of CASES) {
    const output = drive(eventsOf(whole(one), 'client'));
    // As a record writes it, without the escapes of what is no UTF-8.
    const records = streamTexts(output).join('\n');
    for (const { attributes } of output.spans) {
      const { 'url.path': path, 'url.query': query, 'url.full': full } = attributes;
      if (path === undefined) continue;
      const shown = query === undefined ? `${path}` : `${path}?${query}`;
      const lines = [` ${shown} HTTP/1.`, ` ${full} HTTP/1.`, `:path: ${shown}\r\n`];
      assert.ok(
        lines.some((line) => records.includes(line)),
        `${one.shape}: ${shown}`,
      );
      assert.equal(`${full}`.replace(/^https?:\/\/[^/]*/, ''), shown, one.shape);
      spans += 1;
    }
  }
  assert.ok(spans > 500, `${spans}`);
});
