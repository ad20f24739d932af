// SPDX-License-Identifier: Apache-2.0
import type { ConnectionEvent, DataEvent, Direction } from '../capture/event.ts';
import type { StreamEnd } from '../streams/stream-item.ts';
import type { Part } from './part.ts';

/** The data of one sample, and what its bytes are. The lengths of its parts add up to the payload's. */
export interface FramedData {
  kind: 'data';
  event: DataEvent;
  parts: Part[];
  /** Where content ends that this sample is followed by, as offset of its stream, when there is much of it. */
  contentEnd?: number;
}

/** Parts without bytes, at the end of a direction, or where it is read as something else from there on: texts that end. */
interface FramedEnd {
  kind: 'parts';
  connectionId: string;
  direction: Direction;
  parts: Part[];
}

export type FramedItem = FramedData | FramedEnd | StreamEnd | ConnectionEvent;
