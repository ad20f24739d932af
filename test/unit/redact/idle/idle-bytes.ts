// SPDX-License-Identifier: Apache-2.0
import type { PayloadMode } from '../../../../src/redact/redacted.ts';
import { bytesInUse } from '../../bytes-in-use.ts';
import { ExportPipeline } from '../../run/export-pipeline.ts';
import { Traffic } from '../../run/traffic.ts';
import { END_HEADERS, END_STREAM, FRAME, frame, literal, PREFACE } from '../corpus/http2-bytes.ts';

/** What redaction may keep of a connection's direction on which nothing moves. */
export const IDLE_BOUND_BYTES = 300;
const DIRECTIONS = 2;
const FIRST_CONNECTIONS = 200;

const REQUEST =
  'POST /api/orders HTTP/1.1\r\nHost: shop.example\r\nAuthorization: Bearer 0123456789abcdef\r\n' +
  'Content-Type: application/json\r\nContent-Length: 31\r\n\r\n{"order":"A-1234","count":2345}';
const RESPONSE =
  'HTTP/1.1 200 OK\r\nServer: teapots\r\nSet-Cookie: sid=0123456789abcdef; Path=/\r\n' +
  'Content-Type: application/json\r\nContent-Length: 31\r\n\r\n{"order":"A-1234","count":2345}';

function http2(): Traffic {
  const fields = (pairs: readonly (readonly [string, string])[]): Buffer =>
    Buffer.concat(pairs.map(([name, value]) => literal(name, value, 'incremental', true)));
  const asked = fields([
    [':method', 'GET'],
    [':scheme', 'https'],
    [':path', '/api/orders'],
    ['authorization', 'Bearer 0123456789abcdef'],
  ]);
  const answered = fields([
    [':status', '200'],
    ['set-cookie', 'sid=0123456789abcdef; Path=/'],
  ]);
  const settings = frame(FRAME.settings, 0, 0);
  return new Traffic()
    .send('client', Buffer.concat([PREFACE, settings, frame(FRAME.headers, END_HEADERS | END_STREAM, 1, asked)]))
    .send('server', Buffer.concat([settings, frame(FRAME.headers, END_HEADERS | END_STREAM, 1, answered)]));
}

/** Connections that carried two messages, and are silent since. */
export const IDLE: Readonly<Record<string, () => Traffic>> = {
  'HTTP/1.1': () => new Traffic().send('client', REQUEST).send('server', RESPONSE),
  'no HTTP': () =>
    new Traffic()
      .send('client', 'the water under old bridges runs slow\n')
      .send('server', 'and nobody minds it most days\n')
      .send('client', 'but Ada who counts boats at noon\n')
      .send('server', 'and goes home by the river at night\n'),
  'HTTP/2': http2,
};

/** What is kept of each of so many such connections: heap and buffers. */
export function bytesPerConnection(mode: PayloadMode, traffic: Traffic, connections: number): number {
  const pipeline = new ExportPipeline(mode, FIRST_CONNECTIONS + connections);
  // What is made once is made by the first of them.
  for (let i = 0; i < FIRST_CONNECTIONS; i++) pipeline.push(traffic.onNewConnection());
  const before = bytesInUse();
  for (let i = 0; i < connections; i++) pipeline.push(traffic.onNewConnection());
  const bytes = bytesInUse() - before;
  // The pipeline is in use until here.
  pipeline.end();
  return bytes / connections;
}

/** Bytes that redaction keeps of each direction of such connections: what there is in redact mode and not in raw mode. */
export function idleBytes(traffic: Traffic, connections: number): number {
  const raw = bytesPerConnection('raw', traffic, connections);
  return (bytesPerConnection('redact', traffic, connections) - raw) / DIRECTIONS;
}
