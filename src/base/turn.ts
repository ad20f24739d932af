// SPDX-License-Identifier: Apache-2.0

/** What is done in one piece: the network, timers and signals wait so long at most, and for the step that is under way. */
const TURN_MILLIS = 5;

/** A turn of the event loop. */
export class Turn {
  readonly #end = performance.now() + TURN_MILLIS;

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }
}
