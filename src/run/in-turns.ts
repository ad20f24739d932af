// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import { unlessAborted } from '../base/on-abort.ts';
import { Turn } from '../base/turn.ts';

/** What takes what the steps make. */
export interface Outlet {
  hasRoom(): boolean;
  /** Resolves when there is room again. */
  room(): Promise<void>;
}

/** Takes the steps in turns of the event loop, each when there is room for what it makes. Ends early when aborted. */
export async function inTurns(steps: Iterable<void>, outlet: Outlet, overdue: AbortSignal): Promise<void> {
  let turn = new Turn();
  for (const _ of steps) {
    const hasRoom = outlet.hasRoom();
    if (!hasRoom || turn.isOver) {
      await (hasRoom ? nextTurn() : unlessAborted(outlet.room(), overdue));
      turn = new Turn();
    }
    if (overdue.aborted) return;
  }
}
