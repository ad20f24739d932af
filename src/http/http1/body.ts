// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure, HeaderFields } from '../exchange.ts';
import type { PartWriter } from './part-writer.ts';

export type BodyState = 'open' | 'complete' | ExchangeFailure;

/** What follows the head of a message: its content in its framing. */
export interface Body {
  readonly state: BodyState;
  /** Bytes of content so far. */
  readonly contentLength: number;
  /** Bytes of it to come, where their number is known and no more than the start of a call is read; else 0. */
  readonly contentLeft: number;
  readonly trailers: HeaderFields;
  /** That it keeps. */
  readonly heldBytes: number;
  /** Reads on from `start`, and returns where it stopped: after the body, before what is wrong, or anywhere. */
  read(bytes: Buffer, start: number, out: PartWriter): number;
  /** So many bytes are missing; false when they can't all be content. */
  skip(bytes: number, out: PartWriter): boolean;
  /** The connection ended, finished by its sender or not (see Ending). undefined: that is the end of the body. */
  end(isFinished: boolean | undefined, out: PartWriter): ExchangeFailure | undefined;
  /** It is not read on. */
  cut(out: PartWriter): void;
}
