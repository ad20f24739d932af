// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { Conversation, GET } from './conversation.ts';
import { data, END_STREAM, frame, headers, PADDED, padded } from './frames.ts';
import { observe } from './observe.ts';

const HEADER_BYTES = 9;

/** A request with 100 bytes of content, of which those from `start` to `end` are missing. */
function upload(start: number, end: number): Conversation {
  const bytes = data(1, 'x'.repeat(100), END_STREAM);
  return new Conversation()
    .open()
    .request(1, GET)
    .send('client', bytes.subarray(0, HEADER_BYTES + start))
    .miss('client', end - start, bytes.subarray(HEADER_BYTES + end))
    .respond(1, 200, [], END_STREAM);
}

for (const [start, end] of [
  [0, 1],
  [0, 99],
  [0, 100],
  [1, 100],
  [99, 100],
  [40, 60],
] as const) {
  test(`bytes ${start} to ${end} of a content of 100 are skipped by length`, () => {
    const { exchanges, shown, texts, lost } = observe(upload(start, end).steps);
    assert.deepEqual(
      exchanges.map(({ requestBodyBytes, failure }) => [requestBodyBytes, failure]),
      [[100, undefined]],
    );
    const [before, after] = ['x'.repeat(start), 'x'.repeat(100 - end)];
    assert.ok(
      shown.client.endsWith(`END_STREAM]\n${before}<gap in stream 1 request>${after}<end of stream 1 request>`),
      shown.client,
    );
    assert.equal(texts['stream 1 request'] ?? '', before + after);
    assert.deepEqual(lost, []);
  });
}

test('content that begins amid something begins after a gap', () => {
  const range = ['content-range', 'bytes 4-8/9'] as const;
  const { shown } = observe(
    new Conversation()
      .open()
      .request(1, GET, END_STREAM)
      .respond(1, 206, [range])
      .send('server', data(1, 'hello', END_STREAM)).steps,
  );
  assert.ok(
    shown.server.endsWith('END_STREAM]\n<gap in stream 1 response>hello<end of stream 1 response>'),
    shown.server,
  );
});

test('a gap that reaches past the content loses the direction', () => {
  const conversation = upload(40, 60);
  const step = conversation.steps[4];
  assert.ok(step);
  step.gap = 61;
  const { exchanges, shown, lost } = observe(conversation.get(3).steps);
  assert.deepEqual(
    exchanges.map(({ key, response, requestBodyBytes, failure }) => [key, response, requestBodyBytes, failure]),
    [[1, undefined, 40, 'lost']],
  );
  assert.ok(shown.client.endsWith('x<gap in stream 1 request><end of stream 1 request><lost>'), shown.client);
  assert.ok(shown.server.endsWith('END_STREAM]\n:status: 200\n'));
  assert.deepEqual(lost, ['client']);
});

test('in padding, in frames of no meaning, and of no bytes', () => {
  const content = data(1, padded(Buffer.from('text'), 30), PADDED);
  const { exchanges, shown, lost } = observe(
    new Conversation()
      .open()
      .request(1, GET)
      .send('client', content.subarray(0, HEADER_BYTES + 3))
      .miss(
        'client',
        22,
        content.subarray(HEADER_BYTES + 25),
        frame(FrameType.ping, 0, 0, '12345678').subarray(0, HEADER_BYTES),
      )
      .miss('client', 8, frame(0x20, 0, 0, 'unknown').subarray(0, HEADER_BYTES + 2))
      .miss('client', 5)
      .miss('client', 0, data(1, 'end', END_STREAM))
      .respond(1, 200, [], END_STREAM).steps,
  );
  assert.ok(
    shown.client.endsWith(
      '[DATA stream=1 length=35]\nte<gap in stream 1 request>\n[PING length=8]\n[0x20 length=7]\n<framing>\n' +
        '[DATA stream=1 length=3 END_STREAM]\nend<end of stream 1 request>',
    ),
    shown.client,
  );
  assert.deepEqual(
    exchanges.map(({ requestBodyBytes, failure }) => [requestBodyBytes, failure]),
    [[7, undefined]],
  );
  assert.deepEqual(lost, []);
});

