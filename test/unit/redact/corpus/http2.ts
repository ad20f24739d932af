// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { type Carrier, client, type Message, type Step, server } from './case.ts';
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  frame,
  type Indexing,
  indexed,
  literal,
  PADDED,
  PREFACE,
} from './http2-bytes.ts';
import type { Spot } from './spot.ts';

const VISIBLE = ['shop.example', 'teapots'];
const MAX_DATA = 64;

interface Manner {
  indexing: Indexing;
  isHuffman: boolean;
  /** Bytes of a header block in each frame. */
  blockBytes?: number;
  /** Bytes of a body in each frame, and of padding after them. */
  dataBytes?: number;
  padding?: number;
  encoding?: 'gzip';
}

type Field = readonly [name: string, value: string];

function fieldsOf(lines: string): Field[] {
  return lines
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
}

function requestFields(message: Message, { encoding }: Manner): Field[] {
  return [
    [':method', 'POST'],
    [':scheme', 'https'],
    [':path', message.target],
    [':authority', 'shop.example'],
    ['content-type', message.contentType],
    ...(encoding ? [['content-encoding', encoding] as const] : []),
    ...fieldsOf(message.requestLines),
  ];
}

function responseFields(message: Message, { encoding }: Manner): Field[] {
  const coding = encoding ? [['content-encoding', encoding] as const] : [];
  return [
    [':status', '200'],
    ['server', 'teapots'],
    ['content-type', message.contentType],
    ...coding,
    ...fieldsOf(message.responseLines),
  ];
}

/** Fields that every message has: whoever marks the others so does not mark these. */
const USUAL = [':method', ':scheme', ':authority', ':status', 'server', 'content-type'];

function blockOf(fields: readonly Field[], { indexing, isHuffman }: Manner): Buffer {
  const indexingOf = (name: string): Indexing => (indexing === 'never' && USUAL.includes(name) ? 'without' : indexing);
  return Buffer.concat(fields.map(([name, value]) => literal(name, value, indexingOf(name), isHuffman)));
}

/** HEADERS and as many CONTINUATIONs as it takes. */
function headers(stream: number, block: Buffer, flags: number, blockBytes = block.length): Buffer {
  const pieces = inPieces(block, blockBytes);
  return Buffer.concat(
    pieces.map((piece, i) => {
      const end = i === pieces.length - 1 ? END_HEADERS : 0;
      return i === 0 ? frame(FRAME.headers, flags | end, stream, piece) : frame(FRAME.continuation, end, stream, piece);
    }),
  );
}

/** Frames of a body; the last one ends the stream. */
function data(stream: number, body: string, { dataBytes = MAX_DATA, padding = 0, encoding }: Manner): Buffer[] {
  const plain = Buffer.from(body, 'latin1');
  const pieces = inPieces(encoding ? gzipSync(plain) : plain, dataBytes);
  return pieces.map((piece, i) => {
    const flags = (i === pieces.length - 1 ? END_STREAM : 0) | (padding > 0 ? PADDED : 0);
    const padded = padding > 0 ? Buffer.concat([Buffer.from([padding]), piece, Buffer.alloc(padding)]) : piece;
    return frame(FRAME.data, flags, stream, padded);
  });
}

function inPieces(bytes: Buffer, size: number): Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

const START = Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0)]);
const ANSWER = Buffer.concat([frame(FRAME.settings, 0, 0), frame(FRAME.settings, 1, 0)]);
const startedBy = (...frames: Buffer[]): Step => client(Buffer.concat([START, ...frames]));
const answeredBy = (...frames: Buffer[]): Step => server(Buffer.concat([ANSWER, ...frames]));

function carrier(name: string, places: readonly string[], steps: (message: Message) => Step[]): Carrier {
  const carry = (message: Message, { place, onlyHttp1 }: Spot): ReturnType<Carrier['carry']> =>
    onlyHttp1 || !places.includes(place) ? undefined : { steps: steps(message), visible: VISIBLE };
  return { name, carry };
}

const FIELDS = ['request-lines', 'response-lines', 'target'];
const BODIES = ['body'];

