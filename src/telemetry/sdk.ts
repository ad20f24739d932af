// SPDX-License-Identifier: Apache-2.0
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';

/**
 * The OpenTelemetry SDK for what the service says about itself: few records, which may be lost when the Collector is
 * away. It reads OTEL_EXPORTER_OTLP_* and OTEL_BLRP_* by itself. What is captured goes through src/export/ instead,
 * for this pipeline drops records when its queue is full and when an export fails.
 */
export function startSdk(resource: Resource, exportLogs: boolean): NodeSDK {
  // At debug it would take its own complaints to standard output, which is the console's.
  delete process.env.OTEL_LOG_LEVEL;
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    logRecordProcessors: exportLogs ? [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] : [],
    // Empty: without these the SDK starts OTLP exporters of its own for traces and metrics.
    spanProcessors: [],
    metricReaders: [],
  });
  sdk.start();
  return sdk;
}
