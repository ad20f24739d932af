// SPDX-License-Identifier: Apache-2.0
import { freePort } from '../../unit/export/free-port.ts';
import { type CollectorProcess, startConfigured } from '../collector-process.ts';

export interface JaegerOptions {
  /** Path of the binary, as build.sh prints it. */
  binary: string;
  /** Port of its OTLP gRPC receiver on 127.0.0.1. */
  port: number;
  /** Port of its HTTP API on 127.0.0.1. */
  apiPort: number;
}

export interface RunningJaeger extends CollectorProcess {
  /** HOST:PORT of the OTLP gRPC receiver. */
  endpoint: string;
  /** http://127.0.0.1:PORT; the API is below its /api. */
  url: string;
}

const STORAGE = 'memory';

function configuration({ port, apiPort }: JaegerOptions, queryGrpcPort: number): object {
  return {
    extensions: {
      jaeger_storage: { backends: { [STORAGE]: { memory: { max_traces: 100_000 } } } },
      jaeger_query: {
        storage: { traces: STORAGE },
        // Its own spans would be among those that are looked for.
        enable_tracing: false,
        http: { endpoint: `127.0.0.1:${apiPort}` },
        grpc: { endpoint: `127.0.0.1:${queryGrpcPort}` },
      },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}` } } } },
    // Without a queue a request is acknowledged when the spans are stored.
    exporters: { jaeger_storage_exporter: { trace_storage: STORAGE, queue: { enabled: false } } },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
    },
  };
}

/** Starts the real Jaeger, all in one process; what it stores goes with it. */
export async function startJaeger(options: JaegerOptions): Promise<RunningJaeger> {
  const { binary, port, apiPort } = options;
  const jaeger = await startConfigured('Jaeger', binary, configuration(options, await freePort()));
  return { ...jaeger, endpoint: `127.0.0.1:${port}`, url: `http://127.0.0.1:${apiPort}` };
}
