// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Http1 } from '../../../../src/http/http1/http1.ts';

const POST = 'POST / HTTP/1.1\r\n';

/** Of each text of this request, whether bytes of it may be left unread. */
function canSkip(request: string): boolean[] {
  const http = new Http1({ requestHead: () => {}, ended: () => {} });
  const { parts } = http.push('client', {
    bytes: Buffer.from(request),
    offset: 0,
    bootNanos: 1n,
    callBytes: 1,
  });
  return parts.flatMap(({ content }) => (content.kind === 'text' ? [content.text.canSkip] : []));
}

test('bytes of content whose length is known may be left unread, but for that of parts', () => {
  assert.deepEqual(canSkip(`${POST}Content-Length: 2\r\n\r\nab`), [false, true]);
  assert.deepEqual(canSkip(`${POST}Content-Type: text/html\r\nContent-Length: 2\r\n\r\nab`), [false, true]);
  assert.deepEqual(canSkip(`${POST}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2\r\n\r\nab`), [
    false,
    false,
  ]);
  assert.deepEqual(canSkip(`${POST}Content-Length: 2\r\nContent-Type: Multipart/Mixed\r\n\r\nab`), [false, false]);
  assert.deepEqual(canSkip(`${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`), [false, false]);
  assert.deepEqual(canSkip(`${POST}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab`), [false]);
});
