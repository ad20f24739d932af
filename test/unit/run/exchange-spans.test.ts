// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConnectionEnd, Direction } from '../../../src/capture/event.ts';
import { Processes } from '../../../src/process/processes.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import type { SpanData } from '../../../src/trace/span-data.ts';
import { closeEvent, dataEvent } from '../capture/events.ts';
import { Deflater, type Field } from '../http/http2/deflater.ts';
import { data, END_STREAM, headers, PREFACE, rst, settings } from '../http/http2/frames.ts';
import { noFailure, stages, takeAll, unlimited } from './stages.ts';

/** A call, so many milliseconds after the start. `captured`: how much of it the kernel copied, when not all. */
type Step = readonly [millis: number, from: 'client' | 'server', bytes: string | Buffer, captured?: number];
type Side = Step[1];

const START_NANOS = 1_800_000_000_000_000_000n;
const nanosAt = (millis: number): bigint => START_NANOS + BigInt(millis) * 1_000_000n;

/** How the connection ends: when, and what its socket says. Without one, the service ends. */
interface Ending extends Partial<ConnectionEnd> {
  millis: number;
}

/** Name, from, to, status, error.type, `ktls.http.unseen`; and what is shown of each direction. */
interface Told {
  spans: unknown[][];
  shown: Record<Side, string>;
}

/** What is told of a connection by the records and the spans of one side of it. */
function tell(side: Side, steps: readonly Step[], ending?: Ending, isOneWay = false): Told {
  const spans: SpanData[] = [];
  const shown = { client: '', server: '' };
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(10),
    ...unlimited(),
    ...stages({
      mode: 'redact',
      plaintextBytes: 65_536,
      spans: true,
      createScanner: createScannerFactory([]),
      writeSpan: (_, span) => spans.push(span),
    }),
    recordOptions: { plaintextBytes: 65_536, plaintextField: 'attribute' },
    connectionRecords: false,
    alerts: new AlertCounts(),
    oneWay: { see: () => {} },
    write: (_, { attributes }) => {
      const from = (attributes['ktls.direction'] === 'TX') === (side === 'client') ? 'client' : 'server';
      shown[from] += attributes['ktls.plaintext'] ?? '';
    },
    console: undefined,
    onFailure: noFailure,
  });
  const bytes = { TX: 0, RX: 0 };
  for (const [millis, from, sent, captured] of steps) {
    const direction: Direction = from === side ? 'TX' : 'RX';
    const payload = typeof sent === 'string' ? Buffer.from(sent) : sent;
    const timeUnixNanos = nanosAt(millis);
    const fields = { connectionId: 'a', direction, streamOffset: bytes[direction], timeUnixNanos, isOneWay };
    pipeline.push(
      dataEvent(payload.subarray(0, captured), {
        ...fields,
        length: payload.length,
        observedTimeUnixNanos: timeUnixNanos,
      }),
    );
    bytes[direction] += payload.length;
  }
  if (ending !== undefined) {
    const { millis, ...end } = ending;
    pipeline.push({ ...closeEvent('a', { bytes, ...end }), timeUnixNanos: nanosAt(millis) });
  }
  takeAll(pipeline.end());
  return { spans: spans.map(facts), shown };
}

const millisAfter = (nanos: bigint): number => Number((nanos - START_NANOS) / 1_000_000n);

function facts({ name, startUnixNanos, endUnixNanos, attributes, isError }: SpanData): unknown[] {
  const { 'http.response.status_code': status, 'rpc.response.status_code': rpc, 'error.type': type } = attributes;
  assert.equal(isError, type !== undefined);
  return [
    name,
    millisAfter(startUnixNanos),
    millisAfter(endUnixNanos),
    rpc ?? status,
    type,
    attributes['ktls.http.unseen'],
  ];
}

