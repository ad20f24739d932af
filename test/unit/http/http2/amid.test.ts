// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { framesOfCall, senderOfCall } from '../../../../src/http/http2/frames-of-call.ts';
import { HpackDecoder } from '../../../../src/http/http2/hpack.ts';
import { Conversation, GET } from './conversation.ts';
import { Deflater, type Field } from './deflater.ts';
import { data, END_STREAM, frame, headers, PADDED, PRIORITY, padded, settings, settingsAck, uint32 } from './frames.ts';
import { observe } from './observe.ts';

const CALL: Field[] = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/shop.Cart/Add'],
  ['te', 'trailers'],
  ['content-type', 'application/grpc'],
];
const GRPC = Buffer.from('\0\0\0\0\x05hello', 'latin1');

const AMID = { isAmid: true, areCalls: true };

/** A channel that has been used before: the steps from there on. */
function channel(later: (conversation: Conversation) => Conversation) {
  const conversation = new Conversation().open();
  for (const id of [1, 3]) {
    conversation
      .request(id, CALL)
      .send('client', data(id, GRPC, END_STREAM))
      .respond(id, 200, [['content-type', 'application/grpc']])
      .send('server', data(id, GRPC), headers(id, conversation.server.block(['grpc-status', '0']), END_STREAM));
  }
  const { length } = conversation.steps;
  return later(conversation).steps.slice(length);
}

