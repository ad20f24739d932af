// SPDX-License-Identifier: Apache-2.0
import type { DataEvent, Direction } from '../capture/event.ts';

/** The data of one call, placed in its stream. */
export interface StreamData {
  kind: 'data';
  event: DataEvent;
  /**
   * Bytes of this connection and direction between the last that were shown and these: lost, missed, or longer than
   * the capture size. Negative when the streams's offsets went back, as concurrent writers make them do.
   */
  gapBytes: number;
}

/** Nothing more comes in this direction of the connection. */
export interface StreamEnd {
  kind: 'end';
  connectionId: string;
  direction: Direction;
}

export type StreamItem = StreamData | StreamEnd;
