// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { Conversation } from './conversation.ts';
import { data, END_HEADERS, frame, PADDED, PREFACE, settings } from './frames.ts';
import { observe } from './observe.ts';

const open = Buffer.concat([PREFACE, settings()]);
const MALFORMED: readonly [name: string, bytes: Buffer][] = [
  ['a preface of HTTP/1', Buffer.from('PRI * HTTP/1.1\r\n\r\n')],
  ['DATA of the connection', Buffer.concat([open, frame(FrameType.data, 0, 0, 'x')])],
  ['HEADERS of the connection', Buffer.concat([open, frame(FrameType.headers, END_HEADERS, 0, 'x')])],
  ['SETTINGS of a stream', Buffer.concat([open, frame(FrameType.settings, 0, 1)])],
  ['SETTINGS of 5 bytes', Buffer.concat([open, frame(FrameType.settings, 0, 0, 'xxxxx')])],
  ['an acknowledgement with settings', Buffer.concat([open, frame(FrameType.settings, 1, 0, 'xxxxxx')])],
  ['a PING of 7 bytes', Buffer.concat([open, frame(FrameType.ping, 0, 0, 'xxxxxxx')])],
  ['PRIORITY of 4 bytes', Buffer.concat([open, frame(FrameType.priority, 0, 1, 'xxxx')])],
  ['RST_STREAM of 5 bytes', Buffer.concat([open, frame(FrameType.rstStream, 0, 1, 'xxxxx')])],
  ['WINDOW_UPDATE of 3 bytes', Buffer.concat([open, frame(FrameType.windowUpdate, 0, 1, 'xxx')])],
  ['GOAWAY of 7 bytes', Buffer.concat([open, frame(FrameType.goaway, 0, 0, 'xxxxxxx')])],
  ['CONTINUATION of nothing', Buffer.concat([open, frame(FrameType.continuation, END_HEADERS, 1, 'x')])],
  ['DATA amid a header block', Buffer.concat([open, frame(FrameType.headers, 0, 1, '\x82'), data(1, 'x')])],
  [
    'CONTINUATION of another stream',
    Buffer.concat([open, frame(FrameType.headers, 0, 1, '\x82'), frame(FrameType.continuation, END_HEADERS, 3, 'x')]),
  ],
  ['a promise of a client', Buffer.concat([open, frame(FrameType.pushPromise, END_HEADERS, 1, 'xxxxx')])],
  ['padded and without a length', Buffer.concat([open, frame(FrameType.data, PADDED, 1)])],
  ['more padding than payload', Buffer.concat([open, frame(FrameType.data, PADDED, 1, '\x03xx')])],
];

for (const [name, bytes] of MALFORMED) {
  test(`malformed: ${name}`, () => {
    const first = new Conversation();
    first.send('client', bytes).send('client', data(1, 'secret')).send('server', settings());
    const { shown, lost, exchanges } = observe(first.steps);
    assert.deepEqual(lost, ['client']);
    assert.ok(shown.client.endsWith('<lost>'), shown.client);
    assert.ok(exchanges.every(({ failure }) => failure === 'malformed'));
    assert.equal(exchanges.length, name.includes('amid') || name.includes('another') ? 1 : 0);
    assert.equal(shown.server, '[SETTINGS length=0]\n');
  });
}
