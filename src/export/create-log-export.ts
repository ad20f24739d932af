// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import type { Resource } from '@opentelemetry/resources';
import type { LogExport } from './log-export.ts';
import { OtlpGrpcClient } from './logs-client.ts';
import type { OtlpSettings } from './otlp-connection.ts';
import { otlpConnection } from './otlp-connection.ts';
import { QueuedLogExport } from './queued-log-export.ts';

export interface LogExportSettings {
  /** OTEL_BLRP_* */
  readonly blrp: {
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

export interface CreateLogExportOptions {
  readonly settings: LogExportSettings;
  /** its asynchronous attributes have to be there already */
  readonly resource: Pick<Resource, 'attributes' | 'schemaUrl'>;
  readonly userAgent: string;
  /** never told what the records contain */
  readonly onWarning: (message: string) => void;
  /** Unix time in milliseconds */
  readonly now?: () => number;
}

/** Log records to an OTLP/gRPC endpoint. Throws OtlpSettingsError. */
export function createLogExport(options: CreateLogExportOptions): LogExport {
  const { settings, resource, userAgent, onWarning, now = Date.now } = options;
  const { blrp, otlp, queueBytes, maxBatchBytes } = settings;
  const { attributes, schemaUrl } = resource;
  return new QueuedLogExport({
    resource: { attributes, schemaUrl },
    limits: { ...blrp, queueBytes, maxBatchBytes },
    client: new OtlpGrpcClient(otlpConnection(otlp), otlp.compression, userAgent),
    attemptTimeoutMillis: Math.min(otlp.timeoutMillis, blrp.exportTimeoutMillis),
    onWarning,
    now,
    sleep,
  });
}

async function sleep(millis: number, signals: readonly AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any([...signals]);
  try {
    await delay(millis, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
