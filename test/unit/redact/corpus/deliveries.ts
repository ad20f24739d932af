// SPDX-License-Identifier: Apache-2.0
import type { CapturedEvent, Direction } from '../../../../src/capture/event.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import { closeEvent, dataEvent, openEvent } from '../../capture/events.ts';
import type { Case, Step } from './case.ts';

/** Bytes of one call. */
export interface Piece extends Step {
  /** So many of them were copied by the kernel; all where it is not said. */
  captured?: number;
  /** The ring had no room for it. */
  isLost?: true;
  /** What was held back before it is given up. */
  isLate?: true;
}

export interface Delivery {
  pieces: Piece[];
  /** The service started when so many bytes of each direction had been moved. */
  skipped?: number;
}

export function whole({ steps }: Case): Delivery {
  return { pieces: steps };
}

/** Each step in two calls, the first of which has so many bytes. */
export function cutAt({ steps }: Case, at: number, second: Partial<Piece> = {}): Delivery {
  const pieces = steps.flatMap(({ from, bytes }): Piece[] => {
    if (at >= bytes.length) return [{ from, bytes }];
    return [
      { from, bytes: bytes.subarray(0, at) },
      { from, bytes: bytes.subarray(at), ...second },
    ];
  });
  return { pieces };
}

/** Calls of so many bytes. */
export function inCallsOf({ steps }: Case, size: number): Delivery {
  const pieces = steps.flatMap(({ from, bytes }): Piece[] => {
    const count = Math.ceil(bytes.length / size);
    return Array.from({ length: count }, (_, i) => ({ from, bytes: bytes.subarray(i * size, (i + 1) * size) }));
  });
  return { pieces };
}

/** Of each call so many bytes are copied. */
export function captured({ steps }: Case, most: number, size = Infinity): Delivery {
  const pieces = size === Infinity ? steps : inCallsOf({ steps } as Case, size).pieces;
  return { pieces: pieces.map((piece) => ({ ...piece, captured: most })) };
}

/** Of each step these bytes are lost, as a call of their own. */
export function withoutBytes({ steps }: Case, at: number, count: number): Delivery {
  const pieces = steps.flatMap(({ from, bytes }): Piece[] => {
    const all: Piece[] = [
      { from, bytes: bytes.subarray(0, at) },
      { from, bytes: bytes.subarray(at, at + count), isLost: true },
      { from, bytes: bytes.subarray(at + count) },
    ];
    return all.filter((piece) => piece.bytes.length > 0);
  });
  return { pieces };
}

/** Of each direction no more than so many bytes come. */
export function endedAt({ steps }: Case, at: number): Delivery {
  const left: Record<Sender, number> = { client: at, server: at };
  const pieces = steps.map(({ from, bytes }) => {
    const came = bytes.subarray(0, left[from]);
    left[from] -= came.length;
    return { from, bytes: came };
  });
  return { pieces };
}

/** What the hooks would have made of it at one end. `undefined` stands for a moment in which what is held is given up. */
export function eventsOf(
  { pieces, skipped = 0 }: Delivery,
  end: Sender,
  connectionId = 'c-1',
): (CapturedEvent | undefined)[] {
  const events: (CapturedEvent | undefined)[] = skipped > 0 ? [] : [openEvent(connectionId)];
  const moved: Record<Direction, number> = { TX: 0, RX: 0 };
  for (const { from, bytes, captured: most = bytes.length, isLost, isLate } of pieces) {
    const direction = from === end ? 'TX' : 'RX';
    const unseen = Math.min(Math.max(0, skipped - moved[direction]), bytes.length);
    const seen = bytes.subarray(unseen);
    const streamOffset = Math.max(0, moved[direction] - skipped);
    moved[direction] += bytes.length;
    if (isLost || seen.length === 0) continue;
    if (isLate) events.push(undefined);
    const call = {
      connectionId,
      connectionPartial: skipped > 0,
      direction,
      streamOffset,
      length: seen.length,
    } as const;
    events.push(dataEvent(seen.subarray(0, most), call));
  }
  return [...events, closeEvent(connectionId)];
}