const RPC: Field[] = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/shop.Orders/Place'],
  [':authority', 'shop.example'],
  ['content-type', 'application/grpc'],
];
const RPC_HEAD: Field[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

function grpc() {
  const [client, server] = [new Deflater(), new Deflater()];
  return {
    open: [
      0,
      'client',
      Buffer.concat([PREFACE, settings(), headers(1, client.block(...RPC)), data(1, 'asks')]),
    ] as Step,
    answer: (millis: number, status: number): Step => [
      millis,
      'server',
      Buffer.concat([
        settings(),
        headers(1, server.block(...RPC_HEAD)),
        data(1, 'says'),
        headers(1, server.block(['grpc-status', String(status)]), END_STREAM),
      ]),
    ],
    trailersOnly: (millis: number, status: number): Step => [
      millis,
      'server',
      Buffer.concat([settings(), headers(1, server.block(...RPC_HEAD, ['grpc-status', String(status)]), END_STREAM)]),
    ],
    cancel: (millis: number): Step => [millis, 'client', rst(1, 8)],
  };
}

const NAME = 'shop.Orders/Place';

describe('a call of gRPC', () => {
  test('has its status by name, from trailers or trailers alone, and is an error to whom it is one', () => {
    for (const way of ['answer', 'trailersOnly'] as const) {
      for (const [side, status, name, error] of [
        ['server', 13, 'INTERNAL', 'INTERNAL'],
        ['client', 16, 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
        ['server', 16, 'UNAUTHENTICATED', undefined],
        ['client', 0, 'OK', undefined],
      ] as const) {
        const call = grpc();
        const { spans } = tell(side, [call.open, call[way](7, status), call.cancel(8)], { millis: 20 });
        assert.deepEqual(spans, [[NAME, 0, 7, name, error, undefined]], `${way} ${side} ${status}`);
      }
    }
  });

  test('that the server ended is not changed by a reset after it', () => {
    for (const side of ['client', 'server'] as const) {
      const call = grpc();
      const { spans } = tell(side, [call.open, call.answer(7, 0), call.cancel(5_000)], { millis: 6_000 });
      assert.deepEqual(spans, [[NAME, 0, 7, 'OK', undefined, undefined]]);
    }
  });

  test("ends with the response while the client's half stays open", () => {
    for (const side of ['client', 'server'] as const) {
      const call = grpc();
      const { spans } = tell(side, [call.open, call.answer(7, 0)], { millis: 3_600_000 });
      assert.deepEqual(spans, [[NAME, 0, 7, 'OK', undefined, undefined]]);
    }
  });

  test('whose request is one call of 100 KB that was copied in part costs no later one', () => {
    const large = Buffer.concat(Array.from({ length: 7 }, () => data(1, 'z'.repeat(16_384))));
    const client = new Deflater();
    const opened = Buffer.concat([PREFACE, settings(), headers(1, client.block(...RPC))]);
    const next = Buffer.concat([headers(3, client.block(...RPC)), data(3, 'asks', END_STREAM)]);
    const server = new Deflater();
    const answer = (stream: number): Buffer =>
      Buffer.concat([
        headers(stream, server.block(...RPC_HEAD)),
        headers(stream, server.block(['grpc-status', '0']), END_STREAM),
      ]);
    const steps: Step[] = [
      [0, 'client', opened],
      [1, 'client', Buffer.concat([large, data(1, '', END_STREAM)]), 32_768],
      [2, 'server', Buffer.concat([settings(), answer(1)])],
      [3, 'client', next],
      [4, 'server', answer(3)],
    ];
    const { spans } = tell('server', steps, { millis: 9 });
    assert.deepEqual(
      spans.map(([, , , , error, unseen]) => [error, unseen]),
      [
        [undefined, 'uncaptured'],
        [undefined, undefined],
      ],
    );
    // What a header block refers to may have been in the missing bytes, its content type too; its status tells that it is gRPC.
    assert.deepEqual(spans.at(-1), ['shop.Orders/Place', 3, 4, 'OK', undefined, undefined]);
  });

  test('that is under way when the service ends has no span', () => {
    for (const side of ['client', 'server'] as const) {
      const { spans } = tell(side, [grpc().open]);
      assert.deepEqual(spans, [], side);
    }
  });
});

const GET = 'GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const UPLOAD = `POST /up HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(1024)}`;

describe('an exchange of HTTP/1.1', () => {
  test('of an upload that is refused ends with the response', () => {
    for (const [status, side, error] of [
      [413, 'server', undefined],
      [413, 'client', '413'],
      [401, 'server', undefined],
      [401, 'client', '401'],
    ] as const) {
      const refusal = `HTTP/1.1 ${status} X\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno\n`;
      const { spans } = tell(
        side,
        [
          [0, 'client', UPLOAD],
          [5, 'server', refusal],
        ],
        { millis: 900 },
      );
      assert.deepEqual(spans, [['POST', 0, 5, status, error, undefined]], `${status} ${side}`);
    }
  });

  test('has a method as it is written, on a connection that goes on', () => {
    for (const [method, name] of [
      ['patch', 'HTTP'],
      ['QUERY', 'QUERY'],
    ] as const) {
      const steps: Step[] = [
        [0, 'client', GET],
        [1, 'server', OK],
        [2, 'client', GET.replace('GET /', `${method} /a`)],
        [3, 'server', OK],
        [4, 'client', GET],
        [5, 'server', OK],
      ];
      const { spans, shown } = tell('server', steps, { millis: 6 });
      assert.deepEqual(
        spans.map(([text]) => text),
        ['GET', name, 'GET'],
      );
      assert.doesNotMatch(shown.client + shown.server, /redacted/);
    }
  });

  test('never ends before it begins', () => {
    const { spans } = tell(
      'server',
      [
        [9, 'client', GET],
        [7, 'server', OK],
      ],
      { millis: 10 },
    );
    for (const [, from, to] of spans) assert.ok(Number(from) <= Number(to), JSON.stringify(spans));
    assert.equal(spans.length, 1);
  });

  for (const [name, wrong] of [
    ['Content-Length: +2', OK.replace(': 2', ': +2')],
    ['Content-Length with chunked', OK.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n')],
    ['a body behind 204', 'HTTP/1.1 204 No Content\r\n\r\nbody'],
    ['a header line without colon', OK.replace('\r\n\r\n', '\r\nno colon\r\n\r\n')],
  ] as const) {
    test(`that is malformed is masked, and reading goes on: ${name}`, () => {
      const steps: Step[] = [
        [0, 'client', GET],
        [1, 'server', wrong],
        [2, 'client', GET.replace('/ ', '/next ')],
        [3, 'server', OK.replace('ok', 'go')],
        [4, 'client', GET.replace('/ ', '/last ')],
        [5, 'server', OK.replace('ok', 'on')],
      ];
      const { spans, shown } = tell('server', steps, { millis: 6 });
      assert.deepEqual(spans.at(-1)?.slice(0, 5), ['GET', 4, 5, 200, undefined]);
      assert.match(shown.client, /GET \/last/);
      assert.match(shown.server, /\r\n\r\non$/);
    });
  }

  test('with a URL of 20 KB is masked, and reading goes on', () => {
    const steps: Step[] = [
      [0, 'client', GET.replace('/ ', `/${'u'.repeat(20_000)} `)],
      [1, 'server', OK],
      [2, 'client', GET],
      [3, 'server', OK.replace('ok', 'on')],
    ];
    const { spans, shown } = tell('server', steps, { millis: 6 });
    assert.deepEqual(spans.at(-1)?.slice(0, 5), ['GET', 2, 3, 200, undefined]);
    assert.match(shown.server, /\r\n\r\non$/);
  });

  test('in chunks, of which one call of 100 KB was copied in part, costs no later one', () => {
    const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n19000\r\n${'y'.repeat(102_400)}\r\n0\r\n\r\n`;
    for (const copied of [32_768, 16_384]) {
      const steps: Step[] = [
        [0, 'client', GET],
        [1, 'server', chunked, copied],
        [2, 'client', GET],
        [3, 'server', OK],
      ];
      const { spans, shown } = tell('server', steps, { millis: 6 });
      assert.deepEqual(spans[0]?.slice(4), [undefined, 'uncaptured']);
      assert.deepEqual(spans.at(-1)?.slice(0, 5), ['GET', 2, 3, 200, undefined], `${copied}`);
      assert.match(shown.server, /\r\n\r\nok$/);
    }
  });

  test('of 300 requests whose responses the kernel does not see has no span', () => {
    const steps = Array.from({ length: 300 }, (_, index): Step => [index, 'client', GET]);
    const { spans, shown } = tell('client', steps, { millis: 400 }, true);
    assert.deepEqual(spans, []);
    assert.equal(shown.client, GET.repeat(300));
  });

  test('that is under way when the service ends has no span', () => {
    const half = OK.replace(': 2', ': 9');
    for (const side of ['client', 'server'] as const) {
      const { spans } = tell(side, [
        [0, 'client', GET],
        [1, 'server', half],
      ]);
      assert.deepEqual(spans, [], side);
    }
  });

  test('whose download the client leaves is an error to the client alone; one that the server leaves is one to both', () => {
    const half = OK.replace(': 2', ': 9');
    const steps: Step[] = [
      [0, 'client', GET],
      [1, 'server', half],
    ];
    // CLOSE_WAIT, ECONNRESET, ESTABLISHED
    const [fin, reset, own] = [{ state: 8 }, { state: 7, error: 104 }, { state: 1 }];
    for (const [side, how, error] of [
      ['server', fin, undefined],
      ['server', reset, undefined],
      ['server', own, 'closed'],
      ['client', own, 'closed'],
      ['client', fin, 'closed'],
      ['client', reset, 'closed'],
    ] as const) {
      const { spans } = tell(side, steps, { millis: 5, ...how });
      assert.deepEqual(
        spans.map((span) => span[4]),
        [error],
        `${side} ${JSON.stringify(how)}`,
      );
    }
  });

  test('whose last bytes the ring lost is complete, with the size that its head says', () => {
    const lost = 3_000_000;
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${lost + 2}\r\n\r\nok`;
    const bytes = { RX: GET.length, TX: head.length + lost };
    const { spans } = tell(
      'server',
      [
        [0, 'client', GET],
        [1, 'server', head],
      ],
      { millis: 5, bytes },
    );
    assert.deepEqual(spans[0]?.slice(3), [200, undefined, undefined]);
    // Behind the body's end it can be anything.
    const more = { RX: GET.length, TX: head.length + lost - 1 };
    assert.notDeepEqual(
      tell(
        'server',
        [
          [0, 'client', GET],
          [1, 'server', head],
        ],
        { millis: 5, bytes: more },
      ).spans,
      spans,
    );
  });
});
