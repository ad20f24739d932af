// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure, HeaderFields } from '../exchange.ts';
import { Text } from '../part.ts';
import type { Bytes, Ending, GapReason } from '../protocol.ts';
import { CR, LF } from './ascii.ts';
import type { Body } from './body.ts';
import { ChunkedBody } from './chunked-body.ts';
import { Content } from './content.ts';
import type { Framing } from './framing.ts';
import { HeadReader } from './head-reader.ts';
import type { Messages } from './messages.ts';
import type { PartWriter } from './part-writer.ts';
import { PlainBody } from './plain-body.ts';
import { parseStatusLine } from './start-line.ts';

/** What is looked at of a start line before any of it is shown. */
const START_BYTES = 16_384;
/** More than the longest method. */
const MAX_METHOD_BYTES = 32;

/** Reads the messages of one direction. */
export class MessageReader {
  readonly #messages: Messages;
  #state: 'start' | 'head' | 'body' | 'tunnel' | 'lost' = 'start';
  /** It is lost. */
  #why: GapReason = 'lost';
  #isAfterCr = false;
  /** Of the message that is being read: between messages there is none. */
  #head: HeadReader | undefined;
  #headText: Text | undefined;
  #body: Body | undefined;
  /** Whether any byte of it has come. */
  #isBodyBegun = false;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  get isLost(): boolean {
    return this.#state === 'lost' || (this.#state === 'start' && this.#messages.next() === 'lost');
  }

  /** Of the message that is being read. */
  get heldBytes(): number {
    return (this.#head?.size ?? 0) + (this.#body?.heldBytes ?? 0);
  }

  /** Between two messages. */
  get isIdle(): boolean {
    return this.#state === 'start' && !this.#isAfterCr;
  }

  /** See Protocol. */
  get contentLeft(): number {
    return this.#state === 'body' ? (this.#body?.contentLeft ?? 0) : 0;
  }

  /** Returns how many bytes it took. */
  push(bytes: Bytes, out: PartWriter): number {
    let at = 0;
    while (at < bytes.bytes.length) {
      if (this.#state === 'start') {
        const next = this.#messages.next();
        if (next === 'wait') break;
        at = next === 'message' ? this.#start(bytes, at, out) : this.#leave(next, at, out);
      } else if (at === 0 && this.#lacksContent(bytes)) {
        this.#complete([], out);
      } else {
        at = this.#read(bytes, at, out);
      }
    }
    return at;
  }

  gap(bytes: number | 'unknown', why: GapReason, out: PartWriter): void {
    if (this.#state === 'lost' || this.#isTunnel() || bytes === 0) return;
    out.exchange = this.#messages.exchange;
    this.#isBodyBegun ||= this.#state === 'body';
    const isContent = bytes !== 'unknown' && this.#state === 'body' && this.#body?.skip(bytes, out);
    if (isContent) this.#followBody(out);
    else this.lose(why, out);
  }

  /** Nothing more comes. */
  end(out: PartWriter, { isFinished }: Ending): void {
    out.exchange = this.#messages.exchange;
    const failure = this.#state === 'body' ? this.#body?.end(isFinished, out) : undefined;
    if (this.#state === 'body' && failure === undefined) this.#followBody(out);
    this.lose(failure ?? 'closed', out);
  }

  /** What comes is masked; a text that is not complete breaks off. */
  lose(failure: ExchangeFailure, out: PartWriter): void {
    const state = this.#state;
    if (state === 'lost') return;
    this.#state = 'lost';
    this.#why = failure === 'uncaptured' ? failure : 'lost';
    if (state === 'head' && this.#headText !== undefined) out.cut('head', this.#headText);
    this.#body?.cut(out);
    this.#forget(out);
    this.#messages.lose(failure);
  }

  #isTunnel(): boolean {
    return this.#state === 'tunnel' || (this.#state === 'start' && this.#messages.next() === 'tunnel');
  }

  #leave(next: 'tunnel' | 'lost', at: number, out: PartWriter): number {
    if (next === 'lost') this.lose('lost', out);
    this.#state = next;
    return at;
  }

  #start({ bytes, offset, bootNanos }: Bytes, start: number, out: PartWriter): number {
    const at = this.#messages.mayFollowEmptyLines ? this.#skipEmptyLines(bytes, start, out) : start;
    if (at === bytes.length) return at;
    if (this.#isAfterCr) {
      this.lose('malformed', out);
      return at;
    }
    out.exchange = this.#messages.begin(offset + at, bootNanos);
    if (out.exchange === undefined) this.lose('limit', out);
    else this.#state = 'head';
    return at;
  }

  /** In CRLF or LF; a CR that no LF follows is for the caller to see. */
  #skipEmptyLines(bytes: Buffer, start: number, out: PartWriter): number {
    let at = start;
    for (; bytes[at] === LF || (bytes[at] === CR && !this.#isAfterCr); at++) this.#isAfterCr = bytes[at] === CR;
    if (at > start) out.show(at - start, bytes.toString('latin1', start, at));
    return at;
  }

  #read({ bytes, bootNanos }: Bytes, at: number, out: PartWriter): number {
    if (this.#state === 'tunnel' || this.#state === 'lost') {
      out.mask('other', this.#state === 'lost' ? this.#why : this.#state, bytes.length - at);
      return bytes.length;
    }
    out.exchange = this.#messages.exchange;
    this.#messages.seen(bootNanos);
    return this.#state === 'head' ? this.#readHead(bytes, at, out) : this.#readBody(bytes, at, out);
  }

  #readHead(bytes: Buffer, start: number, out: PartWriter): number {
    const head = this.#head ?? new HeadReader('message');
    const text = this.#headText ?? new Text(`${this.#messages.name} head`);
    this.#head = head;
    this.#headText = text;
    const isStart = head.startLine === undefined && head.line.length < MAX_METHOD_BYTES;
    if (isStart && !this.#messages.mayBegin(head.line + startLine(bytes, start))) {
      this.lose('malformed', out);
      return start;
    }
    const end = head.read(bytes, start);
    out.text('head', text, bytes.subarray(start, end));
    if (head.state === 'complete') {
      out.textEnd('head', text);
      this.#state = 'body';
      this.#startBody(this.#messages.head(head.startLine ?? '', head.fields), out);
    } else if (head.state !== 'open') {
      this.lose(head.state, out);
    }
    return end;
  }

  /** The next message begins where content of the last one should. */
  #lacksContent({ bytes, callBytes }: Bytes): boolean {
    if (this.#state !== 'body' || this.#isBodyBegun || callBytes === 0 || !this.#messages.mayLackContent) return false;
    return parseStatusLine(startLine(bytes, 0).replace(/\r?\n$/, '')) !== undefined;
  }

  #startBody(framing: Framing | 'malformed', out: PartWriter): void {
    if (framing === 'malformed') {
      this.lose('malformed', out);
    } else if (framing.length === 0) {
      this.#complete([], out);
    } else {
      const { name } = this.#messages;
      const content = new Content(`${name} content`, framing);
      if (framing.isTail) content.skip(0, out);
      const { length } = framing;
      this.#body = length === 'chunked' ? new ChunkedBody(content, `${name} trailers`) : new PlainBody(content, length);
    }
  }

  #readBody(bytes: Buffer, at: number, out: PartWriter): number {
    this.#isBodyBegun = true;
    const end = this.#body?.read(bytes, at, out) ?? at;
    this.#followBody(out);
    return end;
  }

  #followBody(out: PartWriter): void {
    const body = this.#body;
    if (body === undefined) return;
    this.#messages.content(body.contentLength);
    if (body.state === 'complete') this.#complete(body.trailers, out);
    else if (body.state !== 'open') this.lose(body.state, out);
  }

  #complete(trailers: HeaderFields, out: PartWriter): void {
    this.#state = 'start';
    this.#forget(out);
    this.#messages.complete(trailers);
  }

  #forget(out: PartWriter): void {
    out.exchange = undefined;
    this.#body = undefined;
    this.#isAfterCr = false;
    this.#head = undefined;
    this.#headText = undefined;
    this.#isBodyBegun = false;
  }
}

/** Up to and with the line feed, where there is one. */
function startLine(bytes: Buffer, start: number): string {
  const lineFeed = bytes.subarray(start, start + START_BYTES).indexOf(LF);
  return bytes.toString('latin1', start, lineFeed < 0 ? start + MAX_METHOD_BYTES : start + lineFeed + 1);
}
