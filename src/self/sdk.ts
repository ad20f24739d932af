// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { otlp, otlpSignals } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import { metricReaders } from './metric-readers.ts';

/** Where grpc-js looks for a proxy. */
const PROXY_VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy'];

/**
 * The OpenTelemetry SDK for what the service says about itself: its metrics, and few log records, which may be lost when
 * the Collector is away. It reads OTEL_EXPORTER_OTLP_* and OTEL_BLRP_* by itself. What is captured goes through
 * src/export/ instead, for this pipeline drops records when its queue is full and when an export fails.
 */
export async function startSdk(resource: Resource, settings: Settings): Promise<NodeSDK> {
  // At debug it would take its own complaints to standard output, which is the console's.
  delete process.env.OTEL_LOG_LEVEL;
  // The SDK's gRPC exporters take no channel options, so grpc.enable_http_proxy can't be set for them. They make their
  // channels at the first export. The SDK's HTTP exporters have agents of their own, which take no proxy.
  for (const name of PROXY_VARIABLES) delete process.env[name];
  const exportsLogs = otlpSignals(settings).includes('logs');
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    logRecordProcessors: exportsLogs ? [new BatchLogRecordProcessor({ exporter: logExporter(settings) })] : [],
    // Empty: without these the SDK starts OTLP exporters of its own for traces and metrics.
    spanProcessors: [],
    metricReaders: await metricReaders(settings),
  });
  sdk.start();
  return sdk;
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