test('a gap in a content that is masked is skipped without a word', () => {
  const { shown, exchanges } = observe(
    new Conversation()
      .open()
      .get(1)
      .respond(1, 200, [['content-encoding', 'gzip']])
      .send('server', data(1, 'packed', END_STREAM).subarray(0, HEADER_BYTES))
      .miss('server', 6).steps,
  );
  assert.ok(shown.server.endsWith('[DATA stream=1 length=6 END_STREAM]\n'));
  assert.deepEqual(
    exchanges.map(({ responseBodyBytes, failure }) => [responseBodyBytes, failure]),
    [[6, undefined]],
  );
});

const withHeaders = (): { conversation: Conversation; bytes: Buffer } => {
  const conversation = new Conversation().open().get(1);
  return { conversation, bytes: headers(3, conversation.client.block(...GET), END_STREAM) };
};

for (const [name, kept] of [
  ['between frames', 0],
  ['in a frame header', 4],
  ['in a header block', HEADER_BYTES + 1],
] as const) {
  for (const gap of [1, 'unknown'] as const) {
    test(`${name}, ${gap === 1 ? 'one byte' : 'of unknown length'}: the requests are lost, and responses go on`, () => {
      const { conversation, bytes } = withHeaders();
      conversation
        .send('client', bytes.subarray(0, kept))
        .miss('client', gap, bytes.subarray(kept + 1), data(3, 'secret'))
        .respond(1, 200, [], END_STREAM)
        .respond(3, 201)
        .send('server', data(3, 'shown', END_STREAM));
      const { exchanges, shown, lost, requests } = observe(conversation.steps);
      assert.ok(shown.client.endsWith('<lost>') && !shown.client.includes('secret'));
      assert.ok(
        shown.server.endsWith(':status: 201\n[DATA stream=3 length=5 END_STREAM]\nshown<end of stream 3 response>'),
        shown.server,
      );
      assert.deepEqual(requests, [1]);
      const inHead = kept > HEADER_BYTES;
      assert.deepEqual(
        exchanges.map(({ key, request, failure }) => [key, request?.method, failure]),
        inHead
          ? [
              [3, undefined, 'lost'],
              [1, 'GET', undefined],
            ]
          : [[1, 'GET', undefined]],
      );
      assert.deepEqual(lost, ['client']);
    });
  }
}

test('a gap of unknown length in content is not skipped', () => {
  const conversation = upload(40, 60);
  const step = conversation.steps[4];
  assert.ok(step);
  step.gap = 'unknown';
  const { exchanges, lost } = observe(conversation.steps);
  assert.deepEqual([exchanges.map(({ failure }) => failure), lost], [['lost'], ['client']]);
});

test('responses that are lost fail what awaits them, and what is asked later', () => {
  const { exchanges, shown, requests } = observe(
    new Conversation()
      .open()
      .get(1)
      .get(3)
      .respond(1, 200, [], END_STREAM)
      .miss('server', 1)
      .request(5, GET)
      .send('client', data(5, 'goes on', END_STREAM))
      .send('server', data(3, 'secret')).steps,
  );
  assert.deepEqual(requests, [1, 3, 5]);
  assert.deepEqual(
    exchanges.map(({ key, response, requestBodyBytes, failure }) => [key, response?.status, requestBodyBytes, failure]),
    [
      [1, 200, 0, undefined],
      [3, undefined, 0, 'lost'],
      [5, undefined, 7, 'lost'],
    ],
  );
  assert.ok(shown.client.endsWith('goes on<end of stream 5 request>'));
  assert.ok(shown.server.endsWith(':status: 200\n<lost>'));
});

test('a connection that is closed fails what is open, and its texts break off', () => {
  const { exchanges, shown } = observe(
    new Conversation()
      .open()
      .request(1, GET)
      .send('client', data(1, 'half'))
      .respond(1, 200)
      .send('server', data(1, 'part'))
      .get(3).steps,
  );
  assert.deepEqual(
    exchanges.map(({ key, failure }) => [key, failure]),
    [
      [1, 'closed'],
      [3, 'closed'],
    ],
  );
  assert.ok(shown.client.endsWith('<gap in stream 1 request><end of stream 1 request>'));
  assert.ok(shown.server.endsWith('part<gap in stream 1 response><end of stream 1 response>'));
});
