// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure } from './exchange.ts';
import type { HpackDecoder } from './http2/hpack.ts';
import type { Part, Text } from './part.ts';

/** Who sent the bytes: the client sends requests. */
export type Sender = 'client' | 'server';

export const SENDERS: readonly Sender[] = ['client', 'server'];
export const OTHER_SENDER: Readonly<Record<Sender, Sender>> = { client: 'server', server: 'client' };

/** Bytes of a direction, in their place. */
export interface Bytes {
  bytes: Buffer;
  /** Where they start in their direction. */
  offset: number;
  bootNanos: BootNanos;
  /** What the call moved whose first bytes they are; 0: they are not. */
  callBytes: number;
}

export interface Parsed {
  parts: Part[];
  /**
   * Bytes that the parts stand for. Fewer than were given: the rest can't be read before the other direction has come
   * further (a response before its request), and is given again then.
   */
  consumed: number;
}

/**
 * How a connection is read: as messages of HTTP; as one text a direction; not, because its place in a protocol is not
 * known (`lost`) or it takes too much (`limit`).
 */
export type ConnectionContent = 'http' | 'text' | 'lost' | 'limit';

/** How a direction ends. */
export interface Ending {
  /** Who closed the connection; undefined: nobody knows. */
  readonly by: Sender | undefined;
  /** Its sender said that nothing more comes: by a FIN, or by an alert close_notify (RFC 9112, 9.8). undefined: nobody knows. */
  readonly isFinished: boolean | undefined;
}

/** Why bytes are missing: they did not come; or the kernel did not copy the end of a call (KTLS_CAPTURE_BYTES). */
export type GapReason = 'lost' | 'uncaptured';

/** A protocol at a moment when few things are to be known of it. */
export type AtRest = Http1AtRest | Http2AtRest | PlainAtRest;

/** Between two exchanges: it would be as it is when it began anew, behind a first request. */
export interface Http1AtRest {
  readonly kind: 'http1';
}

/** Between two frames, and no stream is open. */
export interface Http2AtRest {
  readonly kind: 'http2';
  readonly highestRequest: number;
  /** Nothing more comes of the client. */
  readonly isClientOver: boolean;
  readonly client: Http2SideAtRest;
  readonly server: Http2SideAtRest;
}

export interface Http2SideAtRest {
  /** undefined: no header block has come. */
  readonly decoder: HpackDecoder | undefined;
  /** What was shown last has ended its line. */
  readonly isLineStart: boolean;
}

/** Two texts of which no byte is missing. */
export interface PlainAtRest {
  readonly kind: 'plain';
  readonly client: Text;
  readonly server: Text;
  /** Whose texts have begun. */
  readonly open: 'none' | Sender | 'both';
}

/** Both directions of a connection that is seen from its start, in one protocol. Memory is bounded. Never throws. */
export interface Protocol {
  push(from: Sender, bytes: Bytes): Parsed;
  /**
   * So many bytes of a direction are missing before the next push, or nobody knows how many. Where the protocol tells
   * what they were (content, by its length), it goes on behind them; else that direction is lost from here on, and
   * with it the exchanges that need it.
   */
  gap(from: Sender, bytes: number | 'unknown', why?: GapReason): Part[];
  /** The direction ends. A response without a length is complete then, if its sender has finished it. */
  end(from: Sender, how: Ending): Part[];
  /** The connection is over, or is not followed any more: whatever is still open has failed. */
  close(failure: ExchangeFailure, by?: Sender): void;
  /** Bytes of content that come next, of which only the start of a call is read and shown; 0: nobody knows of any. */
  contentLeft(from: Sender): number;
  readonly content: ConnectionContent;
  /** True for a direction that is not followed any more. */
  isLost(from: Sender): boolean;
  /**
   * Whether it may begin anew where a call begins with a message: what came before is not known or was not understood, and
   * no exchange is open.
   */
  readonly canRejoin: boolean;
  /** What is enough to make it as it is now; undefined: nothing less than all of it. */
  rest(): AtRest | undefined;
  /** What it keeps, about: heads and trailers of open exchanges, tables of fields, and what belongs to each stream. */
  readonly heldBytes: number;
}
