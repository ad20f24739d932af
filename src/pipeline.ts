// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@opentelemetry/api-logs';
import type { CapturedEvent } from './capture/event.ts';
import type { EventSink } from './capture/reader.ts';
import type { Console } from './console/console.ts';
import type { LogExport } from './export/log-export.ts';
import type { RedactedData } from './redact/redacted.ts';
import type { Redaction } from './redact/redaction.ts';
import type { Streams } from './stream/streams.ts';
import { type LogRecordOptions, toLogRecords } from './telemetry/log-record.ts';

export interface PipelineStages {
  streams: Streams;
  redaction: Redaction;
  recordOptions: LogRecordOptions;
  logger: Logger;
  logExport: LogExport;
  console: Console | undefined;
}

/** The stages between the ring and the export, joined: each event goes all the way through at once. */
export class Pipeline implements EventSink {
  readonly #stages: PipelineStages;
  #waiting: (() => void)[] = [];

  constructor(stages: PipelineStages) {
    this.#stages = stages;
    const onRoom = (): void => this.#endWaits();
    stages.logExport.onRoom(onRoom);
    stages.console?.onRoom(onRoom);
  }

  push(event: CapturedEvent): void {
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

  #emit(shown: readonly RedactedData[]): void {
    for (const data of shown) {
      for (const record of toLogRecords(data, this.#stages.recordOptions)) {
        this.#stages.console?.write(record);
        this.#stages.logger.emit(record);
      }
    }
  }
}
