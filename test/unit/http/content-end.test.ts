// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpStage } from '../../../src/http/http-stage.ts';
import { Http1 } from '../../../src/http/http1/http1.ts';
import { Masked } from '../../../src/http/masked.ts';
import { Plain } from '../../../src/http/plain.ts';
import { LONG_CONTENT_BYTES } from '../../../src/http/waiting.ts';
import { type CallFields, dataEvent } from '../capture/events.ts';

const MIB = 1024 * 1024;

/** A server's connection: pushes calls, and says where content ends that each is followed by. */
function connection() {
  const events = { requestHead: () => {}, ended: () => {} };
  const plain = () => new Plain();
  const stage = new HttpStage({
    http1: () => new Http1(events),
    http2: plain,
    oneWay: plain,
    plain,
    masked: () => new Masked(),
  });
  const offsets = { TX: 0, RX: 0 };
  return (direction: 'TX' | 'RX', text: string, call: CallFields = {}, gap: number | 'unknown' = 0) => {
    const event = dataEvent(text, { connectionId: 'a', direction, streamOffset: offsets[direction], ...call });
    offsets[direction] += event.call.length;
    const framed = stage.push({ kind: 'data', event, gap });
    return framed.flatMap((item) => (item.kind === 'data' && item.contentEnd !== undefined ? [item.contentEnd] : []));
  };
}

const request = (path = '/'): string => `GET ${path} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
const head = (length: number | string, ...fields: string[]): string =>
  `HTTP/1.1 200 OK\r\n${[`Content-Length: ${length}`, ...fields].join('\r\n')}\r\n\r\n`;

describe('where long content ends is told', () => {
  test('once, with the sample that has its head', () => {
    const push = connection();
    const length = 2 * MIB;
    push('RX', request());
    const start = head(length);
    assert.deepEqual(push('TX', `${start}${'x'.repeat(1000)}`), [start.length + length]);
    assert.deepEqual(push('TX', 'x'.repeat(100_000)), []);
  });

  test('of each message, in either direction', () => {
    const push = connection();
    const upload = `PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${MIB}\r\n\r\n`;
    assert.deepEqual(push('RX', upload), [upload.length + MIB]);
    push('RX', 'x'.repeat(MIB), { length: MIB });
    push('TX', head(3));
    push('TX', 'abc');
    push('RX', request());
    const before = head(3).length + 3;
    assert.deepEqual(push('TX', head(MIB)), [before + head(MIB).length + MIB]);
  });

  test('as the stream counts, in which calls have ends that were not copied, and alerts', () => {
    const push = connection();
    push('RX', request());
    const start = head(MIB);
    assert.deepEqual(push('TX', '', { length: 2, recordType: 'alert' }), []);
    // Of the content of this call 500 bytes were not copied.
    assert.deepEqual(push('TX', `${start}${'x'.repeat(100)}`, { length: start.length + 600 }, 2), [
      2 + start.length + MIB,
    ]);
    // An alert moves what is to come.
    const alert: CallFields = { length: 2, recordType: 'alert' };
    assert.deepEqual(push('TX', '', alert, 500), [4 + start.length + MIB]);
    assert.deepEqual(push('TX', 'x'.repeat(50), {}, 2), []);
  });

  test('when a response waited for its request too', () => {
    const push = connection();
    assert.deepEqual(push('TX', head(MIB)), []);
    assert.deepEqual(push('RX', request()), [head(MIB).length + MIB]);
  });

  for (const [name, ...starts] of [
    ['content that is not long', head(LONG_CONTENT_BYTES - 1)],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n'],
    ['what ends with the connection', 'HTTP/1.0 200 OK\r\n\r\n'],
    ['parts with heads of their own', head(MIB, 'Content-Type: multipart/form-data; boundary=a')],
    ['a form', head(MIB, 'Content-Type: application/x-www-form-urlencoded; charset=utf-8')],
    ['no content', `HTTP/1.1 304 Not Modified\r\nContent-Length: ${MIB}\r\n\r\n`],
  ] as const) {
    test(`but not of ${name}`, () => {
      const push = connection();
      push('RX', request());
      for (const start of starts) assert.deepEqual(push('TX', start), []);
      assert.deepEqual(push('TX', 'x'.repeat(100)), []);
    });
  }

  test('nor behind calls that were missed', () => {
    const push = connection();
    push('RX', request());
    push('TX', 'HTTP/1.1 200 OK\r\n');
    assert.deepEqual(push('TX', `Content-Length: ${MIB}\r\n\r\n`, { missed: 1 }, 'unknown'), []);
  });

  test('of just so much content it is', () => {
    const push = connection();
    push('RX', request());
    assert.deepEqual(push('TX', head(LONG_CONTENT_BYTES)), [head(LONG_CONTENT_BYTES).length + LONG_CONTENT_BYTES]);
  });
});
