// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { jsonLine } from '../../../src/console/json.ts';
import { tableRow } from '../../../src/console/table.ts';
import { toLogRecords } from '../../../src/records/call-record.ts';
import { redactedData } from '../capture/events.ts';
import { huffmanDecode, huffmanEncode } from '../redact/corpus/huffman.ts';
import { LeakFinder } from '../redact/corpus/leak-finder.ts';
import { Random } from '../redact/corpus/random.ts';
import { hexEscape, unicodeEscape } from '../redact/corpus/spot.ts';

const SHAPE = 'planted';
const SECRET = new Random(1).word(12) + new Random(2).word(12);
const finder = new LeakFinder([{ shape: SHAPE, text: SECRET }]);

function offsetsOf(output: string | Buffer): number[] {
  const bytes = typeof output === 'string' ? Buffer.from(output, 'latin1') : output;
  return finder.find(bytes).map(({ shape, offset }) => {
    assert.equal(shape, SHAPE);
    return offset;
  });
}

function recordOf(plaintext: string | Buffer) {
  const [record] = toLogRecords(redactedData(plaintext), { plaintextBytes: 1000, plaintextField: 'attribute' });
  assert.ok(record);
  return record;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const bytesAsText = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/** Ways to show something, none of which hides it. */
const FORMS: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify({ a: `"${text}"` }),
  'escaped in JSON': (text) => `{"a":"${unicodeEscape(text)}"}`,
  'escaped in JSON in JSON': (text) => JSON.stringify(`{"a":"${unicodeEscape(text)}"}`),
  'escaped in JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(`{"a":"${unicodeEscape(text)}"}`)),
  'percent-encoded': hexEscape,
  'percent-encoded twice': (text) => encodeURIComponent(hexEscape(text)),
  'percent-encoded in JSON': (text) => JSON.stringify(`"${hexEscape(text)}"`),
  'reversible text': (text) => bytesAsText(Buffer.from(text)),
  'reversible text in JSON': (text) => JSON.stringify(bytesAsText(Buffer.from(text))),
  base64,
  'base64 in its URL alphabet': (text) => Buffer.from(`\xff\xfe${text}`, 'latin1').toString('base64url'),
  'base64 after one more byte': (text) => base64(`a${text}`),
  'base64 after two more bytes': (text) => base64(`ab${text}`),
  'base64 in a longer run': (text) => `xyz${base64(`alice:${text}`)}`,
  'base64 over lines': (text) => base64(text).replace(/(.{5})/g, '$1\r\n'),
  'base64 with an escaped slash': (text) => JSON.stringify(base64(text)).replaceAll('/', '\\/'),
  'base64, percent-encoded': (text) => hexEscape(base64(text)),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'hexadecimal after a digit': (text) => `a${Buffer.from(text).toString('hex')}`,
  Huffman: (text) => `ab${huffmanEncode(text).toString('latin1')}cd`,
  'base64 in Huffman': (text) => `ab${huffmanEncode(base64(`ab:${text}`)).toString('latin1')}cd`,
  'Huffman in reversible text': (text) => JSON.stringify(bytesAsText(huffmanEncode(text))),
  'Huffman in hexadecimal': (text) => huffmanEncode(text).toString('hex'),
};

describe('6 bytes of a secret', () => {
  for (const [name, form] of Object.entries(FORMS)) {
    test(`are found, and 5 are not: ${name}`, () => {
      for (const at of [0, 1, SECRET.length - 6]) {
        const offsets = offsetsOf(`GET / ${form(SECRET.slice(at, at + 6))} HTTP/1.1`);
        assert.ok(offsets.length > 0, `not found from ${at} on`);
        assert.deepEqual(new Set(offsets), new Set([at]));
        assert.deepEqual(offsetsOf(`GET / ${form(SECRET.slice(at, at + 5))}`), []);
      }
    });
  }

  test('are found at every place of a text, in every place of the secret', () => {
    for (let before = 0; before < 9; before++) {
      for (let at = 0; at + 6 <= SECRET.length; at++) {
        assert.ok(offsetsOf(`${' '.repeat(before)}${SECRET.slice(at, at + 6)}`).includes(at));
      }
    }
  });

  test('are found in what the consoles print', () => {
    const awkward = new LeakFinder([{ shape: SHAPE, text: 'pA"\\\t\x01\x7fß9' }]);
    const plaintext = Buffer.from('password=pA"\\\t\x01\x7fß9', 'latin1');
    for (const format of [tableRow, jsonLine]) {
      assert.equal(awkward.find(Buffer.from(format(recordOf(plaintext)))).length > 0, true, format.name);
    }
    assert.deepEqual(awkward.find(Buffer.from(tableRow(recordOf('password=[redacted:password]')))), []);
  });
});

test('what is compressed, or not there, is not found', () => {
  assert.deepEqual(offsetsOf(gzipSync(Buffer.from(SECRET))), []);
  assert.deepEqual(offsetsOf(''), []);
  assert.deepEqual(offsetsOf(Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256))), []);
  const rows = `${tableRow(recordOf('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n'))}\n`;
  assert.deepEqual(offsetsOf(rows.repeat(100)), []);
});

test('a secret that is too short to be found is refused', () => {
  assert.throws(() => new LeakFinder([{ shape: SHAPE, text: '12345' }]), /planted is too short/);
});

describe("HPACK's Huffman code", () => {
  test('is that of RFC 7541, C.4 and C.6', () => {
    assert.equal(huffmanEncode('www.example.com').toString('hex'), 'f1e3c2e5f23a6ba0ab90f4ff');
    assert.equal(huffmanEncode('custom-value').toString('hex'), '25a849e95bb8e8b4bf');
    assert.equal(
      huffmanEncode('Mon, 21 Oct 2013 20:13:21 GMT').toString('hex'),
      'd07abe941054d444a8200595040b8166e082a62d1bff',
    );
  });

  test('gives every byte back', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('latin1');
    assert.equal(huffmanDecode(huffmanEncode(all)).slice(0, 256), all);
  });
});