describe('a connection that is joined amid', () => {
  test('shows fields as far as the table is certain', () => {
    const { shown, exchanges, requests, lost } = observe(
      channel((later) =>
        later
          .request(5, [...CALL, ['x-new', 'one']])
          .send('client', data(5, GRPC, END_STREAM))
          .respond(5, 200, [['content-type', 'application/grpc']])
          .send('server', data(5, GRPC), headers(5, later.server.block(['grpc-status', '0']), END_STREAM))
          .request(7, [...CALL, ['x-new', 'one']]),
      ),
      AMID,
    );
    const request = (id: number, length: number): string =>
      `[HEADERS stream=${id} length=${length}]\n:method: POST\n:scheme: https\n:path: /shop.Cart/Add\n?\n?\nx-new: one\n`;
    assert.equal(
      shown.client,
      `${request(5, 26)}[DATA stream=5 length=10 END_STREAM]\n\0\0\0\0\x05hello<end of stream 5 request>${'\n'}${request(7, 18)}`,
    );
    assert.equal(
      shown.server,
      '[HEADERS stream=5 length=2]\n:status: 200\n?\n[DATA stream=5 length=10]\n\0\0\0\0\x05hello' +
        '\n[HEADERS stream=5 length=1 END_STREAM]\n?\n<end of stream 5 response>',
    );
    assert.deepEqual(requests, [5, 7]);
    // What the trailers say is not known; of the other there is no response.
    assert.deepEqual(
      exchanges.map(({ failure, request: head, response }) => [failure, head?.target, response?.status]),
      [
        ['lost', '/shop.Cart/Add', 200],
        ['closed', '/shop.Cart/Add', undefined],
      ],
    );
    assert.deepEqual(lost, []);
  });

  test('knows how a call ended where its status is known, in trailers or in the head', () => {
    const get = CALL.map((field): Field => (field[0] === ':method' ? [':method', 'GET'] : field));
    const known = Buffer.from('\0\x0bgrpc-status\x015', 'latin1');
    const nothing = Buffer.alloc(0);
    /** `end`: known fields beside one that the table has, at the end of the response, in its head or behind it. */
    const outcome = (call: readonly Field[], place: 'head' | 'trailers', end: Buffer): unknown[] => {
      const steps = channel((later) => {
        later.request(5, call, END_STREAM);
        const { server } = later;
        const head = server.block([':status', '200'], ['content-type', 'application/grpc']);
        if (place === 'head') return later.send('server', headers(5, Buffer.concat([head, end]), END_STREAM));
        const trailers = Buffer.concat([server.block(['grpc-status', '0']), end]);
        return later.send('server', headers(5, head), headers(5, trailers, END_STREAM));
      });
      const [{ failure, response, responseTrailers } = {}] = observe(steps, AMID).exchanges;
      return [failure, [...(response?.fields ?? []), ...(responseTrailers ?? [])]];
    };
    for (const place of ['head', 'trailers'] as const) {
      assert.deepEqual(outcome(CALL, place, known), [undefined, [['grpc-status', '5']]]);
      assert.deepEqual(outcome(CALL, place, nothing), ['lost', []]);
    }
    // A request of another method is no call.
    assert.deepEqual(outcome(get, 'head', nothing), [undefined, []]);
  });

  test('has no request whose path is not known', () => {
    // POST, https, and the two newest entries of the table, of which nothing is known.
    const { shown, exchanges, requests } = observe(
      [{ from: 'client', bytes: headers(5, Buffer.from([0x83, 0x87, 0xbe, 0xbf]), END_STREAM) }],
      AMID,
    );
    assert.equal(shown.client, '[HEADERS stream=5 length=4 END_STREAM]\n:method: POST\n:scheme: https\n?\n?\n');
    assert.deepEqual(requests, []);
    assert.deepEqual(
      exchanges.map(({ failure, request }) => [failure, request]),
      [['lost', undefined]],
    );
  });

  test('has whole exchanges of requests that are told in full', () => {
    const { exchanges, requests } = observe(
      channel((later) =>
        later
          .request(5, [...GET, ['accept', 'a/b']], END_STREAM)
          .respond(5, 404, [['content-length', '2']])
          .send('server', data(5, 'no', END_STREAM)),
      ),
      AMID,
    );
    assert.deepEqual(requests, [5]);
    assert.deepEqual(
      exchanges.map(({ failure, request, response, responseBodyBytes }) => [
        failure,
        request?.target,
        response?.status,
        responseBodyBytes,
      ]),
      [[undefined, '/one?q=1', 404, 2]],
    );
  });

  test('has no outcome where a status or trailers may say another one', () => {
    const { exchanges } = observe(
      channel((later) =>
        later
          .get(5)
          .respond(5, 200)
          .send('server', headers(5, later.server.block(['grpc-status', '0']), END_STREAM)),
      ),
      AMID,
    );
    assert.deepEqual(
      exchanges.map(({ failure }) => failure),
      ['lost'],
    );
  });

  test('masks content of streams of before, and shows what follows', () => {
    const { shown, lost } = observe(
      [
        { from: 'server', bytes: data(1, 'secret', 0) },
        { from: 'server', bytes: Buffer.concat([data(1, 'secret', END_STREAM), settingsAck()]) },
      ],
      AMID,
    );
    assert.equal(
      shown.server,
      '[DATA stream=1 length=6]\n<lost>\n[DATA stream=1 length=6 END_STREAM]\n<lost>\n[SETTINGS length=0 ACK]\n',
    );
    assert.deepEqual(lost, ['client']);
  });

  test('waits for no request that came before', () => {
    const { shown } = observe(
      channel((later) =>
        later.respond(1, 200).get(9).respond(7, 204, [], END_STREAM).respond(11, 200, [], END_STREAM).get(11),
      ),
      AMID,
    );
    assert.match(
      shown.server,
      /^\[HEADERS stream=1 .*\n:status: 200\n\[HEADERS stream=7 .*\n:status: 204\n\[HEADERS stream=11/,
    );
    assert.match(shown.client, /stream=9 .*stream=11/s);
  });

  for (const [name, content, isShown] of [
    ['text', '{"name":"Zoë"}', true],
    ['text that is cut within a character', `${'x'.repeat(63)}${'é'.repeat(90)}`, true],
    ['a message of gRPC', GRPC, true],
    ['a compressed message of gRPC', Buffer.from([1, ...GRPC.subarray(1)]), false],
    ['gzip', gzipSync('x'.repeat(50)), false],
    ['any bytes', Buffer.from('\x1b\x10\0\0\xa4\xb0\xb2\xea\x81\x47\x02\x8a', 'latin1'), false],
  ] as const) {
    test(`of a head that is not known whole, ${isShown ? 'shows' : 'masks'} ${name}`, () => {
      const bytes = Buffer.from(content);
      const { texts } = observe(
        channel((later) => later.request(5, CALL).send('client', data(5, bytes, END_STREAM))),
        AMID,
      );
      assert.equal(texts['stream 5 request'], isShown ? bytes.toString('latin1') : undefined);
    });
  }
});

describe('a direction that was lost', () => {
  test('is followed again from a call on that is made of frames', () => {
    const conversation = new Conversation().open().get(1, ['x-old', 'one']).respond(1, 200, [], END_STREAM);
    conversation.client.block(['x-missed', 'two']);
    const { steps } = conversation
      .miss('client', 'unknown', Buffer.from('amid'))
      .get(9, ['x-old', 'one'], ['x-missed', 'two'], ['x-new', 'three'])
      .respond(9, 200, [], END_STREAM)
      .get(11, ['x-new', 'three'])
      .respond(11, 200, [], END_STREAM);
    assert.deepEqual(observe(steps).lost, ['client']);
    const calls = observe(steps, { areCalls: true });
    assert.deepEqual(calls.lost, []);
    assert.match(
      calls.shown.client,
      /<lost>\n\[HEADERS stream=9 .*\n:method: GET\n:scheme: https\n:path: .*\n\?\n\?\n\?\nx-new: three\n/,
    );
    assert.match(calls.shown.client, /stream=11 .*x-new: three\n/s);
    assert.equal(calls.exchanges.find(({ key }) => key === 1)?.failure, undefined);
  });
});

/** Bytes of each type of frame that a call may be made of. */
const FRAMES: readonly Buffer[] = [
  data(1, 'x'),
  data(1, ''),
  frame(FrameType.data, PADDED | END_STREAM, 3, padded(Buffer.from('x'), 3)),
  headers(1, Buffer.from([0x82])),
  frame(FrameType.headers, 0x4 | PRIORITY, 1, Buffer.concat([uint32(0), Buffer.from([16, 0x82])])),
  frame(FrameType.priority, 0, 1, Buffer.alloc(5)),
  frame(FrameType.rstStream, 0, 1, uint32(8)),
  settings([4, 65_535]),
  settingsAck(),
  frame(FrameType.pushPromise, 0x4, 1, Buffer.concat([uint32(2), Buffer.from([0x82])])),
  frame(FrameType.ping, 0, 0, Buffer.alloc(8)),
  frame(FrameType.goaway, 0, 0, Buffer.alloc(8)),
  frame(FrameType.windowUpdate, 0, 0, uint32(1)),
];

describe('the frames of a call', () => {
  test('are found where it is made of whole ones', () => {
    for (const one of FRAMES) {
      assert.equal(framesOfCall(one, one.length)?.length, 1);
      for (const other of FRAMES) {
        const call = Buffer.concat([one, other]);
        assert.deepEqual(
          framesOfCall(call, call.length)?.map(({ at }) => at),
          [0, one.length],
        );
      }
    }
    const block = [frame(FrameType.headers, 0, 1, 'x'), frame(FrameType.continuation, 0x4, 1, 'y')];
    const call = Buffer.concat(block);
    assert.equal(framesOfCall(call, call.length)?.length, 2);
  });

  test('are found where the end of the last one was not copied', () => {
    const call = data(1, 'x'.repeat(100));
    assert.equal(framesOfCall(call.subarray(0, 50), call.length)?.length, 1);
    const longer = Buffer.concat([settingsAck(), call, settingsAck()]);
    assert.equal(framesOfCall(longer.subarray(0, 60), longer.length), undefined);
  });

  test('are none where anything else may begin', () => {
    for (const one of FRAMES) {
      for (const call of [
        one.subarray(0, -1),
        Buffer.concat([one, Buffer.from('x')]),
        Buffer.concat([one, Buffer.alloc(9, 'x')]),
        Buffer.concat([Buffer.from('\0'), one]),
      ]) {
        if (call.length > 0) assert.equal(framesOfCall(call, call.length), undefined, call.toString('hex'));
      }
      assert.equal(framesOfCall(one, 0), undefined, 'no start of a call');
      for (const [at, mask] of [
        [5, 0x80],
        [4, 0x40],
        [3, 0x10],
      ] as const) {
        const other = Buffer.from(one);
        other[at] = (other[at] ?? 0) | mask;
        assert.equal(framesOfCall(other, other.length), undefined);
      }
    }
    const open = frame(FrameType.headers, 0, 1, 'x');
    assert.equal(framesOfCall(open, open.length), undefined, 'a block that has not ended');
  });

  for (const [protocol, bytes] of [
    ['PostgreSQL', 'Q\0\0\0\x0dSELECT 1\0'],
    ['MySQL', '\x09\0\0\0\x03SELECT 1'],
    ['Kafka', '\0\0\0\x0a\0\x12\0\x03\0\0\0\x01\0\0'],
    ['Thrift', '\0\0\0\x11\x80\x01\0\x01\0\0\0\x04ping\0\0\0\0\0'],
    ['DNS', '\0\x1d\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x04test\0\0\x01\0\x01'],
    ['AMQP', '\x01\0\x01\0\0\0\x04\0\x0a\0\x0b\xce'],
    ['MQTT', '\x30\x05\0\x01ab\0'],
    ['Cassandra', '\x04\0\0\x01\x07\0\0\0\x02ab'],
    ['zeros', '\0'.repeat(18)],
  ] as const) {
    test(`are none in ${protocol}`, () => {
      const call = Buffer.from(bytes, 'latin1');
      assert.equal(senderOfCall(call, call.length), undefined);
    });
  }

  test('say who sent them by the first head of a message', () => {
    const [client, server] = [new Deflater(), new Deflater()];
    client.block(...GET, ['x', 'y']);
    server.block([':status', '201'], ['x', 'y']);
    for (const [sender, block] of [
      ['client', client.block(...GET, ['x', 'y'])],
      ['server', server.block([':status', '200'], ['x', 'y'])],
      ['client', client.block([':path', '/other'])],
      [undefined, server.block(['x', 'y'])],
      [undefined, server.block(['grpc-status', '0'])],
      [undefined, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ] as const) {
      const call = Buffer.concat([settingsAck(), headers(5, block, END_STREAM)]);
      assert.equal(senderOfCall(call, call.length), sender);
      const withPadding = frame(FrameType.headers, 0x4 | PADDED, 5, padded(block, 7));
      assert.equal(senderOfCall(withPadding, withPadding.length), sender);
      assert.equal(senderOfCall(call.subarray(0, -1), call.length), undefined, 'a head that was not copied whole');
    }
  });
});

const name = fc.constantFrom('x-a', 'x-b', 'accept', 'content-type', 'grpc-status', ':path', ':method');
const value = fc.oneof(
  fc.constantFrom('0', '1', 'GET', 'application/grpc'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
);
const block = fc.record({
  fields: fc.array(fc.tuple(name, value), { maxLength: 8 }),
  tableBytes: fc.option(fc.constantFrom(0, 64, 200, 4096, 65_536), { freq: 4 }),
});

test('of a table that is joined amid, each field is what it is to a decoder that saw all, or is not known', () => {
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 1, maxLength: 30 }),
      fc.nat(29),
      fc.constantFrom(200, 4096, 65_536),
      (blocks, from, size) => {
        const deflater = new Deflater(size);
        const [whole, amid] = [new HpackDecoder(), new HpackDecoder(true)];
        for (const [index, { fields, tableBytes }] of blocks.entries()) {
          if (tableBytes !== null) deflater.changeTableSize(tableBytes);
          const bytes = deflater.block(...fields);
          const expected = whole.decode(bytes, Infinity);
          if (index < from) continue;
          const found = amid.decode(bytes, Infinity);
          assert.ok(typeof found !== 'string' && typeof expected !== 'string');
          assert.equal(found.length, expected.length);
          for (const [at, field] of found.entries()) if (!field.isUnknown) assert.deepEqual(field, expected[at]);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
