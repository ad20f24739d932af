// SPDX-License-Identifier: Apache-2.0
import fc, { type Arbitrary } from 'fast-check';
import { bytes, list, onceIn } from '../../arbitraries.ts';

/** A run of bytes; those of content may be missing from what the parser sees. */
export interface Piece {
  bytes: Buffer;
  isContent: boolean;
}

export interface ValidExchange {
  request: Piece[];
  response: Piece[];
  /** As in a summary, without key and times. */
  summary: string;
}

interface Message {
  fields: string;
  content: Buffer[];
  isChunked: boolean;
  extension: string;
  trailers: string;
}

interface Exchange {
  method: string;
  status: number;
  request: Message;
  response: Message;
  isAfterEmptyLine: boolean;
  isContinued: boolean;
}

const message: Arbitrary<Message> = fc.record({
  fields: fc.constantFrom(
    '',
    'A: b\r\n',
    'Cookie:\tx=y \r\n',
    'Content-Encoding: br\r\n',
    'A: b\r\n\tfolded\r\n',
    'a:b\nC: d\n',
  ),
  content: list(bytes(1, 50), 0, 3),
  isChunked: fc.boolean(),
  extension: fc.constantFrom('', ';a=b', ' ; c'),
  trailers: fc.constantFrom('', 'X: y\r\n'),
});

const exchange: Arbitrary<Exchange> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE'),
  status: fc.constantFrom(200, 204, 304, 404, 500),
  request: message,
  response: message,
  isAfterEmptyLine: onceIn(5),
  isContinued: onceIn(4),
});

/** 1 to `most` requests and their responses that are valid, and leave the connection open. */
export function validExchanges(most: number): Arbitrary<ValidExchange[]> {
  return list(exchange, 1, most).map((exchanges) => exchanges.map(write));
}

function write(
  { method, status, request, response, isAfterEmptyLine, isContinued }: Exchange,
  index: number,
): ValidExchange {
  const target = `/${index}`;
  const requestPieces = pieces(`${method} ${target} HTTP/1.1`, request, true);
  const hasContent = method !== 'HEAD' && status !== 204 && status !== 304;
  const responsePieces = pieces(`HTTP/1.1 ${status} X`, response, hasContent);
  return {
    request: [...(isAfterEmptyLine ? [framing('\r\n')] : []), ...requestPieces],
    response: [...(isContinued ? [framing('HTTP/1.1 100 Continue\r\n\r\n')] : []), ...responsePieces],
    summary: `1.1 ${method} ${target} ${contentLength(requestPieces)} -> ${status} ${contentLength(responsePieces)}`,
  };
}

function pieces(startLine: string, message: Message, hasContent: boolean): Piece[] {
  const start = `${startLine}\r\n${message.fields}`;
  const chunks = hasContent ? message.content : [];
  if (!message.isChunked) {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return [
      framing(`${start}Content-Length: ${length}\r\n\r\n`),
      ...chunks.map((chunk) => ({ bytes: chunk, isContent: true })),
    ];
  }
  const head = framing(`${start}Transfer-Encoding: chunked\r\n\r\n`);
  if (!hasContent) return [head];
  return [
    head,
    ...chunks.flatMap((chunk) => [
      framing(`${chunk.length.toString(16)}${message.extension}\r\n`),
      { bytes: chunk, isContent: true },
      framing('\r\n'),
    ]),
    framing(`0\r\n${message.trailers}\r\n`),
  ];
}

function framing(text: string): Piece {
  return { bytes: Buffer.from(text, 'latin1'), isContent: false };
}

function contentLength(all: Piece[]): number {
  return all.reduce((sum, { bytes: { length }, isContent }) => sum + (isContent ? length : 0), 0);
}
