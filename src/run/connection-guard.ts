// SPDX-License-Identifier: Apache-2.0
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import { type StageError, toStageError } from './stage-error.ts';

/** What a throw has cost. */
export interface Failure {
  error: StageError;
  /** The connection whose turn it was; undefined: of none, or of one without an id. */
  connectionId: string | undefined;
  /** Records that are given up: the one at hand, and those that the stages held of the connection. */
  records: number;
}

/**
 * Runs the stages for one connection at a time, so that what they throw costs that connection alone. It counts the
 * records that the stages hold of each connection: after a throw nobody else knows where they were.
 */
export class ConnectionGuard {
  /** Of connections that the stages hold records of. */
  readonly #held = new Map<string, number>();
  readonly #failed: LRUCache<string, true>;
  readonly #onFailure: (failure: Failure) => void;
  /** Records that are done with, of the run that is under way. */
  #done = 0;

  /**
   * `capacity`: how many failed connections are remembered, as many as the stream stage follows. Both forget the one that
   * was silent for longest, and what the stream stage has forgotten is masked when it goes on.
   */
  constructor(capacity: number, onFailure: (failure: Failure) => void) {
    this.#failed = lruCache(capacity);
    this.#onFailure = onFailure;
  }

  /** Does what is to be done for a connection, to which so many records come. Runs may be nested. Never throws. */
  run(connectionId: string | undefined, records: number, work: () => void): void {
    const doneOutside = this.#done;
    this.#done = 0;
    let thrown: { error: StageError } | undefined;
    try {
      work();
    } catch (error) {
      thrown = { error: toStageError('pipeline', error) };
    }
    const held = this.#heldOf(connectionId) + records - this.#done;
    this.#done = doneOutside;
    this.#hold(connectionId, thrown === undefined ? held : 0);
    if (thrown === undefined) return;
    if (connectionId !== undefined) this.#failed.set(connectionId, true);
    this.#onFailure({ ...thrown, connectionId, records: held });
  }

  /** A record of the connection whose turn it is was written, or needs not to be. */
  done(): void {
    this.#done++;
  }

  hasFailed(connectionId: string | undefined): boolean {
    return connectionId !== undefined && this.#failed.get(connectionId) === true;
  }

  /** Nothing more comes of the connection. */
  close(connectionId: string | undefined): void {
    if (connectionId !== undefined) this.#failed.delete(connectionId);
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** Connections of which the stages hold records now. */
  holding(): string[] {
    return [...this.#held.keys()];
  }

  /** Nothing of what the stages hold will be written: so many records. */
  abandon(): number {
    let records = 0;
    for (const held of this.#held.values()) records += held;
    this.#held.clear();
    return records;
  }

  #heldOf(connectionId: string | undefined): number {
    return connectionId === undefined ? 0 : (this.#held.get(connectionId) ?? 0);
  }

  #hold(connectionId: string | undefined, records: number): void {
    if (connectionId === undefined) return;
    if (records === 0) this.#held.delete(connectionId);
    else this.#held.set(connectionId, records);
  }
}
