// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure, HeaderFields } from '../exchange.ts';
import { isBlank, parseFieldLine, trimmed } from './field-line.ts';

const MAX_HEAD_BYTES = 65_536;
const MAX_FIELDS = 256;

// A fold in one of these is read in different ways by different readers.
const FRAMING_FIELDS = ['content-length', 'transfer-encoding'];

const HEAD_END = Buffer.from('\n\r\n');
const HEAD_END_IN_LF = Buffer.from('\n\n');

/**
 * Reads the head of a message, or its trailers, which have no start line, up to and with the empty line. Lines end in
 * CRLF or, as RFC 9112, 2.2 allows, LF. A line is judged at its end, so where the bytes were cut changes nothing.
 */
export class HeadReader {
  state: 'open' | 'complete' | ExchangeFailure = 'open';
  startLine: string | undefined;
  /** Bytes read so far. */
  size = 0;
  readonly #fields: [name: string, value: string][] = [];
  #line = '';

  constructor(kind: 'message' | 'trailers') {
    if (kind === 'trailers') this.startLine = '';
  }

  /** That has not ended. */
  get line(): string {
    return this.#line;
  }

  get fields(): HeaderFields {
    return this.#fields;
  }

  /** Reads on from `start`, and returns where it stopped: after the head, after what is wrong, or at the end. */
  read(bytes: Buffer, start: number): number {
    const limit = Math.min(bytes.length, start + MAX_HEAD_BYTES - this.size);
    const text = bytes.toString('latin1', start, Math.min(limit, headEnd(bytes, start)));
    let at = 0;
    while (at < text.length && this.state === 'open') {
      const lineFeed = text.indexOf('\n', at);
      const next = lineFeed === -1 ? text.length : lineFeed + 1;
      const rest = text.slice(at, next);
      this.#line = this.#line === '' ? rest : this.#line + rest;
      at = next;
      if (lineFeed !== -1) this.#endLine();
    }
    this.size += at;
    if (this.state === 'open' && this.size === MAX_HEAD_BYTES) this.state = 'limit';
    return start + at;
  }

  #endLine(): void {
    const line = this.#line.slice(0, this.#line.endsWith('\r\n') ? -2 : -1);
    this.#line = '';
    if (line.includes('\r') || line.includes('\0')) this.state = 'malformed';
    else if (this.startLine === undefined) this.startLine = line;
    else if (line === '') this.state = 'complete';
    else if (isBlank(line.charCodeAt(0))) this.#fold(trimmed(line));
    else this.#add(parseFieldLine(line));
  }

  #add(field: [name: string, value: string] | undefined): void {
    if (field === undefined) this.state = 'malformed';
    else if (this.#fields.length === MAX_FIELDS) this.state = 'limit';
    else this.#fields.push(field);
  }

  /** The line goes on with the value before it (RFC 9112, 5.2). */
  #fold(value: string): void {
    const field = this.#fields.at(-1);
    if (field === undefined || value === '' || FRAMING_FIELDS.includes(field[0])) this.state = 'malformed';
    else field[1] += ` ${value}`;
  }
}

/** Behind what looks like the end of the head: of the string up to there, every field may be kept, and all of it with one. */
function headEnd(bytes: Buffer, start: number): number {
  const at = bytes.indexOf(HEAD_END, start);
  const end = at === -1 ? bytes.length : at + HEAD_END.length;
  const inLf = bytes.subarray(start, end).indexOf(HEAD_END_IN_LF);
  return inLf === -1 ? end : start + inLf + HEAD_END_IN_LF.length;
}
