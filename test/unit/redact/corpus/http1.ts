// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { type Carrier, client, type Message, server } from './case.ts';

const VISIBLE = ['Host: shop.example', 'Server: teapots'];

type Body = string | Buffer;

/** The body with its fields: by its length, in chunks, or compressed. */
type Framing = (body: string) => { lines: string; bytes: Body };

const byLength: Framing = (body) => ({
  lines: `Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n`,
  bytes: body,
});

/** Chunks that end at these places, and at the end. */
function chunked(ends: (body: string) => readonly number[], trailers = ''): Framing {
  return (body) => {
    const cuts = [0, ...ends(body).filter((end) => end > 0 && end < body.length), body.length];
    const chunks = cuts.slice(1).map((end, i) => body.slice(cuts[i], end));
    const text = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    return { lines: 'Transfer-Encoding: chunked\r\n', bytes: `${text}0\r\n${trailers}\r\n` };
  };
}

const gzipped: Framing = (body) => {
  const bytes = gzipSync(Buffer.from(body, 'latin1'));
  return { lines: `Content-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n`, bytes };
};

const everyByte = (body: string): number[] => Array.from(body, (_, at) => at);

function request(message: Message, framing: Framing = byLength): Buffer {
  const { target, requestLines, requestBody, contentType } = message;
  const { lines, bytes } = framing(requestBody);
  const type = `Content-Type: ${contentType}\r\n`;
  return joined(`POST ${target} HTTP/1.1\r\nHost: shop.example\r\n${requestLines}${type}${lines}\r\n`, bytes);
}

function response(message: Message, framing: Framing = byLength): Buffer {
  const { responseLines, responseBody, contentType } = message;
  const { lines, bytes } = framing(responseBody);
  const type = `Content-Type: ${contentType}\r\n`;
  return joined(`HTTP/1.1 200 OK\r\nServer: teapots\r\n${responseLines}${type}${lines}\r\n`, bytes);
}

function joined(head: string, body: Body): Buffer {
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body as string, 'latin1')]);
}

/** A request and its response, both bodies framed alike. */
function framedBy(name: string, framing: Framing, onlyBodies = true): Carrier {
  return {
    name,
    carry(message, { place }) {
      if (place === 'stream' || (onlyBodies && place !== 'body')) return undefined;
      return { steps: [client(request(message, framing)), server(response(message, framing))], visible: VISIBLE };
    },
  };
}

const trailers: Carrier = {
  name: 'HTTP/1.1 trailers',
  carry(message, { place }) {
    if (!place.endsWith('lines')) return undefined;
    const bare = { ...message, requestLines: '', responseLines: '' };
    const framed = (lines: string): Framing => chunked(() => [3], lines);
    const steps = [
      client(request(bare, framed(message.requestLines))),
      server(response(bare, framed(message.responseLines))),
    ];
    return { steps, visible: VISIBLE };
  },
};

const earlyHints: Carrier = {
  name: 'HTTP/1.1 response 103',
  carry(message, { place }) {
    if (place !== 'response-lines') return undefined;
    const hints = `HTTP/1.1 103 Early Hints\r\n${message.responseLines}\r\n`;
    const last = response({ ...message, responseLines: '' });
    return {
      steps: [client(request(message)), server(Buffer.concat([Buffer.from(hints, 'latin1'), last]))],
      visible: VISIBLE,
    };
  },
};

const pipelined: Carrier = {
  name: 'HTTP/1.1 pipelined',
  carry(message, { place }) {
    if (place === 'stream') return undefined;
    const head = Buffer.from('GET /first HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    const none = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
    const requests = Buffer.concat([head, request(message), head]);
    return { steps: [client(requests), server(Buffer.concat([none, response(message), none]))], visible: VISIBLE };
  },
};

const untilClosed: Carrier = {
  name: 'HTTP/1.0 response until it is closed',
  carry(message, { place }) {
    if (place !== 'body') return undefined;
    const { contentType, requestBody, responseBody } = message;
    const isResponse = requestBody === 'item=teapot';
    const body = isResponse ? responseBody : requestBody;
    const head = `HTTP/1.0 200 OK\r\nServer: teapots\r\nContent-Type: ${contentType}\r\n\r\n`;
    return { steps: [client('GET / HTTP/1.0\r\nHost: shop.example\r\n\r\n'), server(head + body)], visible: VISIBLE };
  },
};

export const HTTP1_CARRIERS: readonly Carrier[] = [
  framedBy('HTTP/1.1', byLength, false),
  framedBy('HTTP/1.1 in chunks of a byte', chunked(everyByte)),
  framedBy(
    'HTTP/1.1 in two chunks',
    chunked((body) => [body.length >> 1]),
  ),
  framedBy('HTTP/1.1 gzip', gzipped),
  trailers,
  earlyHints,
  pipelined,
  untilClosed,
];
