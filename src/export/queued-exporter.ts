// SPDX-License-Identifier: Apache-2.0

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { onAbort } from '../base/on-abort.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { PlainResource } from '../records/resources.ts';
import type { SpanData } from '../trace/span-data.ts';
import type { Batch } from './batch.ts';
import { type Encoding, type Envelope, type EnvelopeScope, NO_ENVELOPE } from './encoding.ts';
import type { OtlpClient } from './otlp-client.ts';
import { RecordQueue, type RecordQueueLimits } from './record-queue.ts';
import { Sender, type SenderOptions } from './sender.ts';
import type { Spool } from './spool/spool.ts';

/** Counts are what the records stand for: captured events, or spans. */
export interface ExportCounters {
  /** acknowledged by the Collector */
  exported: number;
  /**
   * given up, by reason: `queue_full`, `rejected`, `response`, `shutdown`, `error`, `console`, `exporter_none`, `spool_full`,
   * `spool_corrupt`, or `grpc_` or `http_` and the status that refused them
   */
  dropped: Record<string, number>;
  /** queued, spooled or sent, and neither acknowledged nor dropped yet; after the shutdown what is left for another run */
  inFlight: number;
}

/** Counts are what the records stand for, as of ExportCounters. */
export interface SpoolCounts {
  /** Left by another run when this one began. */
  readonly takenOver: number;
  /** Of those in flight, on disk. */
  readonly inFlight: number;
  /** Of the files, and their bound. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Failed reads and writes, by the name of the error. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What waits for export or is being sent. */
interface QueueDepth {
  records: number;
  /** Encoded. */
  bytes: number;
}

/** Counts are log records or spans of OTLP: what the SDK's processors and exporters count of themselves. */
export interface OtlpCounts {
  /** handed to the exporter */
  readonly processed: number;
  /** written after the shutdown */
  readonly late: number;
  /** written when there was no room, and dropped */
  readonly unqueued: number;
  readonly queued: number;
  /** undefined: their number has no bound */
  readonly capacity: number | undefined;
  /** handed to the exporter, and neither acknowledged nor dropped yet */
  readonly sending: number;
  /** acknowledged by the Collector */
  readonly exported: number;
  /** handed to the exporter and given up, by reason */
  readonly failed: Readonly<Record<string, number>>;
}

/** Events of which a crash leaves in doubt whether they are delivered. */
interface Doubtful {
  /** Sent, and neither acknowledged nor refused. */
  readonly sending: number;
  /** Exported or dropped, and on disk as if they were not: another run would send them again. */
  readonly unmarked: number;
}

export interface RecordExport<Item> {
  /** Records of one resource object have its attributes as they were at the first of them. */
  write(resource: PlainResource, record: Item): void;
  /** Counts what was given up before it got here. */
  drop(reason: string, events: number): void;
  /**
   * False when the queue is full. A log record that is written nevertheless is accepted, for the reader of the ring stops by
   * itself; a span is dropped with the reason `queue_full`.
   */
  hasRoom(): boolean;
  /** `callback` is called each time that room returns after the queue was full. */
  onRoom(callback: () => void): void;
  /** Resolves when what was queued at the time of the call is exported or dropped; rejects after `timeoutMillis`. */
  forceFlush(timeoutMillis: number): Promise<void>;
  /**
   * Exports all that is queued; what is not acknowledged when `overdue` is aborted is dropped with the reason
   * `shutdown`, and so is what is written later. Once an attempt fails, what is on disk by then is left to another run.
   * A second call returns the promise of the first. Never rejects.
   */
  shutdown(overdue: AbortSignal): Promise<void>;
  counters(): ExportCounters;
  depth(): QueueDepth;
  /** undefined: it does not export by OTLP. */
  otlpCounts?(): OtlpCounts;
  /** undefined: it has no spool. */
  spoolCounts?(): SpoolCounts | undefined;
  /** undefined: it sends nothing. */
  doubtful?(): Doubtful;
}

export type LogExport = RecordExport<CapturedRecord>;

export type SpanExport = RecordExport<SpanData>;

export interface QueuedExporterOptions<Item, Readable> {
  readonly encoding: Encoding<Item, Readable>;
  readonly eventsOf: (record: Item) => number;
  /** What is counted. */
  readonly noun: string;
  readonly scope: EnvelopeScope;
  readonly limits: RecordQueueLimits;
  /** Whether who writes waits for room, as by default, or what the queue has no room for is dropped. */
  readonly whenFull?: 'wait' | 'drop';
  /** How many requests are under way at a time, at most. */
  readonly concurrency: number;
  readonly client: OtlpClient;
  /** undefined: what memory can't hold is not taken, and what is left at the end is dropped. */
  readonly spool?: Spool | undefined;
  readonly attemptTimeoutMillis: number;
  readonly onExported: SenderOptions<Batch>['onExported'];
  readonly onWarning: (message: string) => void;
  readonly sleep: SenderOptions<Batch>['sleep'];
  readonly onChange?: () => void;
  /** Milliseconds by a clock that nobody sets. */
  readonly now?: () => number;
}

/** OTEL_BLRP_EXPORT_TIMEOUT's default, which is that of OTEL_BSP_EXPORT_TIMEOUT too. */
const FLUSH_MILLIS = 30_000;
const NEVER = new AbortController().signal;

/**
 * Encoding, queue and sender, joined. What is captured is written: it is encoded at once, without the record and processor
 * objects of the OpenTelemetry SDK, which cost several times as much as the encoding. Records of the SDK are exported;
 * both wait in the same queue, in their order.
 */
class QueuedExporter<Item, Readable> implements RecordExport<Item> {
  readonly #options: QueuedExporterOptions<Item, Readable>;
  readonly #queue: RecordQueue;
  readonly #sender: Sender<Batch>;
  // As long-lived as the resources themselves, of which their owner keeps a bounded number.
  readonly #envelopes = new WeakMap<PlainResource, Envelope>();
  #last: { resource: PlainResource; envelope: Envelope } | undefined;
  #shutdown: Promise<void> | undefined;
  #late = 0;
  #unqueued = 0;

