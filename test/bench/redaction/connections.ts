// SPDX-License-Identifier: Apache-2.0
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  frame,
  indexed,
  literal,
  PREFACE,
} from '../../unit/redact/corpus/http2-bytes.ts';
import { Traffic } from '../../unit/run/traffic.ts';
import {
  binary,
  CALL_BYTES,
  EVERYDAY_TEXT,
  form,
  grpc,
  html,
  http1Head,
  json,
  path,
  plain,
  requestFields,
  responseFields,
} from './texts.ts';

const EXCHANGES = 32;
/** More than a connection may spend on at once. */
const HOSTILE_EXCHANGES = 128;
const BARE_REQUEST = 'GET /teapots HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\n';

type Field = readonly [name: string, value: string];

function times(count: number, each: (index: number) => void): void {
  for (let index = 0; index < count; index++) each(index);
}

function message(start: string, type: string, body: string | Buffer): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  const head = `${start}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

const request = (type: string, body: string): Buffer =>
  message('POST /api/orders HTTP/1.1\r\nHost: shop.example', type, body);
const response = (type: string, body: string | Buffer): Buffer =>
  message('HTTP/1.1 200 OK\r\nServer: teapots', type, body);

/** Exchanges one after the other on one connection. */
function http1(request: () => string | Buffer, response: () => string | Buffer): Traffic {
  const traffic = new Traffic();
  times(EXCHANGES, () => traffic.send('client', request()).send('server', response()));
  return traffic.close();
}

const plainText = (bytes: number): Traffic => {
  const traffic = new Traffic();
  times(EXCHANGES, () => traffic.send('client', plain(bytes)).send('server', plain(bytes)));
  return traffic.close();
};

/** Fields that are told once and then by their index, as encoders do. */
class FieldTable {
  #names: string[] = [];

  block(fields: readonly Field[]): Buffer {
    return Buffer.concat(
      fields.map(([name, value]) => {
        const key = `${name}: ${value}`;
        const back = this.#names.indexOf(key);
        if (back !== -1) return indexed(back);
        if (name === ':path' || name === 'etag') return literal(name, value, 'without', true);
        this.#names = [key, ...this.#names];
        return literal(name, value, 'incremental', true);
      }),
    );
  }
}

const START = Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0)]);
const ANSWER = Buffer.concat([frame(FRAME.settings, 0, 0), frame(FRAME.settings, 1, 0)]);

/** Requests with a body or without, and their responses, one after the other. */
function http2(bodies?: { type: string; make: () => Buffer; trailers: readonly Field[] }): Traffic {
  const traffic = new Traffic();
  const [asked, answered] = [new FieldTable(), new FieldTable()];
  const [own, others] = [requestFields(), responseFields()];
  const type: Field[] = bodies === undefined ? [] : [['content-type', bodies.type]];
  const end = bodies === undefined ? END_STREAM : 0;
  times(EXCHANGES, (index) => {
    const stream = 2 * index + 1;
    const method: Field[] = [
      [':method', bodies === undefined ? 'GET' : 'POST'],
      [':scheme', 'https'],
      [':path', path()],
      ...type,
    ];
    const body = (flags: number): Buffer[] =>
      bodies === undefined ? [] : [frame(FRAME.data, flags, stream, bodies.make())];
    const trailers =
      bodies === undefined
        ? []
        : [frame(FRAME.headers, END_HEADERS | END_STREAM, stream, answered.block(bodies.trailers))];
    traffic.send(
      'client',
      Buffer.concat([
        index === 0 ? START : Buffer.alloc(0),
        frame(FRAME.headers, END_HEADERS | end, stream, asked.block([...method, ...own])),
        ...body(END_STREAM),
      ]),
    );
    traffic.send(
      'server',
      Buffer.concat([
        index === 0 ? ANSWER : Buffer.alloc(0),
        frame(FRAME.headers, END_HEADERS | end, stream, answered.block([[':status', '200'], ...type, ...others])),
        ...body(0),
        ...trailers,
      ]),
    );
  });
  return traffic.close();
}

export interface BenchConnection {
  readonly name: string;
  readonly traffic: Traffic;
  /** Of redact mode's CPU a record to raw mode's. */
  readonly bound: number;
}

const OF_CONTENT = 1.5;
const OF_HEADS = 2.5;

export const CONNECTIONS: readonly BenchConnection[] = [
  {
    name: 'JSON of 2 KB',
    traffic: http1(
      () => request('application/json', json()),
      () => response('application/json', json()),
    ),
    bound: OF_HEADS,
  },
  {
    name: 'HTML of 30 KB',
    traffic: http1(
      () => BARE_REQUEST,
      () => response('text/html', html()),
    ),
    bound: OF_CONTENT,
  },
  {
    name: 'binary of 16 KB',
    traffic: http1(
      () => BARE_REQUEST,
      () => response('application/octet-stream', binary()),
    ),
    bound: OF_CONTENT,
  },
  { name: 'plain of 200 B', traffic: plainText(200), bound: OF_CONTENT },
  {
    name: 'forms',
    traffic: http1(
      () => request('application/x-www-form-urlencoded', form()),
      () => 'HTTP/1.1 204 No Content\r\n\r\n',
    ),
    bound: OF_HEADS,
  },
  {
    name: 'heads of HTTP/1',
    traffic: http1(
      () => http1Head(false),
      () => http1Head(true, [['content-length', '0']]),
    ),
    bound: OF_HEADS,
  },
  { name: 'heads of HTTP/2', traffic: http2(), bound: OF_HEADS },
  {
    name: 'gRPC',
    traffic: http2({ type: 'application/grpc', make: grpc, trailers: [['grpc-status', '0']] }),
    bound: OF_HEADS,
  },
];

export interface HostileConnection {
  readonly name: string;
  readonly traffic: Traffic;
  /** Of its header blocks as they are shown, a line for each field. */
  readonly shownBytes: number;
}

/** Beside which hostile text is held. */
export const EVERYDAY_CONNECTION: HostileConnection = {
  name: EVERYDAY_TEXT.name,
  traffic: EVERYDAY_TEXT.messages.reduce((traffic, message) => traffic.send('client', message), new Traffic()).close(),
  shownBytes: EVERYDAY_TEXT.messages.length * CALL_BYTES,
};

/** The most that a block may hold, decoded, and as many blocks as a call may. */
const BLOCK_BYTES = 65_536;
const BLOCKS_A_CALL = 15;
const MAX_FIELDS = 256;
const CALLS = 2;
/** Of a line that a field is shown as, besides its name and value. */
const LINE_BYTES = ': \r\n'.length;

/** A field that is remembered, and then told again and again by one byte. */
function repeated(name: string, field: string, unit: string, bytes: number): HostileConnection {
  const value = unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);
  const count = Math.min(MAX_FIELDS, Math.floor(BLOCK_BYTES / (field.length + bytes)));
  const traffic = new Traffic();
  let stream = 1;
  const block = (fields: Buffer): Buffer => frame(FRAME.headers, END_HEADERS | END_STREAM, 2 * stream++ - 1, fields);
  traffic.send('client', Buffer.concat([START, block(literal(field, value, 'incremental', false))]));
  const many = Buffer.concat(Array.from({ length: count }, () => indexed(0)));
  times(CALLS, () => traffic.send('client', Buffer.concat(Array.from({ length: BLOCKS_A_CALL }, () => block(many)))));
  return {
    name,
    traffic: traffic.close(),
    shownBytes: CALLS * BLOCKS_A_CALL * count * (field.length + bytes + LINE_BYTES),
  };
}

/** A field that is told at length each time. */
function told(name: string, field: string, unit: string): HostileConnection {
  const bytes = 8000;
  const value = unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);
  const traffic = new Traffic().send('client', START);
  times(HOSTILE_EXCHANGES, (index) =>
    traffic.send(
      'client',
      frame(FRAME.headers, END_HEADERS | END_STREAM, 2 * index + 1, literal(field, value, 'without', false)),
    ),
  );
  return { name, traffic: traffic.close(), shownBytes: HOSTILE_EXCHANGES * (field.length + bytes + LINE_BYTES) };
}

export const HOSTILE_CONNECTIONS: readonly HostileConnection[] = [
  repeated('HTTP/2, a long field by its index', 'x-note', 'the water under old bridges ', 4000),
  repeated('HTTP/2, a long cookie by its index', 'cookie', 'sid=abc; ', 4000),
  repeated('HTTP/2, near-matches by their index', 'x-note', '"password":', 4000),
  repeated('HTTP/2, short fields by their index', 'x', 'y', 1),
  repeated('HTTP/2, short cookies by their index', 'cookie', 'a=b', 3),
  told('HTTP/2, near-matches in a field', 'x-note', '"password":'),
  told('HTTP/2, starts of URLs in a field', 'referer', '://a:b@'),
];
