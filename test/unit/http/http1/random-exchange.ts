// SPDX-License-Identifier: Apache-2.0
import type { Random } from './random.ts';

/** A run of bytes; those of content may be missing from what the parser sees. */
export interface Piece {
  bytes: Buffer;
  isContent: boolean;
}

export interface RandomExchange {
  request: Piece[];
  response: Piece[];
  /** As in a summary, without key and times. */
  summary: string;
}

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE'];
const STATUSES = [200, 204, 304, 404, 500];
const FIELDS = ['', 'A: b\r\n', 'Cookie:\tx=y \r\n', 'Content-Encoding: br\r\n', 'A: b\r\n\tfolded\r\n', 'a:b\nC: d\n'];

/** A request and its response that are valid, and leave the connection open. */
export function randomExchange(random: Random, index: number): RandomExchange {
  const method = random.pick(METHODS);
  const status = random.pick(STATUSES);
  const target = `/${index}`;
  const request = randomMessage(random, `${method} ${target} HTTP/1.1`, true);
  const response = randomMessage(random, `HTTP/1.1 ${status} X`, method !== 'HEAD' && status !== 204 && status !== 304);
  const interim = random.once(4) ? [framing('HTTP/1.1 100 Continue\r\n\r\n')] : [];
  return {
    request: [...(random.once(5) ? [framing('\r\n')] : []), ...request],
    response: [...interim, ...response],
    summary: `1.1 ${method} ${target} ${contentLength(request)} -> ${status} ${contentLength(response)}`,
  };
}

function randomMessage(random: Random, startLine: string, hasContent: boolean): Piece[] {
  const fields = `${startLine}\r\n${random.pick(FIELDS)}`;
  const chunks = hasContent ? Array.from({ length: random.below(4) }, () => random.bytes(1 + random.below(50))) : [];
  if (random.once(2)) {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return [
      framing(`${fields}Content-Length: ${length}\r\n\r\n`),
      ...chunks.map((bytes) => ({ bytes, isContent: true })),
    ];
  }
  const head = framing(`${fields}Transfer-Encoding: chunked\r\n\r\n`);
  if (!hasContent) return [head];
  const extension = random.pick(['', ';a=b', ' ; c']);
  const trailers = random.pick(['', 'X: y\r\n']);
  return [
    head,
    ...chunks.flatMap((bytes) => [
      framing(`${bytes.length.toString(16)}${extension}\r\n`),
      { bytes, isContent: true },
      framing('\r\n'),
    ]),
    framing(`0\r\n${trailers}\r\n`),
  ];
}

function framing(bytes: string): Piece {
  return { bytes: Buffer.from(bytes, 'latin1'), isContent: false };
}

function contentLength(pieces: Piece[]): number {
  return pieces.reduce((sum, { bytes, isContent }) => sum + (isContent ? bytes.length : 0), 0);
}
