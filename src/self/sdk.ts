// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { otlp, otlpSignals } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import { aborted, onAbort } from '../base/on-abort.ts';
import {
  KeepingLogRecordExporter,
  KeepingMetricExporter,
  type KeepingSurroundings,
  renewedExporter,
} from './keeping-exporters.ts';
import { metricReaders } from './metric-readers.ts';
import type { MetricSources } from './metric-sources.ts';

/** Where grpc-js looks for a proxy. */
const PROXY_VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy'];

/** The OpenTelemetry SDK, running. */
export interface OwnSdk {
  /** Of what it sends. */
  readonly exporters: MetricSources['self'];
  /** Exports what there is, at one attempt: the service's end does not wait for what it says of itself. Never rejects. */
  shutdown(): Promise<void>;
}

export interface SdkSurroundings extends KeepingSurroundings {
  /** What is not exported when it is aborted is dropped. */
  readonly overdue: AbortSignal;
}

/**
 * The OpenTelemetry SDK for what the service says about itself: its metrics, and few log records. It reads
 * OTEL_EXPORTER_OTLP_* and OTEL_BLRP_* by itself. What is captured goes through src/export/ instead, for the SDK's
 * processors make objects of every record and drop records when they are behind.
 */
export async function startSdk(resource: Resource, settings: Settings, surroundings: SdkSurroundings): Promise<OwnSdk> {
  // At debug it would take its own complaints to standard output, which is the console's.
  delete process.env.OTEL_LOG_LEVEL;
  // The SDK's gRPC exporters take no channel options, so grpc.enable_http_proxy can't be set for them. They make their
  // channels at the first export. The SDK's HTTP exporters have agents of their own, which take no proxy.
  for (const name of PROXY_VARIABLES) delete process.env[name];
  const { onWarning } = surroundings;
  const exporters: { logs?: KeepingLogRecordExporter; metrics?: KeepingMetricExporter } = {};
  if (otlpSignals(settings).includes('logs'))
    exporters.logs = new KeepingLogRecordExporter(
      renewedExporter({ settings, signal: 'logs' }, () => logExporter(settings), onWarning),
      surroundings,
    );
  const { logs } = exporters;
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    logRecordProcessors: logs === undefined ? [] : [new BatchLogRecordProcessor({ exporter: logs })],
    // Empty: without these the SDK starts OTLP exporters of its own for traces and metrics.
    spanProcessors: [],
    metricReaders: await metricReaders(settings, (makeExporter) => {
      const exporter = renewedExporter({ settings, signal: 'metrics' }, makeExporter, onWarning);
      exporters.metrics = new KeepingMetricExporter(exporter, surroundings);
      return exporters.metrics;
    }),
  });
  sdk.start();
  const keeping = Object.values(exporters);
  onAbort(surroundings.overdue, () => {
    for (const exporter of keeping) exporter.giveUp();
  });
  return {
    exporters,
    async shutdown() {
      for (const exporter of keeping) exporter.hurry();
      await Promise.race([sdk.shutdown().catch(() => {}), aborted(surroundings.overdue)]);
    },
  };
}

function logExporter(settings: Settings): LogRecordExporter {
  switch (otlp(settings, 'logs', 'protocol').value) {
    case 'grpc':
      return new GrpcLogExporter();
    case 'http/protobuf':
      return new ProtobufLogExporter();
    case 'http/json':
      return new JsonLogExporter();
  }
}
