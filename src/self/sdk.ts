// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import {
  ConsoleMetricExporter,
  type IMetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { ListenAddress } from '../../config/listen-address.ts';
import { otlp, otlpSignals } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { closeAtOnce, createLocalServer, listen } from '../base/local-server.ts';
import { aborted, onAbort } from '../base/on-abort.ts';
import { StartError } from '../base/start-error.ts';
import { Output } from '../console/output.ts';
import { gapsOf } from '../console/terminal.ts';
import {
  KeepingLogRecordExporter,
  KeepingMetricExporter,
  type KeepingSurroundings,
  renewedExporter,
} from './keeping-exporters.ts';
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

/**
 * @internal What OTEL_METRICS_EXPORTER asks for; `keep` puts something around an exporter that sends. The OTLP exporters read
 * OTEL_EXPORTER_OTLP_* by themselves. Throws StartError.
 */
export async function metricReaders(
  settings: Settings,
  keep: (makeExporter: () => Required<PushMetricExporter>) => PushMetricExporter,
): Promise<IMetricReader[]> {
  const { sdk_disabled: isDisabled, metrics_exporter: exporter } = settings.otel;
  if (isDisabled || exporter === 'none') return [];
  if (exporter === 'prometheus') return [await prometheus(settings)];
  const pushed = exporter === 'console' ? new BoundedConsoleExporter() : keep(() => otlpExporter(settings));
  return [periodic(settings, pushed)];
}

/** A reader that takes nothing costs the collections, and no memory. */
class BoundedConsoleExporter extends ConsoleMetricExporter {
  readonly #output = new Output(process.stdout, gapsOf(process.stdout, 'collections of metrics'));

  override export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    if (this.#output.leavesOut()) done({ code: ExportResultCode.SUCCESS });
    else super.export(metrics, done);
  }
}

function otlpExporter(settings: Settings): Required<PushMetricExporter> {
  switch (otlp(settings, 'metrics', 'protocol').value) {
    case 'grpc':
      return new GrpcMetricExporter();
    case 'http/protobuf':
      return new ProtobufMetricExporter();
    case 'http/json':
      return new JsonMetricExporter();
  }
}

function periodic({ otel }: Settings, exporter: PushMetricExporter): IMetricReader {
  const { metric_export_interval: interval, metric_export_timeout: timeout } = otel;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    // The reader takes no longer time-out than its interval.
    exportTimeoutMillis: Math.min(timeout || interval, interval),
  });
}

async function prometheus({ otel }: Settings): Promise<IMetricReader> {
  const { exporter_prometheus_host: host, exporter_prometheus_port: port } = otel;
  const exporter = new PrometheusReader({ host, port });
  try {
    await exporter.startServer();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new StartError(
      exitCodes.configuration.code,
      `metrics can't be offered at ${host}:${port} (${reason})`,
      'Set OTEL_EXPORTER_PROMETHEUS_HOST and OTEL_EXPORTER_PROMETHEUS_PORT to an address of this host that is free.',
    );
  }
  return exporter;
}

const PATH = '/metrics';

/**
 * Prometheus' text at /metrics. The exporter's own server takes connections without a bound, lets one that says nothing
 * hold up the shutdown, and an error of it would end the process.
 */
class PrometheusReader extends PrometheusExporter {
  readonly #address: ListenAddress;
  readonly #server = createLocalServer((request, response) => this.#answer(request, response));

  constructor(address: ListenAddress) {
    super({ preventServerStart: true });
    this.#address = address;
  }

  /** Rejects when the address can not be had. */
  override startServer(): Promise<void> {
    return listen(this.#server, this.#address);
  }

  override async stopServer(): Promise<void> {
    closeAtOnce(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.split('?')[0] === PATH) this.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  }
}
