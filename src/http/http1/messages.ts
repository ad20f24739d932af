// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure, HeaderFields } from '../exchange.ts';
import type { Framing } from './framing.ts';
import type { OpenExchange } from './open-exchange.ts';

/** What differs between the messages of the two directions, and what is to be known of them. */
export interface Messages {
  readonly name: 'request' | 'response';
  readonly mayFollowEmptyLines: boolean;
  /** Whether a message without the content that its head tells of may be followed by the next one. */
  readonly mayLackContent: boolean;
  /** Of the message that is being read. */
  readonly exchange: OpenExchange | undefined;
  /** What may stand where a message can start; `wait`: the other direction decides. */
  next(): 'message' | 'wait' | 'tunnel' | 'lost';
  /** undefined: none more is followed. */
  begin(offset: number, bootNanos: BootNanos): OpenExchange | undefined;
  /** Whether a start line can begin with this; a body that is longer than its head says may be read as one. */
  mayBegin(line: string): boolean;
  /** Some bytes of the message came. */
  seen(bootNanos: BootNanos): void;
  head(startLine: string, fields: HeaderFields): Framing | 'malformed';
  /** Bytes of content so far. */
  content(bytes: number): void;
  complete(trailers: HeaderFields): void;
  /** The direction is not followed any more. */
  lose(failure: ExchangeFailure): void;
}
