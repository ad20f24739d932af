// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogAttributes } from '@opentelemetry/api-logs';
import type { CapturedEvent, Direction } from '../../../src/capture/event.ts';
import type { PayloadMode } from '../../../src/redact/redacted.ts';
import { closeEvent, dataEvent } from '../capture/events.ts';
import { drive } from '../redact/corpus/drive.ts';
import { END_HEADERS, END_STREAM, FRAME, frame, literal, PREFACE } from '../redact/corpus/http2-bytes.ts';

const HEADERS = {
  request: ['x-tenant', 'authorization', 'x-none', 'x-pin', 'content-type'],
  response: ['server', 'set-cookie', 'x-tenant', 'x-checksum'],
};
const TOKEN = 'Bearer 5c1b8e0f4a7d49f2a3b6';

type Call = readonly [direction: Direction, bytes: Buffer];

function eventsOf(calls: readonly Call[]): CapturedEvent[] {
  const moved = { TX: 0, RX: 0 };
  const events = calls.map(([direction, bytes]) => {
    const event = dataEvent(bytes, { connectionId: 'c', direction, streamOffset: moved[direction] });
    moved[direction] += bytes.length;
    return event;
  });
  return [...events, closeEvent('c', { bytes: moved })];
}

/** The attributes of headers that the span of these calls has. */
function headersOf(calls: readonly Call[], mode?: PayloadMode): LogAttributes[] {
  const { spans } = drive(eventsOf(calls), mode, { headers: HEADERS });
  return spans.map(({ attributes }) =>
    Object.fromEntries(
      Object.entries(attributes).filter(([name]) => /^(?:http|rpc)\.re\w+\.(?:header|trailer)\./.test(name)),
    ),
  );
}

const HTTP1: Call[] = [
  [
    'RX',
    Buffer.from(
      'GET / HTTP/1.1\r\nHost: a\r\nX-TENANT: blue\r\nx-tenant: Müller\r\nX-Other: no\r\n' +
        `Authorization: ${TOKEN}\r\n\r\n`,
    ),
  ],
  [
    'TX',
    Buffer.from(
      'HTTP/1.1 200 OK\r\nServer: nginx\u0007\r\nSet-Cookie: sid=Zx81Qw99kLm2; Path=/\r\nTransfer-Encoding: chunked\r\n' +
        'Trailer: X-Checksum\r\n\r\n0\r\nX-Checksum: 1\r\n\r\n',
    ),
  ],
];

test('of HTTP/1 the chosen fields, by their names in lower case, without secrets', () => {
  assert.deepEqual(headersOf(HTTP1), [
    {
      'http.request.header.x-tenant': ['blue', 'Müller'],
      'http.request.header.authorization': ['[redacted:authorization]'],
      'http.response.header.server': ['nginx\\x07'],
      'http.response.header.set-cookie': ['[redacted:cookie]'],
    },
  ]);
  assert.deepEqual(headersOf(HTTP1, 'headers'), headersOf(HTTP1));
});

test('none where no plaintext is to be shown, and as they are where everything is', () => {
  assert.deepEqual(headersOf(HTTP1, 'metadata'), [{}]);
  assert.deepEqual(headersOf(HTTP1, 'raw'), [
    {
      'http.request.header.x-tenant': ['blue', 'Müller'],
      'http.request.header.authorization': [TOKEN],
      'http.response.header.server': ['nginx\\x07'],
      'http.response.header.set-cookie': ['sid=Zx81Qw99kLm2; Path=/'],
    },
  ]);
});

test('a field that is sent again and again is told eight times, each in at most 1,024 characters', () => {
  const fields = Array.from({ length: 9 }, (_, index) => `X-Tenant: ${index}${'b'.repeat(1024)}\r\n`).join('');
  const [request, response] = [`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`, 'HTTP/1.1 204 X\r\n\r\n'];
  assert.deepEqual(
    headersOf([
      ['RX', Buffer.from(request)],
      ['TX', Buffer.from(response)],
    ]),
    [{ 'http.request.header.x-tenant': Array.from({ length: 8 }, (_, index) => `${index}${'b'.repeat(1023)}`) }],
  );
});

const block = (...fields: (readonly [name: string, value: string, never?: true])[]): Buffer =>
  Buffer.concat(fields.map(([name, value, never]) => literal(name, value, never ? 'never' : 'without', false)));

function http2(request: Buffer, response: Buffer, trailers?: Buffer): Call[] {
  const end = END_HEADERS | END_STREAM;
  return [
    ['RX', Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0), frame(FRAME.headers, end, 1, request)])],
    [
      'TX',
      Buffer.concat([
        frame(FRAME.settings, 0, 0),
        frame(FRAME.headers, trailers === undefined ? end : END_HEADERS, 1, response),
        ...(trailers === undefined ? [] : [frame(FRAME.headers, end, 1, trailers)]),
      ]),
    ],
  ];
}

const REQUEST = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/shop.Cart/Add'],
  ['x-tenant', 'blue'],
  ['authorization', TOKEN],
  ['x-pin', '12', true],
] as const;

test('of HTTP/2 too; what its sender wants nobody to keep is masked, but for the raw mode', () => {
  const calls = http2(block(...REQUEST), block([':status', '200'], ['server', 'h2o']));
  const others = { 'http.request.header.x-tenant': ['blue'], 'http.response.header.server': ['h2o'] };
  assert.deepEqual(headersOf(calls), [
    {
      ...others,
      'http.request.header.authorization': ['[redacted:authorization]'],
      'http.request.header.x-pin': ['[redacted:never_indexed]'],
    },
  ]);
  assert.deepEqual(headersOf(calls, 'raw'), [
    { ...others, 'http.request.header.authorization': [TOKEN], 'http.request.header.x-pin': ['12'] },
  ]);
});

test('of gRPC its metadata: request, response and trailers', () => {
  const calls = http2(
    block(...REQUEST, ['content-type', 'application/grpc']),
    block([':status', '200'], ['x-tenant', 'green']),
    block(['grpc-status', '0'], ['x-checksum', 'a1'], ['x-tenant', 'red']),
  );
  assert.deepEqual(headersOf(calls), [
    {
      'rpc.request.header.x-tenant': ['blue'],
      'rpc.request.header.authorization': ['[redacted:authorization]'],
      'rpc.request.header.x-pin': ['[redacted:never_indexed]'],
      'rpc.request.header.content-type': ['application/grpc'],
      'rpc.response.header.x-tenant': ['green'],
      'rpc.response.trailer.x-tenant': ['red'],
      'rpc.response.trailer.x-checksum': ['a1'],
    },
  ]);
});

test('with as many fields as may be chosen, a span has no more attributes than is allowed by default', () => {
  const names = Array.from({ length: 24 }, (_, index) => `x-${index}`);
  const fields = names.map((name) => [name, 'a'] as const);
  const calls = http2(
    block(...REQUEST, ['content-type', 'application/grpc'], ['user-agent', 'a'], [':authority', 'a'], ...fields),
    block([':status', '200'], ...fields),
    block(['grpc-status', '13'], ...fields),
  );
  const { spans } = drive(eventsOf(calls), 'redact', { headers: { request: names, response: names } });
  assert.deepEqual(
    spans.map(({ attributes }) => Object.keys(attributes).length),
    [99],
  );
});
