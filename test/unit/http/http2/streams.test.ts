// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { Conversation, GET, type Step } from './conversation.ts';
import { data, END_HEADERS, END_STREAM, frame, PADDED, padded, rst, uint32 } from './frames.ts';
import { followHoweverCut, Observer } from './observe.ts';

test('streams that are reset', () => {
  const conversation = new Conversation().open();
  for (const id of [1, 3, 5, 7]) conversation.request(id, GET).send('client', data(id, `of ${id}`));
  const seen = followHoweverCut(
    conversation
      .send('client', rst(1, 8))
      .respond(3, 200)
      .send('server', data(3, 'part'), rst(3, 2))
      .respond(5, 200, [], END_STREAM)
      .send('server', rst(5, 0))
      .respond(7, 200, [], END_STREAM)
      .send('server', rst(7, 2), rst(99, 1))
      .send('client', data(5, 'unread', END_STREAM)),
  );
  assert.deepEqual(
    seen.exchanges.map(({ key, response, endBootNanos, failure }) => [key, response?.status, endBootNanos, failure]),
    [
      [1, undefined, 10n, 'reset'],
      [3, 200, 12n, 'reset'],
      [5, 200, 13n, undefined],
      [7, 200, 15n, undefined],
    ],
  );
  const cut = (id: number): string => `<gap in stream ${id} request><end of stream ${id} request>`;
  assert.ok(seen.shown.client.includes(`of 7\n[RST_STREAM stream=1 length=4 CANCEL]\n${cut(1)}`), seen.shown.client);
  assert.ok(
    seen.shown.client.endsWith(`${cut(1)}${cut(3)}${cut(5)}${cut(7)}\n[DATA stream=5 length=6 END_STREAM]\n<lost>`),
    seen.shown.client,
  );
  assert.ok(
    seen.shown.server.includes(
      'part\n[RST_STREAM stream=3 length=4 INTERNAL_ERROR]\n<gap in stream 3 response><end of stream 3 response>',
    ),
  );
  assert.deepEqual(seen.lost, ['server']);
});

test('a server that goes away refuses the streams that it has not begun with, and ends the others', () => {
  const goaway = (last: number): Buffer => frame(FrameType.goaway, 0, 0, uint32(last, 0));
  const seen = followHoweverCut(
    new Conversation()
      .open()
      .send('server', goaway(0x7fffffff))
      .get(1)
      .get(3)
      .get(5)
      .send('server', goaway(3))
      .respond(1, 200, [], END_STREAM)
      .respond(3, 200, [], END_STREAM)
      .send('client', goaway(0)),
  );
  assert.deepEqual(
    seen.exchanges.map(({ key, response, failure, failedBy, endBootNanos }) => [
      key,
      response?.status,
      failure,
      failedBy,
      endBootNanos,
    ]),
    [
      [5, undefined, 'reset', 'server', 6n],
      [1, 200, undefined, undefined, 7n],
      [3, 200, undefined, undefined, 8n],
    ],
  );
});

test('a request that comes after the server has gone away ends as it comes, and is read on', () => {
  const goaway = frame(FrameType.goaway, 0, 0, uint32(1, 0));
  const conversation = new Conversation().open().get(1).send('server', goaway).get(3);
  conversation
    .request(5, GET)
    .send('client', data(5, 'all'))
    .send('client', data(5, '', END_STREAM));
  const seen = followHoweverCut(conversation.respond(1, 200, [], END_STREAM).get(7));
  assert.deepEqual(
    seen.exchanges.map(({ key, request, response, failure, failedBy, isRequestWhole, endBootNanos }) => [
      key,
      request?.target,
      response?.status,
      failure,
      failedBy,
      isRequestWhole,
      endBootNanos,
    ]),
    [
      [3, '/one?q=1', undefined, 'reset', 'server', true, 4n],
      [5, '/one?q=1', undefined, 'reset', 'server', false, 5n],
      [1, '/one?q=1', 200, undefined, undefined, true, 8n],
      [7, '/one?q=1', undefined, 'reset', 'server', true, 9n],
    ],
  );
  assert.deepEqual(seen.texts, { 'stream 5 request': 'all' });
});

test('of a request that is under way when the server goes away, the rest is read', () => {
  const goaway = frame(FrameType.goaway, 0, 0, uint32(0, 0));
  const conversation = new Conversation().open().request(1, GET).send('client', data(1, 'one '));
  conversation
    .send('server', goaway)
    .send('client', data(1, 'two', END_STREAM))
    .respond(1, 200, [], END_STREAM);
  const seen = followHoweverCut(conversation);
  assert.deepEqual(
    seen.exchanges.map(({ response, failure, requestBodyBytes, endBootNanos }) => [
      response,
      failure,
      requestBodyBytes,
      endBootNanos,
    ]),
    [[undefined, 'reset', 4, 4n]],
  );
  assert.deepEqual(seen.texts, { 'stream 1 request': 'one two' });
});

