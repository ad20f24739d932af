// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import type { ConnectionEnd, DataEvent, Direction } from '../../../src/capture/event.ts';
import type { Exchange } from '../../../src/http/exchange.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { type CallFields, closeEvent, dataEvent } from '../capture/events.ts';
import { stages } from '../run/stages.ts';

const GET = 'GET /tea HTTP/1.1\r\nHost: a\r\n\r\n';
const UPLOAD = 'PUT /tea HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc';
const ENDLESS = 'HTTP/1.1 200 OK\r\n\r\nsome';
const CLOSE_NOTIFY = '\x01\0';
const { ECONNRESET, ETIMEDOUT } = constants.errno;

type Call = readonly [direction: Direction, text: string, fields?: CallFields];

/** Of the exchanges of one connection: status, failure, who made it fail, bytes of the response if that is all of it. */
function endsOf(calls: readonly Call[], end: Partial<ConnectionEnd> | 'unseen' | 'left'): unknown[] {
  const ended: Exchange[] = [];
  const { http } = stages({ spans: true, onExchange: (_, exchange) => ended.push(exchange) });
  const streams = new Streams(10);
  const moved = { TX: 0, RX: 0 };
  const events = calls.map(([direction, text, fields]): DataEvent => {
    const call = { connectionId: 'a', direction, streamOffset: moved[direction], ...fields };
    moved[direction] += text.length;
    return dataEvent(Buffer.from(text, 'latin1'), call);
  });
  for (const event of events) for (const item of streams.push(event)) http.push(item);
  const of = { left: () => streams.endOldest(), unseen: () => streams.end('a') };
  const items = typeof end === 'string' ? of[end]() : streams.push(closeEvent('a', { bytes: moved, ...end }));
  for (const item of items) http.push(item);
  return ended.map(({ response, failure, failedBy, isResponseWhole, responseBodyBytes }) => [
    response?.status,
    failure,
    failedBy,
    isResponseWhole ? responseBodyBytes : undefined,
  ]);
}

describe('content that ends with the connection', () => {
  const server: Call[] = [
    ['RX', GET],
    ['TX', ENDLESS],
  ];
  const client: Call[] = [
    ['TX', GET],
    ['RX', ENDLESS],
  ];

  for (const [name, calls, end, expected] of [
    ['a server that closes', server, { state: 1 }, [200, undefined, undefined, 4]],
    ['a server whose client half-closed', server, { state: 8 }, [200, undefined, undefined, 4]],
    ['a client that was sent a FIN', client, { state: 8 }, [200, undefined, undefined, 4]],
    ['a client that waits for it', client, { state: 5, isFinReceived: true }, [200, undefined, undefined, 4]],
    [
      'a client that was sent close_notify',
      [...client, ['RX', CLOSE_NOTIFY, { recordType: 'alert' }]],
      { state: 1 },
      [200, undefined, undefined, 4],
    ],
    ['a client that was sent neither', client, { state: 1 }, [200, 'lost', undefined, undefined]],
    ['a server that was reset', server, { error: ECONNRESET }, [200, 'closed', 'client', undefined]],
    ['a client that was reset', client, { error: ECONNRESET }, [200, 'closed', 'server', undefined]],
    ['a client whose server is gone', client, { error: ETIMEDOUT }, [200, 'closed', undefined, undefined]],
    ['an end that nobody saw', server, 'unseen', [200, 'lost', undefined, undefined]],
  ] as const) {
    test(`of ${name}`, () => assert.deepEqual(endsOf(calls, end), [expected]));
  }

  test('of a connection that is followed no further tells nothing', () => {
    assert.deepEqual(endsOf(server, 'left'), []);
  });
});

describe('an exchange under way', () => {
  test('is lost where nobody saw the end of its connection', () => {
    assert.deepEqual(endsOf([['RX', GET]], 'unseen'), [[undefined, 'lost', undefined, undefined]]);
  });

  test('is lost where its response may be among what was not seen', () => {
    assert.deepEqual(endsOf([['TX', UPLOAD]], { bytes: { TX: UPLOAD.length, RX: 50 } }), [
      [undefined, 'lost', undefined, undefined],
    ]);
  });

  test("is its client's to end where its request has no end", () => {
    for (const state of [1, 8])
      assert.deepEqual(endsOf([['RX', 'GET /tea HTTP/1.1\r\nHo']], { state }), [
        [undefined, 'closed', 'client', undefined],
      ]);
    assert.deepEqual(endsOf([['RX', GET]], { state: 1 }), [[undefined, 'closed', 'server', undefined]]);
  });

  test('is malformed by who sent what is no HTTP', () => {
    const wrong = 'GET /tea HTTP/1.1\r\nContent-Length: +2\r\n\r\n';
    assert.deepEqual(endsOf([['RX', wrong]], {}), [[undefined, 'malformed', 'client', undefined]]);
    const refusal = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 5\r\n\r\nsorry';
    assert.deepEqual(
      endsOf(
        [
          ['RX', wrong],
          ['TX', refusal],
        ],
        {},
      ),
      [[400, 'malformed', 'client', 5]],
    );
    const calls: Call[] = [
      ['RX', GET],
      ['TX', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'],
    ];
    assert.deepEqual(endsOf(calls, {}), [[200, 'malformed', 'server', undefined]]);
  });
});
