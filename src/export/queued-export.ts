// SPDX-License-Identifier: Apache-2.0

import { onAbort } from '../base/on-abort.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import type { PlainResource } from '../records/program-resource.ts';
import type { Encoding, Envelope, EnvelopeScope } from './encoding.ts';
import type { OtlpClient } from './otlp-client.ts';
import type { ExportCounters, QueueDepth, RecordExport } from './record-export.ts';
import { RecordQueue, type RecordQueueLimits } from './record-queue.ts';
import { Sender, type SenderOptions } from './sender.ts';
import type { Signal } from './signals.ts';

export interface QueuedExportOptions<Item>
  extends Pick<SenderOptions, 'attemptTimeoutMillis' | 'noun' | 'onExported' | 'sleep'> {
  readonly encoding: Encoding<Item>;
  readonly eventsOf: Signal<Item>['eventsOf'];
  readonly scope: EnvelopeScope;
  readonly limits: RecordQueueLimits;
  readonly client: OtlpClient;
  readonly onWarning: (message: string) => void;
  /** Unix time in milliseconds */
  readonly now: () => number;
}

/**
 * Encoding, queue and sender, joined. A record is encoded at once, without the record and processor objects of the
 * OpenTelemetry SDK, which cost several times as much as the encoding.
 */
export class QueuedExport<Item> implements RecordExport<Item> {
  readonly #options: QueuedExportOptions<Item>;
  readonly #queue: RecordQueue;
  readonly #sender: Sender;
  // As long-lived as the resources themselves, of which their owner keeps a bounded number.
  readonly #envelopes = new WeakMap<PlainResource, Envelope>();
  #last: { resource: PlainResource; envelope: Envelope } | undefined;
  #shutdown: Promise<void> | undefined;

  constructor(options: QueuedExportOptions<Item>) {
    const { encoding, limits, onWarning, now } = options;
    this.#options = options;
    this.#queue = new RecordQueue(limits, encoding.frame, () => void this.#sender.send());
    const warnings = new RateLimitedWarnings(onWarning, now);
    this.#sender = new Sender({ ...options, queue: this.#queue, warnings });
  }

  write(resource: PlainResource, record: Item): void {
    const events = this.#options.eventsOf(record);
    if (this.#shutdown === undefined) {
      this.#queue.push(this.#envelopeOf(resource), this.#options.encoding.encode(record), events);
    } else {
      this.#sender.dropped.add('shutdown', events);
    }
  }

  #envelopeOf(resource: PlainResource): Envelope {
    if (this.#last?.resource === resource) return this.#last.envelope;
    let envelope = this.#envelopes.get(resource);
    if (envelope === undefined) {
      envelope = this.#options.encoding.envelope(resource, this.#options.scope);
      this.#envelopes.set(resource, envelope);
    }
    this.#last = { resource, envelope };
    return envelope;
  }

  drop(reason: string, events: number): void {
    this.#sender.dropped.add(reason, events);
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
        const { noun } = this.#options;
        reject(new Error(`forceFlush: ${this.#queue.events} ${noun} are not exported after ${timeoutMillis} ms`));
      }, timeoutMillis);
    });
    try {
      await Promise.race([this.#queue.whenSettled(), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  shutdown(overdue: AbortSignal): Promise<void> {
    this.#shutdown ??= this.#drain(overdue);
    return this.#shutdown;
  }

  async #drain(overdue: AbortSignal): Promise<void> {
    onAbort(overdue, () => this.#sender.giveUp());
    this.#queue.flush();
    this.#sender.hurry();
    await this.#queue.whenSettled();
    this.#options.client.close();
  }

  counters(): ExportCounters {
    return { exported: this.#sender.exported, dropped: this.#sender.dropped.toRecord(), inFlight: this.#queue.events };
  }

  depth(): QueueDepth {
    return { records: this.#queue.records, bytes: this.#queue.bytes };
  }
}
