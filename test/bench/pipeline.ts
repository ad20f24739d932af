// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@opentelemetry/resources';
import { createLogExporter, createSpanExporter } from '../../src/export/create-export.ts';
import type { LogExport } from '../../src/export/queued-exporter.ts';
import { Processes } from '../../src/process/processes.ts';
import { createScannerFactory } from '../../src/redact/engine.ts';
import type { PayloadMode } from '../../src/redact/redacted.ts';
import { Memory } from '../../src/run/memory.ts';
import { Pipeline } from '../../src/run/pipeline.ts';
import { AlertCounts } from '../../src/self/counts.ts';
import { Streams } from '../../src/streams/streams.ts';
import { exportSettings } from '../unit/export/export-settings.ts';
import { noFailure, stages } from '../unit/run/stages.ts';
import type { Mode } from './messages.ts';
import { createStockExport } from './stock-export.ts';

export const RING_BYTES = 16 * 1024 * 1024;
/** KTLS_PLAINTEXT_BYTES, KTLS_MAX_CONNECTIONS and KTLS_MEMORY_BYTES by default. */
const PLAINTEXT_BYTES = 256;
const MAX_CONNECTIONS = 131_072;
const MEMORY_BYTES = 268_435_456;

const PAYLOADS: Readonly<Record<Exclude<Mode, 'floor'>, PayloadMode>> = {
  default: 'redact',
  headers: 'headers',
  metadata: 'metadata',
  raw: 'raw',
  'raw, no spans': 'raw',
  stock: 'raw',
};

export interface BenchPipeline {
  readonly pipeline: Pipeline;
  readonly logs: LogExport;
  /** Exports all that is queued. */
  flush(timeoutMillis: number): Promise<void>;
}

/** All between the ring and the Collector, as a mode has it. */
export function benchPipeline(mode: Exclude<Mode, 'floor'>, resource: Resource, endpoint: string): BenchPipeline {
  const settings = exportSettings(Number(new URL(endpoint).port), { concurrency: 16 });
  const scope = { name: 'ktls-otel', version: '0.1.0' };
  const onWarning = (message: string): void => void process.stderr.write(`${mode}: ${message}\n`);
  const hasSpans = mode !== 'stock' && mode !== 'raw, no spans';
  const logs =
    mode === 'stock' ? createStockExport(resource, endpoint) : createLogExporter({ settings, scope, onWarning });
  const spans = createSpanExporter({ settings, scope, onWarning });
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(MAX_CONNECTIONS),
    memory: new Memory(MEMORY_BYTES),
    onLimit: (connectionId) => onWarning(`${connectionId} is limited`),
    ...stages({
      mode: PAYLOADS[mode],
      plaintextBytes: PLAINTEXT_BYTES,
      spans: hasSpans,
      createScanner: createScannerFactory([]),
      writeSpan: (_, span) => spans.write(resource, span),
    }),
    recordOptions: { plaintextBytes: PLAINTEXT_BYTES, plaintextField: 'attribute' },
    connectionRecords: false,
    alerts: new AlertCounts(),
    oneWay: { see: () => {} },
    write: (_, record) => logs.write(resource, record),
    room: logs,
    console: undefined,
    onFailure: noFailure,
  });
  const flush = async (timeoutMillis: number): Promise<void> => {
    await Promise.all([logs.forceFlush(timeoutMillis), spans.forceFlush(timeoutMillis)]);
  };
  return { pipeline, logs, flush };
}
