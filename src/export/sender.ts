// SPDX-License-Identifier: Apache-2.0
import type { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import type { ExportResult, Refused } from './export-result.ts';

const INITIAL_MILLIS = 1000;
const MULTIPLIER = 1.5;
/** A Collector that is back is found within 5 s. */
const MAX_MILLIS = 5000;
/** Never a busy loop. */
const MIN_MILLIS = 50;
/** setTimeout takes a longer delay than 2^31 - 1 ms for 1 ms; no server means to silence us for hours. */
const MAX_SERVER_DELAY_MILLIS = 300_000;

/**
 * @internal How long to wait before the next attempt: anything up to a bound that grows (full jitter), so that many who lost the
 * same Collector don't come back together.
 * @param failures attempts that failed so far, at least 1
 * @param random 0 to 1
 */
export function backoffMillis(failures: number, random: number): number {
  const bound = Math.min(INITIAL_MILLIS * MULTIPLIER ** (failures - 1), MAX_MILLIS);
  return Math.max(MIN_MILLIS, Math.round(bound * random));
}

/** @internal A server's own delay, never shorter than it says within reason, and never a busy loop. */
export function serverDelayMillis(retryAfterMillis: number): number {
  return Math.min(Math.max(retryAfterMillis, MIN_MILLIS), MAX_SERVER_DELAY_MILLIS);
}

/** What is sent as one, of one record at least. */
export interface Sendable {
  readonly records: number;
  /** What is counted. */
  readonly events: number;
}

/** First in, first out. */
interface SendQueue<Batch> {
  /** The oldest that is due. */
  take(): Batch | undefined;
  /** Takes back, as halves, what was refused. False: it is to be dropped as it is. */
  halve(batch: Batch, refused: Refused): boolean;
  /** It is exported or dropped. */
  release(batch: Batch, isExported: boolean): void;
  /** It is given up. Resolves to whether it is kept for another run, and not to be dropped. */
  keep?(batch: Batch): Promise<boolean>;
}

export interface SenderOptions<Batch extends Sendable> {
  readonly queue: SendQueue<Batch>;
  /** One attempt; `signal` cancels it. */
  readonly attempt: (batch: Batch, signal: AbortSignal) => Promise<ExportResult>;
  /** How many are sent at a time, at most. */
  readonly concurrency: number;
  /** Whether what has to be tried again is, once hurry() was called. */
  readonly retriesAtEnd: boolean;
  /** What is counted. */
  readonly noun: string;
  /** How long the attempt took that was acknowledged. */
  readonly onExported: (seconds: number) => void;
  /** Called when a batch was exported or dropped, and counted. */
  readonly onSettled?: (() => void) | undefined;
  readonly warnings: RateLimitedWarnings;
  /** Resolves after `millis`, or as soon as one of the signals is aborted. */
  readonly sleep: (millis: number, signals: readonly AbortSignal[]) => Promise<void>;
}

/** What became of a batch that was taken. */
type Outcome = 'exported' | 'dropped' | 'halved' | 'kept';

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

/**
 * Sends the queue's batches in their order, several at a time, each as often as it takes. As long as one of them has
 * to be tried again no further one is taken: a Collector that is away or at its limit gets no more than was under way.
 */
export class Sender<Batch extends Sendable> {
  readonly #options: SenderOptions<Batch>;
  readonly #giveUp = new AbortController();
  readonly #hurry = new AbortController();
  readonly dropped = new DroppedEvents();
  exported = 0;
  /** Records of OTLP, where `exported` and `dropped` count what they stand for. */
  readonly droppedRecords = new DroppedEvents();
  exportedRecords = 0;
  readonly #underWay = new Set<Promise<void>>();
  readonly #retried = new Set<Batch>();
  /** An attempt failed at the end: what another run can send is left to it, and the rest is retried. */
  #isKeeping = false;

  constructor(options: SenderOptions<Batch>) {
    this.#options = options;
  }

  /** Sends what is due. Harmless while it is sending. */
  send(): void {
    while (this.#underWay.size < this.#options.concurrency && this.#retried.size === 0) {
      const batch = this.#options.queue.take();
      if (batch === undefined) return;
      const sent = this.#send(batch).then(() => {
        this.#underWay.delete(sent);
        this.send();
      });
      this.#underWay.add(sent);
    }
  }

  /** Resolves when nothing is sent or due any more. */
  async whenSent(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #send(batch: Batch): Promise<void> {
    let outcome: Outcome = 'dropped';
    try {
      outcome = await this.#export(batch);
    } catch {
      // What was thrown may quote what was to be sent.
      this.#dropBatch('error', batch, 'their export failed with an error of the service itself');
    }
    this.#retried.delete(batch);
    if (outcome !== 'exported' && outcome !== 'dropped') return;
    this.#options.queue.release(batch, outcome === 'exported');
    this.#options.onSettled?.();
  }

  /** Ends the wait for the next attempt, unless a server asked for that wait. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Cancels what is being sent; the whole queue is kept for another run, or dropped. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  async #export(batch: Batch): Promise<Outcome> {
    const { queue, attempt, onExported, retriesAtEnd } = this.#options;
    for (let failures = 1; !this.#giveUp.signal.aborted; failures += 1) {
      if (this.#isKeeping && (await queue.keep?.(batch))) return 'kept';
      const startMillis = performance.now();
      const result = await attempt(batch, this.#giveUp.signal);
      if (result.kind === 'success') {
        onExported((performance.now() - startMillis) / 1000);
        this.#acknowledge(batch, result);
        return 'exported';
      }
      if (result.kind === 'failure') {
        if (queue.halve(batch, result.refused)) {
          if (result.refused === 'size') this.#warnOfSize(result.status);
          return 'halved';
        }
        this.#dropBatch(result.reason, batch, `the endpoint refused them with ${result.status}`);
        return 'dropped';
      }
      if (result.kind === 'unreadable') {
        this.#dropBatch('response', batch, 'what the endpoint answered is no response of OTLP');
        return 'dropped';
      }
      if (this.#hurry.signal.aborted) {
        if (retriesAtEnd) this.#isKeeping = queue.keep !== undefined;
        else this.giveUp();
      }
      this.#retried.add(batch);
      if (this.#isKeeping && (await queue.keep?.(batch))) return 'kept';
      if (!this.#giveUp.signal.aborted) await this.#waitToRetry(result, failures);
    }
    if (await queue.keep?.(batch)) return 'kept';
    this.#dropBatch('shutdown', batch, 'not acknowledged when the time to shut down was over');
    return 'dropped';
  }

  #warnOfSize(status: string): void {
    const message = `the endpoint refused a request for its size with ${status}; it gets the records in smaller ones`;
    this.#options.warnings.warn('size', message);
  }

  async #waitToRetry(result: ExportResult & { kind: 'retryable' }, failures: number): Promise<void> {
    const { warnings, sleep } = this.#options;
    const detail = result.detail === '' ? '' : ` (${result.detail})`;
    warnings.warn(result.status, `export failed with ${result.status}${detail}; it is retried until it works`);
    if (result.retryAfterMillis === undefined) {
      const hurried = this.#hurry.signal.aborted;
      const millis = backoffMillis(hurried ? 1 : failures, Math.random());
      await sleep(millis, hurried ? [this.#giveUp.signal] : [this.#giveUp.signal, this.#hurry.signal]);
    } else {
      await sleep(serverDelayMillis(result.retryAfterMillis), [this.#giveUp.signal]);
    }
  }

  /** A partial success counts records and does not say which: as many events are taken for rejected, at most all. */
  #acknowledge(batch: Batch, { rejectedRecords, hasWarning }: ExportResult & { kind: 'success' }): void {
    const rejected = rejectedRecords >= batch.records ? batch.events : Math.min(rejectedRecords, batch.events);
    this.exported += batch.events - rejected;
    const rejectedOfBatch = Math.min(rejectedRecords, batch.records);
    this.exportedRecords += batch.records - rejectedOfBatch;
    this.droppedRecords.add('rejected', rejectedOfBatch);
    if (rejectedRecords > 0) {
      this.drop('rejected', rejected, `the Collector rejected ${rejectedRecords} of ${batch.records} records`);
    } else if (hasWarning) {
      const message = 'the Collector accepted records with a warning, which its own log should explain';
      this.#options.warnings.warn('warning', message);
    }
  }

  #dropBatch(reason: string, { records, events }: Batch, why: string): void {
    this.droppedRecords.add(reason, records);
    this.drop(reason, events, why);
  }

  /** `why` must not say what was to be sent. */
  drop(reason: string, events: number, why: string): void {
    this.dropped.add(reason, events);
    this.#options.warnings.warn(reason, `dropped ${events} ${this.#options.noun}: ${why}`);
  }
}
