// SPDX-License-Identifier: Apache-2.0
import type { ExportSettings } from '../../../src/export/create-export.ts';
import type { OtlpSettings } from '../../../src/export/otlp-client.ts';

export interface SettingsOverrides {
  batch?: Partial<ExportSettings['batch']>;
  otlp?: Partial<OtlpSettings>;
  queueBytes?: number;
  maxBatchBytes?: number;
  concurrency?: number;
}

/** The defaults, but for one request at a time, which keeps all in its order, for an endpoint on this machine. */
export function exportSettings(port: number, overrides: SettingsOverrides = {}): ExportSettings {
  return {
    batch: {
      scheduleDelayMillis: 1000,
      exportTimeoutMillis: 30_000,
      maxQueueSize: Number.POSITIVE_INFINITY,
      maxExportBatchSize: 512,
      ...overrides.batch,
    },
    queueBytes: overrides.queueBytes ?? 32 * 1024 * 1024,
    maxBatchBytes: overrides.maxBatchBytes ?? 3.5 * 1024 * 1024,
    concurrency: overrides.concurrency ?? 1,
    otlp: {
      protocol: 'grpc',
      endpoint: `http://127.0.0.1:${port}`,
      insecure: false,
      headers: {},
      timeoutMillis: 10_000,
      compression: 'none',
      ...overrides.otlp,
    },
  };
}
