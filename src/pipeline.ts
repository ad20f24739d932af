// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@opentelemetry/api-logs';
import type { CapturedEvent } from './capture/event.ts';
import type { EventSink } from './capture/reader.ts';
import type { Console } from './console/console.ts';
import type { CountedLogRecord, LogExport } from './export/log-export.ts';
import type { Processes } from './process/processes.ts';
import type { Shown } from './redact/redacted.ts';
import type { Redaction } from './redact/redaction.ts';
import type { Streams } from './stream/streams.ts';
import { connectionRecord } from './telemetry/connection-record.ts';
import { type LogRecordOptions, toLogRecords } from './telemetry/log-record.ts';

export interface PipelineStages {
  processes: Processes;
  streams: Streams;
  redaction: Redaction;
  recordOptions: LogRecordOptions;
  /** Whether the start and the end of a connection are records. */
  connectionRecords: boolean;
  logger: Logger;
  logExport: LogExport;
  console: Console | undefined;
}

/** The stages between the ring and the export, joined: each event goes all the way through at once. */
export class Pipeline implements EventSink {
  readonly #stages: PipelineStages;
  #waiting: (() => void)[] = [];
  #unshown = 0;

  constructor(stages: PipelineStages) {
    this.#stages = stages;
    const onRoom = (): void => this.#endWaits();
    stages.logExport.onRoom(onRoom);
    stages.console?.onRoom(onRoom);
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
    for (const item of this.#stages.streams.push(event)) this.#emit(this.#stages.redaction.push(item));
  }

  /** Lets go of what redaction has held back since before that time. */
  expire(timeUnixNanos: bigint): void {
    this.#emit(this.#stages.redaction.expire(timeUnixNanos));
  }

  /** Nothing more is pushed. */
  end(): void {
    for (const item of this.#stages.streams.endAll()) this.#emit(this.#stages.redaction.push(item));
  }

  hasRoom(): boolean {
    return this.#stages.logExport.hasRoom() && (this.#stages.console?.hasRoom() ?? true);
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

  #emit(shown: readonly Shown[]): void {
    for (const item of shown) {
      if (item.kind === 'data') {
        const records = toLogRecords(item, this.#stages.recordOptions);
        if (records.length === 0) this.#unshown++;
        for (const record of records) this.#write(record);
      } else if (this.#stages.connectionRecords) {
        this.#write(connectionRecord(item));
      }
    }
  }

  #write(record: CountedLogRecord): void {
    this.#stages.console?.write(record);
    this.#stages.logger.emit(record);
  }
}
