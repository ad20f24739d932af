// SPDX-License-Identifier: Apache-2.0
import type { LoggerProvider } from '@opentelemetry/api-logs';
import { onAbort } from '../on-abort.ts';
import { EncodedLoggerProvider } from './encoded-logger-provider.ts';
import type { EnvelopeResource } from './envelope.ts';
import type { LogExport, LogExportCounters } from './log-export.ts';
import type { LogsClient } from './logs-client.ts';
import { RateLimitedWarnings } from './rate-limited-warnings.ts';
import type { RecordQueueLimits } from './record-queue.ts';
import { RecordQueue } from './record-queue.ts';
import type { SenderOptions } from './sender.ts';
import { Sender } from './sender.ts';

export interface QueuedLogExportOptions {
  readonly resource: EnvelopeResource;
  readonly limits: RecordQueueLimits;
  readonly client: LogsClient;
  readonly attemptTimeoutMillis: number;
  readonly onWarning: (message: string) => void;
  /** Unix time in milliseconds */
  readonly now: () => number;
  readonly sleep: SenderOptions['sleep'];
}

/** Loggers, queue and sender, joined. */
export class QueuedLogExport implements LogExport {
  readonly loggerProvider: LoggerProvider;
  readonly #queue: RecordQueue;
  readonly #sender: Sender;
  readonly #client: LogsClient;
  #shutdown: Promise<void> | undefined;

  constructor({ resource, limits, client, attemptTimeoutMillis, onWarning, now, sleep }: QueuedLogExportOptions) {
    this.#client = client;
    this.#queue = new RecordQueue(limits, () => void this.#sender.send());
    const warnings = new RateLimitedWarnings(onWarning, now);
    this.#sender = new Sender({ queue: this.#queue, client, warnings, attemptTimeoutMillis, sleep });
    this.loggerProvider = new EncodedLoggerProvider(resource, (envelope, record, events) => {
      if (this.#shutdown === undefined) this.#queue.push(envelope, record, events);
      else this.#sender.dropped.add('shutdown', events);
    }, now);
  }

  hasRoom(): boolean {
    return this.#queue.hasRoom();
  }

  onRoom(callback: () => void): void {
    this.#queue.onRoom(callback);
  }

  async forceFlush(timeoutMillis: number): Promise<void> {
    this.#queue.flush();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`forceFlush: ${this.#queue.events} events are not exported after ${timeoutMillis} ms`));
      }, timeoutMillis);
    });
    try {
      await Promise.race([this.#queue.whenSettled(), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  shutdown(overdue: AbortSignal): Promise<void> {
    return (this.#shutdown ??= this.#drain(overdue));
  }

  async #drain(overdue: AbortSignal): Promise<void> {
    onAbort(overdue, () => this.#sender.giveUp());
    this.#queue.flush();
    this.#sender.hurry();
    await this.#queue.whenSettled();
    this.#client.close();
  }

  counters(): LogExportCounters {
    return {
      exported: this.#sender.exported,
      dropped: this.#sender.dropped.toRecord(),
      inFlight: this.#queue.events,
    };
  }
}