function inManner(name: string, manner: Manner, places = FIELDS): Carrier {
  return carrier(name, places, (message) => [
    startedBy(
      headers(1, blockOf(requestFields(message, manner), manner), 0, manner.blockBytes),
      ...data(1, message.requestBody, manner),
    ),
    answeredBy(
      headers(1, blockOf(responseFields(message, manner), manner), 0, manner.blockBytes),
      ...data(1, message.responseBody, manner),
    ),
  ]);
}

/** Told once, and then three times by their index. */
const REMEMBERED: Manner = { indexing: 'incremental', isHuffman: true };
const remembered = carrier('HTTP/2 remembered fields', FIELDS, (message) => {
  const [asked, answered] = [requestFields(message, REMEMBERED), responseFields(message, REMEMBERED)];
  const inTurn = (fields: readonly Field[]): Buffer =>
    Buffer.concat(fields.map((_, i) => indexed(fields.length - 1 - i)));
  const rounds = [1, 3, 5, 7].map((stream) => ({
    asked: headers(stream, stream === 1 ? blockOf(asked, REMEMBERED) : inTurn(asked), END_STREAM),
    answered: headers(stream, stream === 1 ? blockOf(answered, REMEMBERED) : inTurn(answered), END_STREAM),
  }));
  return rounds.flatMap((round, i) => [
    i === 0 ? startedBy(round.asked) : client(round.asked),
    i === 0 ? answeredBy(round.answered) : server(round.answered),
  ]);
});

/** Two streams whose frames come by turns, one harmless. */
const TURNS: Manner = { indexing: 'without', isHuffman: false, dataBytes: 5 };
const atOnce = carrier('HTTP/2 streams at once', BODIES, (message) => {
  const harmless = 'the other stream has nothing to hide, and says so at some length';
  const both = (fields: readonly Field[], body: string): Buffer[] => {
    const head = [1, 3].map((stream) => headers(stream, blockOf(fields, TURNS), 0));
    const [one, other] = [data(1, body, TURNS), data(3, harmless, TURNS)];
    const turns = Array.from({ length: Math.max(one.length, other.length) }, (_, i) => [one[i], other[i]]).flat();
    return [...head, ...turns.filter((piece): piece is Buffer => piece !== undefined)];
  };
  return [
    startedBy(...both(requestFields(message, TURNS), message.requestBody)),
    answeredBy(...both(responseFields(message, TURNS), message.responseBody)),
  ];
});

const PLAIN: Manner = { indexing: 'without', isHuffman: false };
const trailers = carrier('HTTP/2 trailers', ['request-lines', 'response-lines'], (message) => {
  const bare = { ...message, requestLines: '', responseLines: '' };
  const ended = (fields: readonly Field[], lines: string): Buffer[] => {
    const open = data(1, 'item=teapot', PLAIN).map((piece) => Object.assign(Buffer.from(piece), { 4: 0 }));
    const last = fieldsOf(lines === '' ? 'X-Sum: 7\r\n' : lines);
    return [headers(1, blockOf(fields, PLAIN), 0), ...open, headers(1, blockOf(last, PLAIN), END_STREAM)];
  };
  return [
    startedBy(...ended(requestFields(bare, PLAIN), message.requestLines)),
    answeredBy(...ended(responseFields(bare, PLAIN), message.responseLines)),
  ];
});

export const HTTP2_CARRIERS: readonly Carrier[] = [
  inManner('HTTP/2 plain literals', PLAIN),
  inManner('HTTP/2 Huffman', { indexing: 'without', isHuffman: true }),
  inManner('HTTP/2 never indexed', { indexing: 'never', isHuffman: true }),
  inManner('HTTP/2 CONTINUATION', { indexing: 'incremental', isHuffman: true, blockBytes: 7 }),
  inManner('HTTP/2 DATA', PLAIN, BODIES),
  inManner('HTTP/2 DATA of 3 bytes, padded', { ...PLAIN, dataBytes: 3, padding: 5 }, BODIES),
  inManner('HTTP/2 gzip', { ...PLAIN, encoding: 'gzip' }, BODIES),
  remembered,
  atOnce,
  trailers,
];
