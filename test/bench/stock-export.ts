// SPDX-License-Identifier: Apache-2.0
import { logs } from '@opentelemetry/api-logs';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { LogExport } from '../../src/export/queued-exporter.ts';
import { DroppedEvents } from '../../src/export/sender.ts';
import { sdkRecord } from '../unit/export/captured-records.ts';

/** OTEL_BLRP_MAX_QUEUE_SIZE */
const MAX_QUEUE_SIZE = 2048;

/**
 * OpenTelemetry's own pipeline with its defaults: NodeSDK, batch processor, OTLP exporter over gRPC. It is given what it
 * lacks, back-pressure by counting what is under way: by itself it would drop most of a burst.
 */
export function createStockExport(resource: Resource, endpoint: string): LogExport {
  let emitted = 0;
  let exported = 0;
  let failed = 0;
  const dropped = new DroppedEvents();
  const roomCallbacks: (() => void)[] = [];
  const hasRoom = (): boolean => emitted - exported - failed < MAX_QUEUE_SIZE;
  const exporter = new OTLPLogExporter({ url: endpoint });
  const counting: LogRecordExporter = {
    export: (records, done) =>
      exporter.export(records, (result) => {
        if (result.code === ExportResultCode.SUCCESS) exported += records.length;
        else failed += records.length;
        done(result);
        for (const callback of roomCallbacks) callback();
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const processor = new BatchLogRecordProcessor({ exporter: counting });
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    logRecordProcessors: [processor],
    spanProcessors: [],
    metricReaders: [],
  });
  sdk.start();
  const logger = logs.getLogger('ktls-otel', '0.1.0');
  return {
    write: (_resource, record) => {
      emitted += 1;
      logger.emit(sdkRecord(record));
    },
    drop: (reason, events) => dropped.add(reason, events),
    hasRoom,
    onRoom: (callback) => void roomCallbacks.push(callback),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => sdk.shutdown(),
    counters: () => ({
      exported,
      dropped: { ...dropped.toRecord(), failed },
      inFlight: emitted - exported - failed,
    }),
    depth: () => ({ records: emitted - exported - failed, bytes: 0 }),
  };
}
