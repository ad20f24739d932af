// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../backends/build.ts';
import { startCollector } from '../../backends/collector/start.ts';
import { type JaegerSpan, spansOfService } from '../../backends/jaeger/query.ts';
import { startJaeger } from '../../backends/jaeger/start.ts';
import { type LokiEntry, queryRange } from '../../backends/loki/query.ts';
import { startLoki } from '../../backends/loki/start.ts';
import { type ServiceEnd, startService } from '../../support/service.ts';
import { type HttpServer, type HttpTraffic, runHttpTraffic } from './http-traffic.ts';
import { PYTHON_SERVICE, type TrueRequest } from './http-traffic-clients.ts';

/** What was said over HTTP while the service ran, and what Jaeger and Loki hold of it. */
export interface HttpBackends {
  jaegerUrl: string;
  traffic: HttpTraffic;
  requests: TrueRequest[];
  end: ServiceEnd;
  spans: JaegerSpan[];
  /** Log records of application data that LogQL finds, of any program unless `selector` says which. */
  logs(filters: string, selector?: string): Promise<LokiEntry[]>;
  stop(): Promise<void>;
}

const COLLECTOR_PORT = 4317;
const LOKI_PORT = 3100;
const JAEGER_PORT = 14317;
const JAEGER_API_PORT = 16686;
const SETTINGS = {
  // Those of the service, where other tests have their own.
  KTLS_PAYLOAD: '',
  KTLS_SPANS: '',
  OTEL_SERVICE_NAME: '',
  // Without a rule each script of Python is a service.
  KTLS_SERVICE_RULES: JSON.stringify([{ comm: 'python3', service: PYTHON_SERVICE }]),
  // Whole, so that what a client sent can be compared.
  KTLS_PLAINTEXT_BYTES: '16384',
  KTLS_SHUTDOWN_TIMEOUT: '300000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
};

/** The programs that speak HTTP, in alphabetical order. */
export const SERVICES = ['ktls_client', 'nghttp', 'nginx', PYTHON_SERVICE].sort();

async function capture(directory: string, server: HttpServer): Promise<{ traffic: HttpTraffic; end: ServiceEnd }> {
  // The guest would take long to make keys.
  cpSync('dist/certificates', directory, { recursive: true });
  const service = await startService(SETTINGS);
  try {
    const traffic = await runHttpTraffic(directory, server);
    return { traffic, end: await service.stop() };
  } finally {
    service.process.kill('SIGKILL');
  }
}

async function spansOf(jaegerUrl: string): Promise<JaegerSpan[]> {
  const found = await Promise.all(SERVICES.map((name) => spansOfService(jaegerUrl, name)));
  // A trace comes once for each of its services.
  return [...new Map(found.flat().map((span) => [span.spanId, span])).values()];
}

/** Runs all of it: service -> Collector -> Jaeger and Loki. Once resolved, everything has arrived. */
export async function runHttpBackends(server: HttpServer): Promise<HttpBackends> {
  const started: { stop(): Promise<void> }[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'http-'));
  const startUnixNano = BigInt(Date.now()) * 1_000_000n;
  const stop = async (): Promise<void> => {
    for (const one of started.reverse()) await one.stop();
    rmSync(directory, { recursive: true });
  };
  try {
    const jaeger = await startJaeger({
      binary: build('jaeger'),
      port: JAEGER_PORT,
      apiPort: JAEGER_API_PORT,
    });
    started.push(jaeger);
    const loki = await startLoki({ binary: build('loki'), port: LOKI_PORT });
    started.push(loki);
    const backends = { file: undefined, loki: loki.url, jaeger: jaeger.endpoint };
    started.push(await startCollector({ binary: build('collector'), ...backends, port: COLLECTOR_PORT }));
    const { traffic, end } = await capture(directory, server);
    return {
      jaegerUrl: jaeger.url,
      traffic,
      requests: traffic.runs.flatMap(({ run }) => run.requests),
      end,
      spans: await spansOf(jaeger.url),
      logs(filters, selector = '{service_name=~".+"}') {
        const query = `${selector} | ktls_record_type="application_data" | ${filters}`;
        return queryRange(loki.url, { query, startUnixNano, endUnixNano: BigInt(Date.now()) * 1_000_000n + 1n });
      },
      stop,
    };
  } catch (error) {
    // What a failure left running would keep this process from ending.
    await stop();
    throw error;
  }
}
