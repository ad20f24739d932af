// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { Conversation, GET } from './conversation.ts';
import {
  ACK,
  data,
  END_HEADERS,
  END_STREAM,
  frame,
  headers,
  PADDED,
  PREFACE,
  PRIORITY,
  padded,
  settings,
  settingsAck,
  uint32,
} from './frames.ts';
import { followHoweverCut } from './observe.ts';

const REQUEST = ':method: GET\n:scheme: https\n:path: /one?q=1\n:authority: example.test\n';

test('a request and its response', () => {
  const seen = followHoweverCut(
    new Conversation()
      .send('client', PREFACE, settings([1, 65536], [3, 100]))
      .send('server', settings([4, 65535], [0x77, 4]), settingsAck())
      .get(1, ['accept', '*/*'], ['authorization', 'Bearer x', true])
      .respond(1, 200, [['content-type', 'text/plain']])
      .send('server', data(1, 'two '), data(1, 'halves\n', END_STREAM))
      .send('client', settingsAck()),
  );
  assert.equal(
    seen.shown.client,
    `[PREFACE]\n[SETTINGS length=12]\nHEADER_TABLE_SIZE=65536\nMAX_CONCURRENT_STREAMS=100\n` +
      `[HEADERS stream=1 length=36 END_STREAM]\n${REQUEST}accept: */*\nauthorization: Bearer x !\n[SETTINGS length=0 ACK]\n`,
  );
  assert.equal(
    seen.shown.server,
    '[SETTINGS length=12]\nINITIAL_WINDOW_SIZE=65535\n0x77=4\n[SETTINGS length=0 ACK]\n' +
      '[HEADERS stream=1 length=10]\n:status: 200\ncontent-type: text/plain\n' +
      '[DATA stream=1 length=4]\ntwo \n[DATA stream=1 length=7 END_STREAM]\nhalves\n<end of stream 1 response>',
  );
  assert.deepEqual(seen.texts, { 'stream 1 response': 'two halves\n' });
  assert.deepEqual(seen.requests, [1]);
  assert.deepEqual(seen.exchanges, [
    {
      version: '2',
      key: 1,
      startBootNanos: 2n,
      request: {
        method: 'GET',
        target: '/one?q=1',
        authority: 'example.test',
        fields: [
          ['accept', '*/*'],
          ['authorization', 'Bearer x', true],
        ],
      },
      response: { status: 200, fields: [['content-type', 'text/plain']] },
      requestTrailers: [],
      responseTrailers: [],
      requestBodyBytes: 0,
      responseBodyBytes: 11,
      isRequestWhole: true,
      isResponseWhole: true,
      endBootNanos: 4n,
      failure: undefined,
      failedBy: undefined,
      isHalf: false,
      span: undefined,
    },
  ]);
});

test('streams that are woven into each other, padding, priorities, continuations, trailers', () => {
  const conversation = new Conversation().open();
  const block = conversation.client.block(...GET, ['x-short', 'a=b'], ['x-long', 'value'.repeat(9)]);
  const fixed = Buffer.concat([uint32(0x80000003), Buffer.from([16])]);
  const first = padded(Buffer.concat([fixed, block.subarray(0, 7)]), 5);
  conversation
    .send(
      'client',
      frame(FrameType.headers, PADDED | PRIORITY, 1, first),
      frame(FrameType.continuation, 0, 1, block.subarray(7, 20)),
      frame(FrameType.continuation, 0, 1),
      frame(FrameType.continuation, END_HEADERS, 1, block.subarray(20)),
    )
    .request(3, [...GET.slice(1), [':method', 'POST'], ['trailer', 'x-sum']])
    .send('client', data(1, padded(Buffer.from('of one'), 7), PADDED), data(3, 'of three'))
    .send('client', data(1, '', END_STREAM), headers(3, conversation.client.block(['x-sum', '12']), END_STREAM))
    .respond(3, 201, [], END_STREAM)
    .respond(1, 200)
    .send('server', data(1, padded(Buffer.from('answer'), 0), PADDED))
    .send('server', headers(1, conversation.server.block(['grpc-status', '0'], ['grpc-message', '']), END_STREAM));
  const seen = followHoweverCut(conversation);
  assert.equal(
    seen.shown.client,
    '[PREFACE]\n[SETTINGS length=0]\n[HEADERS stream=1 length=18]\n[CONTINUATION stream=1 length=13]\n' +
      `[CONTINUATION stream=1 length=0]\n[CONTINUATION stream=1 length=${block.length - 20}]\n` +
      `${REQUEST}x-short: a=b\nx-long: ${'value'.repeat(9)}\n[HEADERS stream=3 length=24]\n` +
      `${REQUEST.slice(13)}:method: POST\ntrailer: x-sum\n[DATA stream=1 length=14]\nof one\n[DATA stream=3 length=8]\nof three\n` +
      '[DATA stream=1 length=0 END_STREAM]\n<end of stream 1 request>[HEADERS stream=3 length=9 END_STREAM]\n' +
      'x-sum: 12\n<end of stream 3 request>',
  );
  assert.deepEqual(seen.texts, {
    'stream 1 request': 'of one',
    'stream 3 request': 'of three',
    'stream 1 response': 'answer',
  });
  assert.deepEqual(
    seen.exchanges.map(
      ({ key, request, response, requestTrailers, responseTrailers, requestBodyBytes, responseBodyBytes, failure }) => [
        [key, request?.method, response?.status, requestBodyBytes, responseBodyBytes, failure],
        [requestTrailers, responseTrailers],
      ],
    ),
    [
      [
        [3, 'POST', 201, 8, 0, undefined],
        [[['x-sum', '12']], []],
      ],
      [
        [1, 'GET', 200, 6, 6, undefined],
        [
          [],
          [
            ['grpc-status', '0'],
            ['grpc-message', ''],
          ],
        ],
      ],
    ],
  );
  assert.deepEqual(
    seen.exchanges.map(({ startBootNanos, endBootNanos }) => [startBootNanos, endBootNanos]),
    [
      [3n, 6n],
      [2n, 9n],
    ],
  );
});

