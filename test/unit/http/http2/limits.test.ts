// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { MAX_BLOCK_BYTES } from '../../../../src/http/http2/hpack.ts';
import { Conversation, GET } from './conversation.ts';
import { Deflater, type Field } from './deflater.ts';
import { data, END_HEADERS, END_STREAM, frame, headers } from './frames.ts';
import { Observer, observe } from './observe.ts';

/** Of one block. */
const MAX_FIELDS = 256;
const MAX_DECODED_BYTES = 65_536;
/** Of all blocks of a push: so much, and so much for each of its bytes. */
const PUSH_DECODED_BYTES = 32_768;
const DECODED_BYTES_OF_A_BYTE = 32;
/** What a field takes beside its bytes. */
const FIELD_OVERHEAD_BYTES = 32;
const MAX_STREAMS = 4096;

const GET_BYTES = GET.reduce((sum, [name, value]) => sum + name.length + value.length, 0);

/** A request with this block, one that follows it, and their responses. */
function twoRequests(first: readonly Field[]): Conversation {
  return new Conversation()
    .open()
    .request(1, first, END_STREAM)
    .request(3, GET)
    .send('client', data(3, 'content', END_STREAM))
    .respond(1, 200, [], END_STREAM)
    .respond(3, 200)
    .send('server', data(3, 'answer', END_STREAM));
}

const outcomes = (conversation: Conversation): unknown[] =>
  observe(conversation.steps).exchanges.map(({ key, request, failure }) => [key, request?.method, failure]);

const BOTH = [
  [1, 'GET', undefined],
  [3, 'GET', undefined],
];
const NONE = [[1, undefined, 'limit']];

for (const [name, most, fields] of [
  [
    'fields',
    MAX_FIELDS,
    (count: number) => [...GET, ...Array.from({ length: count - GET.length }, (): Field => ['a', 'b'])],
  ],
  ['decoded bytes', MAX_DECODED_BYTES, (bytes: number): Field[] => [...GET, ['x', 'v'.repeat(bytes - GET_BYTES - 1)]]],
] as const) {
  test(`a head may have ${most} ${name}`, () => {
    assert.deepEqual(outcomes(twoRequests(fields(most))), BOTH);
  });

  test(`after one of more ${name}, header blocks and contents of its direction are masked`, () => {
    const { shown, exchanges, lost } = observe(twoRequests(fields(most + 1)).steps);
    assert.deepEqual(
      exchanges.map(({ key, request, failure }) => [key, request?.method, failure]),
      NONE,
    );
    assert.ok(
      /\[HEADERS stream=1 length=\d+ END_STREAM\]\n<header_block>\n\[HEADERS stream=3 length=\d+\]\n<header_block>\n\[DATA stream=3 length=7 END_STREAM\]\n<header_block>$/.test(
        shown.client,
      ),
      shown.client,
    );
    assert.ok(shown.server.endsWith('answer<end of stream 3 response>'));
    assert.deepEqual(lost, []);
  });
}

test('so are they after a header block of too many bytes on the wire', () => {
  // Size updates of the dynamic table, here to 0, take a byte and are no fields.
  for (const [bytes, expected] of [
    [MAX_BLOCK_BYTES, BOTH],
    [MAX_BLOCK_BYTES + 1, NONE],
  ] as const) {
    const conversation = new Conversation(new Deflater(0)).open();
    const block = conversation.client.block(...GET);
    const long = Buffer.concat([Buffer.alloc(bytes - block.length, 0x20), block]);
    conversation
      .send('client', frame(FrameType.headers, END_STREAM, 1, long.subarray(0, 100)))
      .send('client', frame(FrameType.continuation, 0, 1, long.subarray(100, 60_000)))
      .send('client', frame(FrameType.continuation, END_HEADERS, 1, long.subarray(60_000)))
      .get(3)
      .respond(1, 200, [], END_STREAM)
      .respond(3, 200, [], END_STREAM);
    assert.deepEqual(outcomes(conversation), expected, `${bytes}`);
  }
});

test('a response whose head is not known fails its exchange', () => {
  const conversation = new Conversation().open().get(1).get(3);
  conversation
    .send('server', headers(1, Buffer.from('ff', 'hex')))
    .send('server', data(1, 'secret', END_STREAM))
    .respond(3, 200, [], END_STREAM);
  const { exchanges, shown } = observe(conversation.steps);
  assert.deepEqual(
    exchanges.map(({ key, response, responseBodyBytes, endBootNanos, failure }) => [
      key,
      response,
      responseBodyBytes,
      endBootNanos,
      failure,
    ]),
    [
      [1, undefined, 6, 5n, 'malformed'],
      [3, undefined, 0, 6n, 'malformed'],
    ],
  );
  assert.ok(!shown.server.includes('secret') && !shown.server.includes(':status'));
});

test('trailers that are not known fail their exchange', () => {
  const conversation = new Conversation()
    .open()
    .get(1)
    .respond(1, 200)
    .send('server', headers(1, Buffer.from('ff', 'hex'), END_STREAM));
  const { exchanges } = observe(conversation.steps);
  assert.deepEqual(
    exchanges.map(({ response, failure }) => [response?.status, failure]),
    [[200, 'malformed']],
  );
});

