// SPDX-License-Identifier: Apache-2.0
import type { LogRecord, Logger, LoggerOptions, LoggerProvider } from '@opentelemetry/api-logs';
import type { EnvelopeResource } from './envelope.ts';
import { Envelope } from './envelope.ts';
import { writeLogRecord } from './encode-log-record.ts';
import type { CountedLogRecord } from './log-export.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Takes an encoded record; `record` is valid only during the call. */
export type TakeRecord = (envelope: Envelope, record: Uint8Array, events: number) => void;

/**
 * Loggers that encode a record at once, without the log record and processor objects of the OpenTelemetry SDK, which
 * cost several times as much as the encoding.
 */
export class EncodedLoggerProvider implements LoggerProvider {
  readonly #resource: EnvelopeResource;
  readonly #take: TakeRecord;
  readonly #now: () => number;
  readonly #loggers = new Map<string, Logger>();
  readonly #writer = new ProtobufWriter(64 * 1024);

  constructor(resource: EnvelopeResource, take: TakeRecord, now: () => number) {
    this.#resource = resource;
    this.#take = take;
    this.#now = now;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    const key = JSON.stringify([name, version, options]);
    let logger = this.#loggers.get(key);
    if (logger === undefined) {
      logger = this.#createLogger(new Envelope(this.#resource, { name, version, ...options }));
      this.#loggers.set(key, logger);
    }
    return logger;
  }

  #createLogger(envelope: Envelope): Logger {
    const writer = this.#writer;
    return {
      emit: (record: LogRecord): void => {
        writer.reset();
        writeLogRecord(writer, record, this.#now);
        this.#take(envelope, writer.written(), (record as CountedLogRecord).events ?? 1);
      },
      enabled: () => true,
    };
  }
}
