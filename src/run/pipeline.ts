// SPDX-License-Identifier: Apache-2.0
import type { CapturedEvent, Origin } from '../capture/event.ts';
import type { EventSink } from '../capture/reader.ts';
import type { Console } from '../console/console.ts';
import type { CountedLogRecord, LogExport } from '../export/log-export.ts';
import type { HttpStage } from '../http/http-stage.ts';
import type { AlertCounts } from '../metrics/alert-counts.ts';
import type { Processes } from '../process/processes.ts';
import type { Shown } from '../redact/redacted.ts';
import type { Redaction } from '../redact/redaction.ts';
import type { StreamItem } from '../streams/stream-item.ts';
import type { Streams } from '../streams/streams.ts';
import { connectionRecord } from '../telemetry/connection-record.ts';
import { type LogRecordOptions, toLogRecords } from '../telemetry/log-record.ts';
import type { Tracing } from '../trace/tracing.ts';

/** How long what can't be judged yet may be held back. */
const HOLD_NANOS = 2_000_000_000n;

/** What a queue tells the ring about itself. */
export type Room = Pick<LogExport, 'hasRoom' | 'onRoom'>;

export interface PipelineStages {
  processes: Processes;
  streams: Streams;
  http: HttpStage;
  tracing: Tracing;
  redaction: Redaction;
  recordOptions: LogRecordOptions;
  /** Whether the start and the end of a connection are records. */
  connectionRecords: boolean;
  alerts: AlertCounts;
  /** Exports a record, under the resource of the program that it was captured of. */
  write: (origin: Origin, record: CountedLogRecord) => void;
  console: Console | undefined;
  /** The queues that have to have room. */
  queues: readonly Room[];
}

/** The stages between the ring and the export, joined: each event goes all the way through at once. */
export class Pipeline implements EventSink {
  readonly #stages: PipelineStages;
  readonly #queues: readonly Room[];
  #waiting: (() => void)[] = [];
  #unshown = 0;
  #lastUnixNanos = 0n;

  constructor(stages: PipelineStages) {
    this.#stages = stages;
    this.#queues = stages.console === undefined ? stages.queues : [...stages.queues, stages.console];
    for (const queue of this.#queues) queue.onRoom(() => this.#endWaits());
  }

  /** Samples that make no record: their calls have been shown as far as is asked for. */
  get unshown(): number {
    return this.#unshown;
  }

  push(event: CapturedEvent): void {
    if (event.kind === 'process') {
      this.#stages.processes.learn(event);
      return;
    }
    const origin = event.kind === 'data' ? event.call : event.origin;
    if (origin.isProcessTold) {
      const names = this.#stages.processes.find(origin.pid, origin.cgroupId);
      origin.executableName = names.executableName;
      origin.containerId = names.containerId;
    }
    if (event.kind === 'data') {
      this.#lastUnixNanos = event.call.timeUnixNanos;
      this.#stages.alerts.add(event);
    }
    for (const item of this.#stages.streams.push(event)) this.#frame(item);
  }

  /**
   * Lets go of what has been held back for too long. As long as something waits in the ring, which is not read when there
   * is no room, what is held back for may be there: then it is too long before the last call that was pushed.
   */
  expire(nowUnixNanos: bigint, isRingEmpty: boolean): void {
    const timeUnixNanos = (isRingEmpty ? nowUnixNanos : this.#lastUnixNanos) - HOLD_NANOS;
    for (const framed of this.#stages.http.expire(timeUnixNanos)) this.#emit(this.#stages.redaction.push(framed));
    this.#emit(this.#stages.redaction.expire(timeUnixNanos));
    this.#stages.tracing.expire(timeUnixNanos);
  }

  /** Nothing more is pushed. */
  end(): void {
    for (const item of this.#stages.streams.endAll()) this.#frame(item);
    this.#stages.tracing.end();
  }

  hasRoom(): boolean {
    return this.#queues.every((queue) => queue.hasRoom());
  }

  room(): Promise<void> {
    if (this.hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #endWaits(): void {
    if (!this.hasRoom()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #frame(item: StreamItem): void {
    for (const framed of this.#stages.http.push(item)) this.#emit(this.#stages.redaction.push(framed));
  }

  #emit(shown: readonly Shown[]): void {
    for (const item of shown) {
      if (item.kind === 'data') {
        const records = toLogRecords(item, this.#stages.recordOptions);
        if (records.length === 0) this.#unshown++;
        for (const record of records) this.#write(item.call, record);
      } else if (this.#stages.connectionRecords) {
        this.#write(item.origin, connectionRecord(item));
      }
    }
  }

  #write(origin: Origin, record: CountedLogRecord): void {
    this.#stages.console?.write(record);
    this.#stages.write(origin, record);
  }
}