test('heads that are none', () => {
  const conversation = new Conversation()
    .open()
    .request(1, [['x', 'y']], END_STREAM)
    .get(3)
    .get(5);
  conversation
    .respond(1, 200, [], END_STREAM)
    .send('server', headers(3, conversation.server.block(['x', 'y']), END_STREAM));
  conversation.send('server', data(5, 'secret', END_STREAM));
  const { exchanges, shown } = observe(conversation.steps);
  assert.deepEqual(
    exchanges.map(({ key, request, failure }) => [key, request?.method, failure]),
    [
      [1, undefined, 'malformed'],
      [3, 'GET', 'malformed'],
      [5, 'GET', 'malformed'],
    ],
  );
  assert.ok(!shown.server.includes('secret'));
});

test(`${MAX_STREAMS} streams are followed at once; those beyond are masked, and the others go on`, () => {
  const conversation = new Conversation().open();
  const observer = new Observer();
  const first = 1;
  const over = 2 * MAX_STREAMS + 1;
  for (let id = first; id <= over; id += 2) conversation.request(id, GET);
  conversation
    .send('client', data(over, 'secret', END_STREAM), data(first, 'shown', END_STREAM))
    .respond(over, 200, [], END_STREAM)
    .respond(first, 200, [], END_STREAM)
    .get(over + 2)
    .respond(over + 2, 204, [], END_STREAM);
  conversation.steps.forEach((step, index) => {
    observer.push(step, BigInt(index));
    assert.ok(observer.http2.openStreams <= MAX_STREAMS);
  });
  assert.equal(observer.http2.openStreams, MAX_STREAMS - 1);
  const { requests, exchanges, texts } = observer.end();
  assert.equal(requests.length, MAX_STREAMS + 1);
  assert.ok(!requests.includes(over));
  assert.deepEqual(
    exchanges.slice(0, 2).map(({ key, failure }) => [key, failure]),
    [
      [first, undefined],
      [over + 2, undefined],
    ],
  );
  assert.equal(exchanges.filter(({ failure }) => failure === 'closed').length, MAX_STREAMS - 1);
  assert.deepEqual(texts, { 'stream 1 request': 'shown' });
});

test('of one push 32 KiB of fields are decoded and 32 times its bytes; those beyond are masked, and later ones are not', () => {
  const conversation = new Conversation(new Deflater(65_536)).open();
  conversation.client.changeTableSize(65_536);
  const large: Field[] = [...GET, ['x-large', 'v'.repeat(5000)]];
  conversation.request(1, large, END_STREAM);
  const blocks = Array.from({ length: 30 }, (_, i) =>
    headers(2 * i + 3, conversation.client.block(...large), END_STREAM),
  );
  const bytes = blocks.reduce((sum, block) => sum + block.length, 0);
  const each = GET_BYTES + 'x-large'.length + 5000 + 5 * FIELD_OVERHEAD_BYTES;
  const decoded = Math.floor((PUSH_DECODED_BYTES + DECODED_BYTES_OF_A_BYTE * bytes) / each);
  assert.deepEqual([bytes, decoded], [660, 10]);
  conversation
    .send('client', ...blocks)
    .request(63, large, END_STREAM)
    .respond(1, 200, [], END_STREAM);
  const { requests, exchanges, shown } = observe(conversation.steps);
  const over = Array.from({ length: 30 - decoded }, (_, i) => 2 * (decoded + i) + 3);
  assert.deepEqual(requests, [1, ...Array.from({ length: decoded }, (_, i) => 2 * i + 3), 63]);
  assert.deepEqual(
    exchanges.slice(0, over.length + 1).map(({ key, failure }) => [key, failure]),
    [...over.map((key) => [key, 'limit']), [1, undefined]],
  );
  assert.equal(shown.client.split('<limit>').length - 1, over.length);
});

test('an ordinary head of 13 bytes is decoded however many of them a push has', () => {
  const conversation = new Conversation().open();
  const usual: Field[] = [
    ...GET,
    ['user-agent', 'u'.repeat(120)],
    ['accept', 'a'.repeat(80)],
    ['x-id', 'i'.repeat(40)],
  ];
  conversation.request(1, usual, END_STREAM);
  const blocks = Array.from({ length: 1000 }, (_, i) =>
    headers(2 * i + 3, conversation.client.block(...usual), END_STREAM),
  );
  conversation.send('client', ...blocks);
  const { requests } = observe(conversation.steps);
  assert.equal(requests.length, 1001);
});

test('4 MiB of heads are kept at once', () => {
  const conversation = new Conversation().open();
  const value = 'v'.repeat(60_000);
  for (let id = 1; id <= 141; id += 2) conversation.request(id, [...GET, ['x-large', value]], END_STREAM);
  conversation.respond(1, 200, [], END_STREAM).get(143);
  const { requests, exchanges } = observe(conversation.steps);
  const kept = Math.floor((4 * 1024 * 1024) / (GET_BYTES + 'x-large'.length + value.length + 5 * FIELD_OVERHEAD_BYTES));
  assert.equal(kept, 69);
  assert.deepEqual(requests, [...Array.from({ length: kept }, (_, index) => 2 * index + 1), 143]);
  assert.deepEqual(
    exchanges.slice(0, 3).map(({ key, failure }) => [key, failure]),
    [
      [139, 'limit'],
      [141, 'limit'],
      [1, undefined],
    ],
  );
});
