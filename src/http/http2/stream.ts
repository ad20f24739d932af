// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, Exchange, ExchangeFailure } from '../exchange.ts';
import { GzipStart } from '../gzip-start.ts';
import { type MaskReason, Text } from '../part.ts';
import type { Sender } from '../protocol.ts';
import type { PartWriter } from './part-writer.ts';

/** What one side sends on a stream. */
export interface Half {
  /** Why its content is not shown. Until its head is known, nobody knows how the content is encoded. */
  mask: MaskReason | undefined;
  /** Its head has fields that are not known: its content may be encoded, unless its first bytes say what it is. */
  isUnsure: boolean;
  /** Its content begins amid something. */
  isTail: boolean;
  readonly gzip: GzipStart;
  /** Of its content, once there is any. */
  text: Text | undefined;
  /** Nothing more of it comes, or nothing more is known. */
  isOver: boolean;
}

const newHalf = (): Half => ({
  mask: 'lost',
  isUnsure: false,
  isTail: false,
  gzip: new GzipStart(),
  text: undefined,
  isOver: false,
});

/** One stream, and the exchange on it. */
export class Stream {
  readonly id: number;
  readonly halves: Record<Sender, Half> = { client: newHalf(), server: newHalf() };
  /** Also after its end: late frames belong to it. */
  exchange: Exchange | undefined;
  /** Whether the exchange has ended. */
  isTold = false;
  #failure: ExchangeFailure | undefined;
  #failedBy: Sender | undefined;
  /** Its request is a call of gRPC, or of a content type that is not known. */
  mayBeRpc = false;
  /** What the heads take of the connection's share. */
  headBytes = 0;
  #hasResponse = false;

  constructor(id: number) {
    this.id = id;
  }

  /** The reason for which the exchange will have failed, once both halves are over. */
  get failure(): ExchangeFailure | undefined {
    return this.#failure;
  }

  /** Who made it fail, where that is known. */
  get failedBy(): Sender | undefined {
    return this.#failedBy;
  }

  /** The first reason counts. */
  fail(failure: ExchangeFailure | undefined, by: Sender | undefined): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    if (failure === 'closed' || failure === 'reset' || failure === 'malformed') this.#failedBy = by;
  }

  /** The time of a byte that one side sent. */
  touch(from: Sender, bootNanos: BootNanos): void {
    if (this.exchange === undefined || this.isTold) return;
    if (from === 'client' && this.#hasResponse) return;
    const isFirst = from === 'server' && !this.#hasResponse;
    this.#hasResponse ||= isFirst;
    // Calls of two threads may be reported in another order than they returned in.
    if (isFirst || bootNanos > this.exchange.endBootNanos) this.exchange.endBootNanos = bootNanos;
  }

  count(from: Sender, bodyBytes: number): void {
    if (this.exchange === undefined || this.isTold) return;
    if (from === 'client') this.exchange.requestBodyBytes += bodyBytes;
    else this.exchange.responseBodyBytes += bodyBytes;
  }

  /** All of the content of one side has come. */
  sentWhole(from: Sender): void {
    if (this.exchange === undefined || this.isTold) return;
    if (from === 'client') this.exchange.isRequestWhole = true;
    else this.exchange.isResponseWhole = true;
  }

  /** The content's text, which starts with its first byte. */
  textOf(from: Sender): Text {
    const half = this.halves[from];
    half.text ??= new Text(`stream ${this.id} ${from === 'client' ? 'request' : 'response'}`);
    return half.text;
  }

  /** @param isCut its end is missing: what is held back of it can't be judged as it stands */
  endText(from: Sender, out: PartWriter, isCut: boolean): void {
    const half = this.halves[from];
    if (half.text === undefined) return;
    const owner = { role: 'content', exchange: this.exchange } as const;
    if (isCut) out.textGap(owner, half.text);
    out.textEnd(owner, half.text);
    half.text = undefined;
  }
}
