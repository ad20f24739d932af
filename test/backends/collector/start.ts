// SPDX-License-Identifier: Apache-2.0
import { type CollectorProcess, startConfigured } from '../collector-process.ts';

export interface CollectorOptions {
  /** Path of the binary, as build.sh prints it. */
  binary: string;
  /** Where log records go, one request as one line of JSON; what is there stays. Without this and loki they are discarded. */
  file: string | undefined;
  /** What is acknowledged is in the file, also when the Collector is killed; else it is within 100 ms. */
  isWrittenAtOnce?: boolean;
  /** Likewise where spans go. */
  spansFile?: string;
  /** Base URL of a Loki that gets them too, by OTLP over HTTP. */
  loki?: string;
  /** HOST:PORT of a Jaeger's OTLP gRPC receiver, which gets spans. Without it they are discarded, as metrics are. */
  jaeger?: string;
  /** Port of the OTLP gRPC receiver on 127.0.0.1. */
  port: number;
  /** Port of an OTLP HTTP receiver beside it. */
  httpPort?: number;
  /** Port on 127.0.0.1 at which it tells its own counts, in the text format of Prometheus. */
  countsPort?: number;
}

/** Once stopped, the file is complete. */
export type RunningCollector = CollectorProcess;

// Without a queue a request is acknowledged when the backend has it.
const WITHOUT_QUEUE = { sending_queue: { enabled: false } };
// Only counts at its basic verbosity; here it says so once.
const DISCARD = { verbosity: 'basic', sampling_initial: 1, sampling_thereafter: 1_000_000 };

function configuration(options: CollectorOptions): object {
  const { file, spansFile, loki, jaeger, port, httpPort, isWrittenAtOnce = false, countsPort } = options;
  const logs: Record<string, object> = {};
  // Without append a Collector that is started again would empty the file.
  // A file that may rotate is not buffered, and always added to.
  const fileOf = (path: string): object =>
    isWrittenAtOnce ? { path, rotation: { max_megabytes: 100_000 } } : { path, append: true, flush_interval: '100ms' };
  if (file !== undefined) logs.file = fileOf(file);
  if (loki !== undefined) logs.otlp_http = { endpoint: `${loki}/otlp`, ...WITHOUT_QUEUE };
  const traces: Record<string, object> = {};
  if (spansFile !== undefined) traces['file/spans'] = fileOf(spansFile);
  if (jaeger !== undefined) traces.otlp_grpc = { endpoint: jaeger, tls: { insecure: true }, ...WITHOUT_QUEUE };
  const protocols: Record<string, object> = { grpc: { endpoint: `127.0.0.1:${port}` } };
  if (httpPort !== undefined) protocols.http = { endpoint: `127.0.0.1:${httpPort}` };
  const pipeline = (exporters: Record<string, object>): object => {
    const names = Object.keys(exporters);
    return { receivers: ['otlp'], exporters: names.length > 0 ? names : ['debug'] };
  };
  return {
    receivers: { otlp: { protocols } },
    exporters: { debug: DISCARD, ...logs, ...traces },
    service: {
      telemetry: { metrics: countsPort === undefined ? { level: 'none' } : countsAt(countsPort) },
      pipelines: { logs: pipeline(logs), traces: pipeline(traces), metrics: pipeline({}) },
    },
  };
}

const countsAt = (port: number): object => ({
  level: 'basic',
  readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port } } } }],
});

/** Starts the real Collector with these receivers and exporters, neither batch processor nor queue. */
export function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  return startConfigured('the Collector', options.binary, configuration(options));
}
