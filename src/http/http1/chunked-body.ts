// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure, HeaderFields } from '../exchange.ts';
import { Text } from '../part.ts';
import { CR, LF, SEMICOLON } from './ascii.ts';
import type { Body, BodyState } from './body.ts';
import { readChunkSize } from './chunk-size.ts';
import type { Content } from './content.ts';
import { isBlank } from './field-line.ts';
import { HeadReader } from './head-reader.ts';
import type { PartWriter } from './part-writer.ts';

/** What stands next. */
type Place =
  | 'size'
  | 'blank'
  | 'extension'
  | 'size LF'
  | 'content'
  | 'content CR'
  | 'content LF'
  | 'trailers'
  | 'last LF';

/**
 * Content in chunks (RFC 9112, 7.1). Its lines end in CRLF and in nothing else: readers that take less disagree on
 * where a chunk starts. A size is shown once the line has turned out to start with one.
 */
export class ChunkedBody implements Body {
  state: BodyState = 'open';
  trailers: HeaderFields = [];
  readonly contentLeft = 0;
  readonly #content: Content;
  readonly #trailersText: Text;
  #place: Place = 'size';
  #digits = '';
  /** Of the chunk. */
  #left = 0;
  #trailers: HeadReader | undefined;

  constructor(content: Content, trailersName: string) {
    this.#content = content;
    this.#trailersText = new Text(trailersName);
  }

  get contentLength(): number {
    return this.#content.length;
  }

  get heldBytes(): number {
    return this.#digits.length + (this.#trailers?.size ?? 0);
  }

  read(bytes: Buffer, start: number, out: PartWriter): number {
    switch (this.#place) {
      case 'size':
        return this.#readSize(bytes, start, out);
      case 'blank':
      case 'extension':
        return this.#readExtension(bytes, start, out);
      case 'size LF':
        return this.#line(bytes, start, out, LF, this.#left > 0 ? 'content' : 'trailers');
      case 'content':
        return this.#readContent(bytes, start, out);
      case 'content CR':
        return this.#line(bytes, start, out, CR, 'content LF');
      case 'content LF':
        return this.#line(bytes, start, out, LF, 'size');
      case 'trailers':
        return this.#readTrailers(bytes, start, out);
      case 'last LF':
        return this.#line(bytes, start, out, LF, 'complete');
    }
  }

  skip(bytes: number, out: PartWriter): boolean {
    if (this.#place !== 'content' || bytes > this.#left) return false;
    this.#content.skip(bytes, out);
    this.#take(bytes);
    return true;
  }

  end(): ExchangeFailure {
    return 'closed';
  }

  cut(out: PartWriter): void {
    this.#content.cut(out);
    if (this.#trailers) out.cut('head', this.#trailersText);
  }

  #readSize(bytes: Buffer, start: number, out: PartWriter): number {
    const { digits, end, isTooLarge } = readChunkSize(this.#digits, bytes, start);
    const next = bytes[end];
    const isSize = digits !== '' && (next === CR || next === SEMICOLON || isBlank(next));
    if (end > start || isSize) out.show(end - start, isSize ? digits : '');
    this.#digits = isSize ? '' : digits;
    if (isTooLarge) this.state = 'limit';
    else if (isSize) this.#startChunk(Number.parseInt(digits, 16));
    else if (next !== undefined) this.state = 'malformed';
    return end;
  }

  #startChunk(size: number): void {
    this.#left = size;
    this.#place = 'blank';
  }

  /** Anything may stand in an extension, so it is masked; before the semicolon there is at most whitespace. */
  #readExtension(bytes: Buffer, start: number, out: PartWriter): number {
    let at = start;
    for (; at < bytes.length && bytes[at] !== CR && bytes[at] !== LF; at++) {
      if (this.#place === 'extension') continue;
      if (bytes[at] === SEMICOLON) this.#place = 'extension';
      else if (!isBlank(bytes[at])) break;
    }
    if (at > start) out.mask('other', 'framing', at - start);
    return at < bytes.length ? this.#line(bytes, at, out, CR, 'size LF') : at;
  }

  #readContent(bytes: Buffer, start: number, out: PartWriter): number {
    const content = bytes.subarray(start, start + Math.min(this.#left, bytes.length - start));
    this.#content.write(content, out);
    this.#take(content.length);
    return start + content.length;
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left === 0) this.#place = 'content CR';
  }

  /** One character of a line's end, which has to stand here. */
  #line(bytes: Buffer, at: number, out: PartWriter, character: number, next: Place | 'complete'): number {
    if (bytes[at] !== character) {
      this.state = 'malformed';
      return at;
    }
    out.show(1, String.fromCharCode(character));
    if (next === 'trailers') this.#content.end(out);
    if (next === 'complete') this.state = 'complete';
    else this.#place = next;
    return at + 1;
  }

  #readTrailers(bytes: Buffer, start: number, out: PartWriter): number {
    const isEmpty = !this.#trailers && (bytes[start] === CR || bytes[start] === LF);
    if (isEmpty) return this.#line(bytes, start, out, CR, 'last LF');
    this.#trailers ??= new HeadReader('trailers');
    const end = this.#trailers.read(bytes, start);
    out.text('head', this.#trailersText, bytes.subarray(start, end));
    this.state = this.#trailers.state;
    if (this.state === 'complete') {
      out.textEnd('head', this.#trailersText);
      this.trailers = this.#trailers.fields;
    }
    return end;
  }
}
