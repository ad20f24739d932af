// SPDX-License-Identifier: Apache-2.0
import { sleep } from '../base/sleep.ts';
import type { Encoding, EnvelopeScope } from './encoding.ts';
import { grpcConnection, OtlpGrpcClient } from './grpc-client.ts';
import { httpConnection, OtlpHttpClient } from './http-client.ts';
import type { OtlpClient, OtlpSettings } from './otlp-client.ts';
import { QueuedExport } from './queued-export.ts';
import { DroppedEvents, type RecordExport } from './record-export.ts';
import type { Signal } from './signals.ts';

export interface ExportSettings {
  /** OTEL_BLRP_*, OTEL_BSP_* */
  readonly batch: {
    readonly scheduleDelayMillis: number;
    /** Like the OTLP time-out it bounds one attempt: a batch is retried until it is acknowledged or refused. */
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  };
  readonly queueBytes: number;
  /** Of an encoded request; the Collector refuses more than 4 MiB by default. */
  readonly maxBatchBytes: number;
  readonly otlp: OtlpSettings;
}

export interface CreateExportOptions {
  readonly settings: ExportSettings;
  /** Of all records; name and version are the user agent too. */
  readonly scope: EnvelopeScope;
  /** never told what the records contain */
  readonly onWarning: (message: string) => void;
  /** told of each request that was acknowledged how long the attempt took */
  readonly onExported?: ((seconds: number) => void) | undefined;
  /** Unix time in milliseconds */
  readonly now?: () => number;
}

/** Log records or spans to an OTLP endpoint. Throws OtlpSettingsError. */
export function createExport<Item>(signal: Signal<Item>, options: CreateExportOptions): RecordExport<Item> {
  const { settings, scope, onWarning, onExported = () => {}, now = Date.now } = options;
  const { batch, otlp, queueBytes, maxBatchBytes } = settings;
  const encoding = otlp.protocol === 'http/json' ? signal.json() : signal.protobuf();
  return new QueuedExport({
    encoding,
    eventsOf: signal.eventsOf,
    noun: signal.noun,
    scope,
    limits: { ...batch, queueBytes, maxBatchBytes },
    client: createClient(signal, encoding, otlp, `${scope.name}/${scope.version ?? '0'}`),
    attemptTimeoutMillis: Math.min(otlp.timeoutMillis, batch.exportTimeoutMillis),
    onWarning,
    onExported,
    now,
    sleep,
  });
}

function createClient<Item>(
  { grpcMethod }: Signal<Item>,
  { contentType, resultOfResponse }: Encoding<Item>,
  otlp: OtlpSettings,
  userAgent: string,
): OtlpClient {
  const options = { compression: otlp.compression, userAgent, resultOfResponse };
  if (otlp.protocol === 'grpc') return new OtlpGrpcClient(grpcConnection(otlp), { ...options, method: grpcMethod });
  return new OtlpHttpClient(httpConnection(otlp), { ...options, contentType });
}

/** OTEL_LOGS_EXPORTER=none, OTEL_TRACES_EXPORTER=none: everything is dropped with the reason `exporter_none`. */
export function createNoneExport<Item>({ eventsOf }: Pick<Signal<Item>, 'eventsOf'>): RecordExport<Item> {
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
