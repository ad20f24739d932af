// SPDX-License-Identifier: Apache-2.0
import type { ConnectionEvent, DataEvent, Direction } from '../capture/event.ts';

/**
 * What is missing between the last bytes of a connection and direction that were shown and the next ones. Bytes: so
 * many were lost, held back, or not copied; 0 is nothing. `unknown`: calls were missed, or came at the same time.
 */
export type Gap = number | 'unknown';

/** The data of one sample, placed in its stream. */
export interface StreamData {
  kind: 'data';
  event: DataEvent;
  /** Before these bytes. */
  gap: Gap;
}

/**
 * Why a stream ends: the connection was closed by this end or by its peer, or failed (`closed`); or it is over and nobody saw
 * how (`unseen`); or it may go on and is not followed any more (`left`).
 */
export type EndReason = 'local' | 'peer' | 'closed' | 'unseen' | 'left';

/** Nothing more comes in this direction of the connection. */
export interface StreamEnd {
  kind: 'end';
  connectionId: string;
  direction: Direction;
  reason: EndReason;
  /** What the direction moved after the last bytes that were shown; `unknown` where nobody could tell of the end. */
  missing: Gap;
  /** Whether its sender had nothing more to send, by TCP's FIN; undefined: nobody knows. */
  isFinished: boolean | undefined;
}

/** The start of a connection comes before its data; its end comes after the ends of its streams. */
export type StreamItem = StreamData | StreamEnd | ConnectionEvent;
