// SPDX-License-Identifier: Apache-2.0

import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { sleep } from '../base/sleep.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { SpanData } from '../trace/span-data.ts';
import { writeLogRecord, writeSpan } from './encode-record.ts';
import { type Encoding, type EnvelopeScope, protobufEncoding } from './encoding.ts';
import type { ExportResult } from './export-result.ts';
import { grpcConnection, OtlpGrpcClient } from './grpc-client.ts';
import { httpConnection, OtlpHttpClient } from './http-client.ts';
import { jsonEncoding, jsonLogRecord, jsonSpan } from './json-encoding.ts';
import type { OtlpClient, OtlpSettings } from './otlp-client.ts';
import {
  type QueuedExporterOptions,
  QueuedLogRecordExporter,
  QueuedSpanExporter,
  type RecordExport,
} from './queued-exporter.ts';
import { DroppedEvents } from './sender.ts';
import type { Spool } from './spool/spool.ts';

/** What is different from signal to signal. `Item` is a log record or a span, `Readable` the SDK's. */
export interface Signal<Item, Readable> {
  /** What warnings call that which is counted. */
  readonly noun: string;
  readonly grpcMethod: string;
  /** Whether who writes waits for room, or what the queue has no room for is dropped. */
  readonly whenFull: 'wait' | 'drop';
  /** How much a record counts. */
  eventsOf(record: Item): number;
  protobuf(): Encoding<Item, Readable>;
  json(): Encoding<Item, Readable>;
}

export const LOGS: Signal<CapturedRecord, ReadableLogRecord> = {
  noun: 'events',
  whenFull: 'wait',
  grpcMethod: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  eventsOf: ({ events }) => events,
  protobuf: () => protobufEncoding(writeLogRecord, ProtobufLogsSerializer, 'rejectedLogRecords'),
  json: () =>
    jsonEncoding(
      { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords', rejected: 'rejectedLogRecords' },
      jsonLogRecord,
      JsonLogsSerializer,
    ),
};

export const SPANS: Signal<SpanData, ReadableSpan> = {
  noun: 'spans',
  whenFull: 'drop',
  grpcMethod: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  eventsOf: () => 1,
  protobuf: () => protobufEncoding(writeSpan, ProtobufTraceSerializer, 'rejectedSpans'),
  json: () =>
    jsonEncoding(
      { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans', rejected: 'rejectedSpans' },
      jsonSpan,
      JsonTraceSerializer,
    ),
};

export interface ExportSettings {
  /** OTEL_BLRP_*, OTEL_BSP_* */
  readonly batch: {
    readonly scheduleDelayMillis: number;
    /** Like the OTLP time-out it bounds one attempt: a batch is retried until it is acknowledged or refused. */
    readonly exportTimeoutMillis: number;
    /** Infinity: queueBytes is the only bound. */
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  };
  readonly queueBytes: number;
  /** Of an encoded request; the Collector refuses more than 4 MiB by default. */
  readonly maxBatchBytes: number;
  /** How many requests are under way at a time, at most. */
  readonly concurrency: number;
  readonly otlp: OtlpSettings;
}

export interface CreateExportOptions {
  readonly settings: ExportSettings;
  /** Of all records; name and version are the user agent too. */
  readonly scope: EnvelopeScope;
  /** Of batches of this signal, in its encoding. */
  readonly spool?: Spool | undefined;
  /** never told what the records contain */
  readonly onWarning: (message: string) => void;
  /** told of each request that was acknowledged how long the attempt took */
  readonly onExported?: ((seconds: number) => void) | undefined;
  /** Called after what is exported, dropped or in the spool may have changed. */
  readonly onChange?: (() => void) | undefined;
  /** Milliseconds by a clock that nobody sets. */
  readonly now?: () => number;
}

/** Log records to an OTLP endpoint. Throws OtlpSettingsError. */
export function createLogExporter(options: CreateExportOptions): QueuedLogRecordExporter {
  return new QueuedLogRecordExporter(optionsOf(LOGS, options));
}

/** Spans to an OTLP endpoint. Throws OtlpSettingsError. */
export function createSpanExporter(options: CreateExportOptions): QueuedSpanExporter {
  return new QueuedSpanExporter(optionsOf(SPANS, options));
}

function optionsOf<Item, Readable>(
  signal: Signal<Item, Readable>,
  options: CreateExportOptions,
): QueuedExporterOptions<Item, Readable> {
  const { settings, scope, spool, onWarning, onExported = () => {}, onChange = () => {}, now } = options;
  const { batch, otlp, queueBytes, maxBatchBytes, concurrency } = settings;
  const encoding = otlp.protocol === 'http/json' ? signal.json() : signal.protobuf();
  return {
    encoding,
    eventsOf: signal.eventsOf,
    noun: signal.noun,
    whenFull: signal.whenFull,
    scope,
    spool,
    limits: { ...batch, queueBytes, maxBatchBytes },
    concurrency,
    client: createClient(signal.grpcMethod, encoding, otlp, {
      userAgent: `${scope.name}/${scope.version ?? '0'}`,
      onWarning,
    }),
    attemptTimeoutMillis: Math.min(otlp.timeoutMillis, batch.exportTimeoutMillis),
    onWarning,
    onExported,
    onChange,
    ...(now === undefined ? {} : { now }),
    sleep,
  };
}

function createClient<Item, Readable>(
  method: string,
  { contentType, resultOfResponse }: Encoding<Item, Readable>,
  otlp: OtlpSettings,
  { userAgent, onWarning }: { userAgent: string; onWarning: (message: string) => void },
): OtlpClient {
  const options = { compression: otlp.compression, userAgent, resultOfResponse };
  if (otlp.protocol === 'grpc') return new OtlpGrpcClient(grpcConnection(otlp, onWarning), { ...options, method });
  return new OtlpHttpClient(httpConnection(otlp, onWarning), { ...options, contentType });
}

const METRICS_METHOD = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

const METHODS = { logs: LOGS.grpcMethod, traces: SPANS.grpcMethod, metrics: METRICS_METHOD };

/**
 * Sends a request without records to the endpoint of a signal, once; without records, requests and responses of all
 * signals are the same bytes. Never rejects. Throws OtlpSettingsError.
 */
export function exportNothing(
  signal: keyof typeof METHODS,
  otlp: OtlpSettings,
  { userAgent, timeoutMillis }: { userAgent: string; timeoutMillis: number },
): Promise<ExportResult> {
  const isJson = otlp.protocol === 'http/json';
  const client = createClient(METHODS[signal], isJson ? LOGS.json() : LOGS.protobuf(), otlp, {
    userAgent,
    onWarning: () => {},
  });
  const request = Buffer.from(isJson ? '{}' : '');
  return client.send(request, timeoutMillis, new AbortController().signal).finally(() => client.close());
}

/** OTEL_LOGS_EXPORTER=none, OTEL_TRACES_EXPORTER=none: everything is dropped with the reason `exporter_none`. */
export function createNoneExport<Item>({ eventsOf }: { eventsOf(record: Item): number }): RecordExport<Item> {
  const dropped = new DroppedEvents();
  return {
    write: (_resource, record) => dropped.add('exporter_none', eventsOf(record)),
    drop: (reason, events) => dropped.add(reason, events),
    hasRoom: () => true,
    onRoom: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
    counters: () => ({ exported: 0, dropped: dropped.toRecord(), inFlight: 0 }),
    depth: () => ({ records: 0, bytes: 0 }),
  };
}