  constructor(options: QueuedExporterOptions<Item, Readable>) {
    const { encoding, limits, client, spool, concurrency, attemptTimeoutMillis, onWarning, now } = options;
    this.#options = options;
    const spooling = spool && { spool, maxUnmarked: concurrency };
    const onDue = (): void => {
      this.#sender.send();
      options.onChange?.();
    };
    this.#queue = new RecordQueue(limits, encoding, onDue, spooling);
    this.#sender = new Sender({
      ...options,
      onSettled: options.onChange,
      queue: this.#queue,
      attempt: (batch, signal) => client.send(batch.toRequest(), attemptTimeoutMillis, signal),
      retriesAtEnd: true,
      warnings: new RateLimitedWarnings(onWarning, now),
    });
  }

  /**
   * Sends them at once, for who exports them has gathered them. `done` is called when all are exported or dropped; each
   * counts 1.
   */
  export(records: readonly Readable[], done: (result: ExportResult) => void): void {
    if (this.#shutdown !== undefined) {
      this.#sender.dropped.add('shutdown', records.length);
      this.#late += records.length;
      done({ code: ExportResultCode.FAILED, error: new Error('the exporter is shut down') });
      return;
    }
    const { encodeReadable } = this.#options.encoding;
    const batches = new Set(records.map((record) => this.#queue.push(NO_ENVELOPE, encodeReadable(record), 1)));
    this.#queue.flush();
    void Promise.all(Array.from(batches, (batch) => batch.whenSettled())).then((exported) =>
      done(
        exported.every(Boolean)
          ? { code: ExportResultCode.SUCCESS }
          : { code: ExportResultCode.FAILED, error: new Error('dropped: the counters say why') },
      ),
    );
  }

  write(resource: PlainResource, record: Item): void {
    const events = this.#options.eventsOf(record);
    if (this.#shutdown !== undefined) {
      this.#sender.dropped.add('shutdown', events);
      this.#late += 1;
    } else if (this.#options.whenFull === 'drop' && !this.#queue.hasRoom()) {
      this.#sender.drop('queue_full', events, 'no more may wait for export');
      this.#unqueued += 1;
    } else {
      this.#queue.push(this.#envelopeOf(resource), this.#options.encoding.encode(record), events);
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

  async forceFlush(timeoutMillis = FLUSH_MILLIS): Promise<void> {
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

  shutdown(overdue = NEVER): Promise<void> {
    this.#shutdown ??= this.#drain(overdue);
    return this.#shutdown;
  }

  async #drain(overdue: AbortSignal): Promise<void> {
    onAbort(overdue, () => {
      this.#sender.giveUp();
      this.#queue.leave();
    });
    this.#queue.flush();
    this.#sender.hurry();
    await this.#queue.whenOver();
    this.#options.client.close();
    await this.#options.spool?.close();
  }

  counters(): ExportCounters {
    const { spool } = this.#options;
    const dropped = { ...this.#sender.dropped.toRecord(), ...Object.fromEntries(spool?.dropped ?? []) };
    const inFlight = this.#queue.events + (spool?.unread.events ?? 0);
    return { exported: this.#sender.exported, dropped, inFlight };
  }

  depth(): QueueDepth {
    return { records: this.#queue.records, bytes: this.#queue.bytes };
  }

  otlpCounts(): OtlpCounts {
    const { records, sendingRecords, takenRecords } = this.#queue;
    const { maxQueueSize } = this.#options.limits;
    return {
      processed: takenRecords,
      late: this.#late,
      unqueued: this.#unqueued,
      queued: records - sendingRecords + (this.#options.spool?.unread.records ?? 0),
      capacity: Number.isFinite(maxQueueSize) ? maxQueueSize : undefined,
      sending: sendingRecords,
      exported: this.#sender.exportedRecords,
      failed: this.#sender.droppedRecords.toRecord(),
    };
  }

  spoolCounts(): SpoolCounts | undefined {
    const { spool } = this.#options;
    return (
      spool && {
        takenOver: spool.takenOver.events,
        inFlight: spool.live.events,
        bytes: spool.bytes,
        maxBytes: spool.maxBytes,
        errors: Object.fromEntries(spool.errors),
      }
    );
  }

  doubtful(): Doubtful {
    return { sending: this.#queue.sendingEvents, unmarked: this.#queue.unmarkedEvents };
  }
}

/** OpenTelemetry's exporter of log records in front of the queue. */
export class QueuedLogRecordExporter
  extends QueuedExporter<CapturedRecord, ReadableLogRecord>
  implements LogRecordExporter {}

/** OpenTelemetry's exporter of spans in front of the queue. */
export class QueuedSpanExporter extends QueuedExporter<SpanData, ReadableSpan> implements SpanExporter {}
