// SPDX-License-Identifier: Apache-2.0

import type { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import { backoffMillis, serverDelayMillis } from './backoff.ts';
import type { Batch } from './batch.ts';
import type { ExportResult } from './export-result.ts';
import type { OtlpClient } from './otlp-client.ts';
import { DroppedEvents } from './record-export.ts';
import type { RecordQueue } from './record-queue.ts';

export interface SenderOptions {
  readonly queue: RecordQueue;
  readonly client: OtlpClient;
  /** What is counted. */
  readonly noun: string;
  /** How long the attempt took that was acknowledged. */
  readonly onExported: (seconds: number) => void;
  readonly warnings: RateLimitedWarnings;
  readonly attemptTimeoutMillis: number;
  /** Resolves after `millis`, or as soon as one of the signals is aborted. */
  readonly sleep: (millis: number, signals: readonly AbortSignal[]) => Promise<void>;
}

/** Sends the queue's batches one after the other, each as often as it takes. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #giveUp = new AbortController();
  readonly #hurry = new AbortController();
  readonly dropped = new DroppedEvents();
  exported = 0;
  #sending = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Sends all that is due. Harmless while it is sending. */
  async send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const { queue } = this.#options;
    for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
      try {
        await this.#export(batch);
      } catch {
        // What was thrown may quote what was to be sent.
        this.#drop('error', batch.events, 'their export failed with an error of the service itself');
      }
      queue.release(batch);
    }
    this.#sending = false;
  }

  /** Ends the wait for the next attempt, unless a server asked for that wait. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Cancels what is being sent and drops the whole queue. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  async #export(batch: Batch): Promise<void> {
    const { client, attemptTimeoutMillis, onExported } = this.#options;
    const request = batch.toRequest();
    for (let failures = 1; !this.#giveUp.signal.aborted; failures += 1) {
      const startMillis = performance.now();
      const result = await client.send(request, attemptTimeoutMillis, this.#giveUp.signal);
      if (result.kind === 'success') {
        onExported((performance.now() - startMillis) / 1000);
        this.#acknowledge(batch, result);
        return;
      }
      if (result.kind === 'failure') {
        this.#drop(result.reason, batch.events, `the endpoint refused them with ${result.status}`);
        return;
      }
      if (result.kind === 'unreadable') {
        this.#drop('response', batch.events, 'what the endpoint answered is no response of OTLP');
        return;
      }
      if (!this.#giveUp.signal.aborted) await this.#waitToRetry(result, failures);
    }
    this.#drop('shutdown', batch.events, 'not acknowledged when the time to shut down was over');
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
    if (rejectedRecords > 0) {
      this.#drop('rejected', rejected, `the Collector rejected ${rejectedRecords} of ${batch.records} records`);
    } else if (hasWarning) {
      const message = 'the Collector accepted records with a warning, which its own log should explain';
      this.#options.warnings.warn('warning', message);
    }
  }

  #drop(reason: string, events: number, why: string): void {
    this.dropped.add(reason, events);
    this.#options.warnings.warn(reason, `dropped ${events} ${this.#options.noun}: ${why}`);
  }
}
