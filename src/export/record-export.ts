// SPDX-License-Identifier: Apache-2.0
import type { PlainResource } from '../records/program-resource.ts';

/** Counts are what the records stand for: captured events, or spans. */
export interface ExportCounters {
  /** acknowledged by the Collector */
  exported: number;
  /**
   * given up, by reason: `rejected`, `response`, `shutdown`, `error`, `console`, `exporter_none`, or `grpc_` or `http_`
   * and the status that refused them
   */
  dropped: Record<string, number>;
  /** queued or sent, and neither acknowledged nor dropped yet */
  inFlight: number;
}

/** What waits for export or is being sent. */
export interface QueueDepth {
  records: number;
  /** Encoded. */
  bytes: number;
}

export interface RecordExport<Item> {
  /** Records of one resource object have its attributes as they were at the first of them. */
  write(resource: PlainResource, record: Item): void;
  /** Counts what was given up before it got here. */
  drop(reason: string, events: number): void;
  /** False when the queue is full. A record that is written nevertheless is accepted: the reader stops by itself. */
  hasRoom(): boolean;
  /** `callback` is called each time that room returns after the queue was full. */
  onRoom(callback: () => void): void;
  /** Resolves when what was queued at the time of the call is exported or dropped; rejects after `timeoutMillis`. */
  forceFlush(timeoutMillis: number): Promise<void>;
  /**
   * Exports all that is queued; what is not acknowledged when `overdue` is aborted is dropped with the reason
   * `shutdown`, and so is what is written later. A second call returns the promise of the first. Never rejects.
   */
  shutdown(overdue: AbortSignal): Promise<void>;
  counters(): ExportCounters;
  depth(): QueueDepth;
}

/** Dropped events by reason. */
export class DroppedEvents {
  readonly #byReason = new Map<string, number>();

  add(reason: string, events: number): void {
    if (events > 0) this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + events);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#byReason);
  }
}