test('frames that belong to no exchange', () => {
  const seen = followHoweverCut(
    new Conversation()
      .open()
      .send('client', frame(FrameType.ping, 0, 0, 'password'), frame(FrameType.windowUpdate, 0, 0, uint32(7)))
      .send(
        'client',
        frame(FrameType.priority, 0, 5, Buffer.alloc(5)),
        frame(0x21, 0xff, 9, 'secret'),
        frame(0x10, 0, 0),
      )
      .send('server', frame(FrameType.ping, ACK, 0, 'password'), frame(FrameType.priority, 0, 7, Buffer.alloc(5)))
      .send('server', frame(FrameType.goaway, 0, 0, Buffer.concat([uint32(5, 11), Buffer.from('debug')])))
      .send('server', frame(FrameType.goaway, 0, 0, uint32(5, 99))),
  );
  assert.equal(
    seen.shown.client,
    '[PREFACE]\n[SETTINGS length=0]\n[PING length=8]\n[WINDOW_UPDATE length=4 increment=7]\n[PRIORITY stream=5 length=5]\n' +
      '[0x21 stream=9 length=6]\n<framing>\n[0x10 length=0]\n',
  );
  assert.equal(
    seen.shown.server,
    '[SETTINGS length=0]\n[PING length=8 ACK]\n[PRIORITY stream=7 length=5]\n' +
      '[GOAWAY length=13 last=5 ENHANCE_YOUR_CALM]\n<framing>\n[GOAWAY length=8 last=5 0x63]\n',
  );
  assert.deepEqual([seen.exchanges, seen.lost], [[], []]);
});

test('informational responses, and a response before the end of its request', () => {
  const seen = followHoweverCut(
    new Conversation()
      .open()
      .request(1, GET)
      .respond(1, 103, [['link', '</style.css>']])
      .respond(1, 100)
      .respond(1, 413, [], END_STREAM)
      .send('client', data(1, 'late', END_STREAM)),
  );
  assert.deepEqual(
    seen.exchanges.map(({ response, requestBodyBytes, endBootNanos, failure }) => [
      response,
      requestBodyBytes,
      endBootNanos,
      failure,
    ]),
    [[{ status: 413, fields: [] }, 0, 5n, undefined]],
  );
});

test('content that is encoded is not shown', () => {
  const conversation = new Conversation().open();
  conversation
    .request(1, [...GET, ['grpc-encoding', 'gzip']])
    .respond(1, 200, [['content-encoding', 'br']])
    .request(3, [...GET, ['content-encoding', 'Identity'], ['grpc-encoding', '']])
    .respond(3, 200, [['grpc-encoding', 'identity']])
    .send('client', data(1, 'packed', END_STREAM), data(3, 'plain', END_STREAM))
    .send('server', data(1, 'packed', END_STREAM), data(3, 'plain', END_STREAM));
  const seen = followHoweverCut(conversation);
  assert.deepEqual(seen.texts, { 'stream 3 request': 'plain', 'stream 3 response': 'plain' });
  assert.ok(
    seen.shown.client.endsWith(
      '[DATA stream=1 length=6 END_STREAM]\n<encoded>\n[DATA stream=3 length=5 END_STREAM]\nplain<end of stream 3 request>',
    ),
  );
  assert.deepEqual(
    seen.exchanges.map(({ requestBodyBytes, responseBodyBytes }) => [requestBodyBytes, responseBodyBytes]),
    [
      [6, 6],
      [5, 5],
    ],
  );
});

test('content that is gzip is not shown, though no field says so', () => {
  const conversation = new Conversation().open();
  conversation
    .request(1, GET)
    .respond(1, 200)
    .request(3, GET)
    .respond(3, 200)
    .send('client', data(1, '\x1f\x8bab'), data(1, 'cd', END_STREAM), data(3, '\x1f'), data(3, 'plain', END_STREAM))
    .send('server', data(1, '\x1f'), data(1, '\x8bab', END_STREAM), data(3, 'a\x1f\x8b', END_STREAM));
  const seen = followHoweverCut(conversation);
  assert.deepEqual(seen.texts, { 'stream 3 request': 'plain', 'stream 3 response': 'a\x1f\x8b' });
});
