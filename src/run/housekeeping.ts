// SPDX-License-Identifier: Apache-2.0
import { inTurns, type Outlet } from './in-turns.ts';

/** How often it is looked for what has been held back for too long, as long as anything is. */
const HELD_MILLIS = 1_000;
/** How often it is looked for losses, lost ends of connections and memory: an idle process is woken by nothing more often. */
const LOOK_MILLIS = 10_000;

/** What may hold back samples and spans. */
interface Holding extends Outlet {
  readonly isHolding: boolean;
  /** Calls back each time that it begins to hold something. */
  onHold(callback: () => void): void;
  expire(nowBootNanos: bigint, isRingEmpty: boolean): Iterable<void>;
  /** Connections whose ends were lost end. */
  close(connectionIds: Iterable<string>): Iterable<void>;
}

export interface HousekeepingOptions {
  readonly pipeline: Holding;
  /** Now, of the clock that is never set. */
  readonly bootNanos: () => bigint;
  readonly isRingEmpty: () => boolean;
  readonly tellLosses: () => void;
  readonly lostCloses: () => readonly string[];
  /** Called every ten seconds. */
  readonly lookAtMemory: () => void;
  readonly overdue: AbortSignal;
}

/** What is done by the clock while the service runs. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #looks: NodeJS.Timeout;
  #next: NodeJS.Timeout | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#looks = setInterval(() => this.#look(), LOOK_MILLIS);
    options.pipeline.onHold(() => this.#plan());
  }

  /** Resolves once nothing of it is under way any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    clearInterval(this.#looks);
    clearTimeout(this.#next);
    await this.#underWay;
  }

  /** One thing after another. */
  #begin(work: () => Promise<void>): void {
    this.#underWay = this.#underWay.then(work);
  }

  #plan(): void {
    if (this.#isOver) return;
    this.#next ??= setTimeout(() => this.#begin(() => this.#expire()), HELD_MILLIS);
  }

  async #expire(): Promise<void> {
    const { pipeline, bootNanos, isRingEmpty, tellLosses, overdue } = this.#options;
    tellLosses();
    await inTurns(pipeline.expire(bootNanos(), isRingEmpty()), pipeline, overdue);
    this.#next = undefined;
    if (pipeline.isHolding) this.#plan();
  }

  #look(): void {
    const { pipeline, tellLosses, lostCloses, lookAtMemory, overdue } = this.#options;
    tellLosses();
    const ended = lostCloses();
    if (ended.length > 0) this.#begin(() => inTurns(pipeline.close(ended), pipeline, overdue));
    lookAtMemory();
  }
}
