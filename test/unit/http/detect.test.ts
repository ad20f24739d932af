// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canBeServer, detectRequest } from '../../../src/http/detect.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const detect = (text: string) => detectRequest(Buffer.from(text, 'latin1'));

/** What each beginning of a text is taken for, without repetitions. */
function verdicts(text: string): string[] {
  const all = Array.from({ length: text.length }, (_, end) => detect(text.slice(0, end + 1)));
  return all.filter((verdict, index) => verdict !== all[index - 1]);
}

describe('the first bytes of a client', () => {
  const cases: [string, string, string[]][] = [
    ['a request line', 'GET /a?b HTTP/1.1\r\n', ['undecided', 'http1']],
    ['a request line of HTTP/1.0 with a bare LF', 'POST / HTTP/1.0\n', ['undecided', 'http1']],
    ['empty lines and a request line', '\r\n\r\nGET / HTTP/1.1\r\n', ['undecided', 'http1']],
    ['an unknown method', 'M-SEARCH * HTTP/1.1\r\n', ['undecided', 'http1']],
    ['the preface of HTTP/2', PREFACE, ['undecided', 'http2']],
    ['a preface with a wrong end', PREFACE.replace('SM', 'SN'), ['undecided', 'unclear']],
    ['a status line', 'HTTP/1.1 200 OK\r\n', ['undecided', 'none']],
    ['a line of another protocol', 'EHLO example.org\r\n', ['undecided', 'none']],
    ['a version that is not followed', 'GET / HTTP/1.2\r\n', ['undecided', 'unclear']],
    ['a target with a space', 'GET /a b HTTP/1.1\r\n', ['undecided', 'unclear']],
    ['a byte that no method has', '\x00GET / HTTP/1.1\r\n', ['none']],
    ['a word that is too long', `${'A'.repeat(25)} ready\r\n`, ['undecided', 'none']],
    ['two spaces', 'GET  / HTTP/1.1\r\n', ['undecided', 'unclear']],
    ['a space before the method', ' GET / HTTP/1.1\r\n', ['undecided', 'unclear']],
    ['a space after the version', 'GET / HTTP/1.1 \r\n', ['undecided', 'unclear']],
    ['three empty lines and a request line', '\r\n\r\n\r\nGET / HTTP/1.1\r\n', ['undecided', 'unclear']],
  ];
  for (const [name, text, expected] of cases) {
    test(`${name}, byte by byte`, () => assert.deepEqual(verdicts(text), expected));
  }

  test('a method of 24 characters is one', () => assert.equal(detect(`${'A'.repeat(24)} / HTTP/1.1\r\n`), 'http1'));

  test('a request line of 16 KiB is not waited for', () => {
    assert.equal(detect(`GET /${'a'.repeat(16 * 1024 - 6)}`), 'undecided');
    assert.equal(detect(`GET /${'a'.repeat(16 * 1024 - 5)}`), 'unclear');
    assert.equal(detect('a'.repeat(24).padEnd(16 * 1024)), 'none');
  });

  test('nor are 16 KiB of empty lines, or of both', () => {
    assert.equal(detect('\r\n'.repeat(8 * 1024).slice(1)), 'undecided');
    assert.equal(detect('\r\n'.repeat(8 * 1024)), 'none');
    assert.equal(detect(`\r\nGET /${'a'.repeat(16 * 1024 - 8)}`), 'undecided');
    assert.equal(detect(`\r\nGET /${'a'.repeat(16 * 1024 - 7)}`), 'unclear');
  });
});

describe('the first bytes of a server', () => {
  const can = (bytes: Buffer | string) => canBeServer(Buffer.from(bytes as Buffer));
  const settings = Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0]);

  test('are a status line or a SETTINGS frame, or the start of one', () => {
    for (const bytes of [Buffer.from('HTTP/1.1 200 OK\r\n'), settings]) {
      for (let end = 1; end <= bytes.length; end++) assert.equal(can(bytes.subarray(0, end)), true, `${end}`);
    }
  });

  test('are nothing else', () => {
    assert.equal(can('220 ready'), false);
    assert.equal(can('HTTP/2'), false);
    assert.equal(can(Buffer.from([0, 0, 18, 0])), false);
    assert.equal(can(Buffer.from([0, 0, 0, 4, 1])), false);
    assert.equal(can(Buffer.from([1, 0, 0, 4, 0])), false);
  });
});