test('a response ends at the latest time of its bytes, in whichever order they are reported', () => {
  const observer = new Observer();
  const { steps } = new Conversation()
    .open()
    .get(1)
    .respond(1, 200)
    .send('server', data(1, 'all'))
    .send('server', data(1, '', END_STREAM));
  for (const [index, time] of [1n, 2n, 9n, 6n, 8n, 7n].entries()) observer.push(steps[index] as Step, time);
  assert.deepEqual(
    observer.end().exchanges.map(({ startBootNanos, endBootNanos }) => [startBootNanos, endBootNanos]),
    [[9n, 9n]],
  );
  const later = new Observer();
  for (const [index, time] of [1n, 2n, 3n, 6n, 8n, 7n].entries()) later.push(steps[index] as Step, time);
  assert.equal(later.end().exchanges[0]?.endBootNanos, 8n);
});

test('what is no HTTP/2 is malformed by who sent it; of later streams nothing is known', () => {
  const wrong = frame(FrameType.ping, 0, 1, Buffer.alloc(8));
  for (const from of ['client', 'server'] as const) {
    const conversation = new Conversation().open().request(1, GET).send(from, wrong);
    if (from === 'server') conversation.get(3);
    assert.deepEqual(
      followHoweverCut(conversation).exchanges.map(({ key, failure, failedBy }) => [key, failure, failedBy]),
      [[1, 'malformed', from], ...(from === 'server' ? [[3, 'lost', undefined]] : [])],
    );
  }
  const head = new Conversation()
    .open()
    .request(1, [[':path', '/']], END_STREAM)
    .get(3);
  head.send('server', frame(FrameType.headers, END_HEADERS | END_STREAM, 3, head.server.block(['a', 'b'])));
  assert.deepEqual(
    followHoweverCut(head).exchanges.map(({ key, failure, failedBy }) => [key, failure, failedBy]),
    [
      [1, 'malformed', 'client'],
      [3, 'malformed', 'server'],
    ],
  );
});

test('a stream that ends with an empty frame ends at the time of that', () => {
  const seen = followHoweverCut(
    new Conversation()
      .open()
      .get(1)
      .respond(1, 200)
      .send('server', data(1, 'all'))
      .send('server', data(1, '', END_STREAM)),
  );
  assert.deepEqual(
    seen.exchanges.map(({ startBootNanos, endBootNanos, responseBodyBytes }) => [
      startBootNanos,
      endBootNanos,
      responseBodyBytes,
    ]),
    [[2n, 5n, 3]],
  );
});

test('a tunnel', () => {
  const conversation = new Conversation().open();
  const seen = followHoweverCut(
    conversation
      .request(1, [
        [':method', 'CONNECT'],
        [':authority', 'example.test:443'],
      ])
      .request(3, [
        [':method', 'CONNECT'],
        [':protocol', 'websocket'],
        [':path', '/chat'],
        [':authority', 'example.test'],
      ])
      .respond(1, 200)
      .respond(3, 403)
      .send('client', data(1, 'anything'))
      .send('server', data(1, 'anything', END_STREAM), data(3, 'refused', END_STREAM))
      .send('client', data(1, '', END_STREAM), data(3, '', END_STREAM)),
  );
  assert.deepEqual(seen.texts, { 'stream 3 response': 'refused' });
  assert.ok(seen.shown.client.includes('[DATA stream=1 length=8]\n<tunnel>'));
  assert.deepEqual(
    seen.exchanges.map(({ request, response, endBootNanos, failure }) => [
      request?.target,
      request?.authority,
      response?.status,
      endBootNanos,
      failure,
    ]),
    [
      ['example.test:443', 'example.test:443', 200, 4n, undefined],
      ['/chat', 'example.test', 403, 7n, undefined],
    ],
  );
});

test('a pushed response is shown, and is no exchange', () => {
  const conversation = new Conversation().open().get(1);
  const promised = Buffer.concat([uint32(2), conversation.server.block(...GET)]);
  const seen = followHoweverCut(
    conversation
      .send('server', frame(FrameType.pushPromise, END_HEADERS | PADDED, 1, padded(promised, 3)))
      .respond(2, 200, [['x-pushed', 'yes']])
      .respond(1, 200, [['x-pushed', 'no']], END_STREAM)
      .send('server', data(2, 'style', END_STREAM)),
  );
  assert.equal(
    seen.shown.server,
    `[SETTINGS length=0]\n[PUSH_PROMISE stream=1 length=${promised.length + 4} promised=2]\n:method: GET\n:scheme: https\n:path: /one?q=1\n:authority: example.test\n` +
      '[HEADERS stream=2 length=13]\n:status: 200\nx-pushed: yes\n[HEADERS stream=1 length=5 END_STREAM]\n:status: 200\nx-pushed: no\n' +
      '[DATA stream=2 length=5 END_STREAM]\nstyle<end of stream 2 response>',
  );
  assert.deepEqual(
    seen.exchanges.map(({ key, failure }) => [key, failure]),
    [[1, undefined]],
  );
});

test('what a server sends on a stream waits for its request', () => {
  const conversation = new Conversation()
    .open()
    .get(1)
    .respond(1, 200, [], END_STREAM)
    .get(3)
    .respond(3, 404, [], END_STREAM);
  const [clientStart, serverStart, first, response, second, notFound] = conversation.steps;
  assert.ok(clientStart && serverStart && first && response && second && notFound);
  const late = [clientStart, serverStart, response, notFound, first, second];
  const seen = followHoweverCut({ steps: late });
  assert.deepEqual(
    seen.exchanges.map(({ key, response: head, failure }) => [key, head?.status, failure]),
    [
      [1, 200, undefined],
      [3, 404, undefined],
    ],
  );
});
