// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../../backends/build.ts';
import { type CollectorProcess, startConfigured } from '../../../backends/collector-process.ts';
import { freePort } from '../../../unit/export/free-port.ts';
import { RUN } from './run-attribute.ts';

const SIGNALS = ['logs', 'traces', 'metrics'] as const;

export interface Ports {
  grpc: number;
  http: number;
  /** With TLS, and with TLS that asks for the client's certificate. */
  tlsGrpc: number;
  tlsHttp: number;
  mutualGrpc: number;
  mutualHttp: number;
}

export interface TlsCollector extends CollectorProcess {
  ports: Ports;
}

/** The real Collector, with what it gets of each signal in DIRECTORY/SIGNAL.json; certificates are in that folder. */
export async function startTlsCollector(directory: string): Promise<TlsCollector> {
  const names = ['grpc', 'http', 'tlsGrpc', 'tlsHttp', 'mutualGrpc', 'mutualHttp'] as const;
  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await freePort()])),
  ) as unknown as Ports;
  const tls = { cert_file: join(directory, 'server.pem'), key_file: join(directory, 'server.key') };
  const receiver = (grpc: number, http: number, more: object): object => ({
    protocols: { grpc: { endpoint: `127.0.0.1:${grpc}`, ...more }, http: { endpoint: `127.0.0.1:${http}`, ...more } },
  });
  const exporters = SIGNALS.map((signal) => [`file/${signal}`, { path: join(directory, `${signal}.json`) }]);
  const receivers = {
    otlp: receiver(ports.grpc, ports.http, {}),
    'otlp/tls': receiver(ports.tlsGrpc, ports.tlsHttp, { tls }),
    'otlp/mutual': receiver(ports.mutualGrpc, ports.mutualHttp, {
      tls: { ...tls, client_ca_file: join(directory, 'ca.pem') },
    }),
  };
  const pipelines = SIGNALS.map((signal) => [
    signal,
    { receivers: Object.keys(receivers), exporters: [`file/${signal}`] },
  ]);
  const collector = await startConfigured('the Collector', build('collector'), {
    receivers,
    exporters: Object.fromEntries(exporters),
    service: { telemetry: { metrics: { level: 'none' } }, pipelines: Object.fromEntries(pipelines) },
  });
  return { ...collector, ports };
}

/** What arrived of one run. */
export interface Arrived {
  logs: number;
  traces: number;
  metrics: number;
  /** Log records of the service about itself. */
  own: number;
  /** Attributes of the resources of captured log records, spans and metrics, and of its own log. */
  resources: Record<'logs' | 'traces' | 'metrics' | 'own', Record<string, unknown>>;
  /** Metrics that took long to tell. */
  slow: number;
  /** Attributes of the captured log record and of the span, how many a limit left out, and the span's parent. */
  record: ArrivedItem;
  span: ArrivedItem & { parent: unknown };
  /** AggregationTemporality of the metric: 1 delta, 2 cumulative. */
  temporality: number;
}

interface ArrivedItem {
  attributes: Record<string, unknown>;
  dropped: number;
}

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}
interface Item {
  attributes?: KeyValue[];
  body?: { stringValue: string };
  droppedAttributesCount?: number;
  parentSpanId?: string;
  sum?: { aggregationTemporality: number; dataPoints: Item[] };
  gauge?: { dataPoints: Item[] };
}
interface Scope {
  scope: { name: string };
  logRecords?: Item[];
  spans?: Item[];
  metrics?: Item[];
}
interface Resource {
  resource: { attributes: KeyValue[] };
  scopeLogs?: Scope[];
  scopeSpans?: Scope[];
  scopeMetrics?: Scope[];
}

const itemOf = ({ attributes, droppedAttributesCount = 0 }: Item): ArrivedItem => ({
  attributes: plain(attributes),
  dropped: droppedAttributesCount,
});

const plain = (attributes: KeyValue[] = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Reads the files of a Collector that has ended: what arrived, by run. */
export function readArrived(directory: string): (run: string) => Arrived {
  const resources = SIGNALS.flatMap((signal) =>
    readFileSync(join(directory, `${signal}.json`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => Object.values(JSON.parse(line) as Record<string, Resource[]>).flat()),
  );
  return (run) => {
    const arrived: Arrived = {
      logs: 0,
      traces: 0,
      metrics: 0,
      own: 0,
      slow: 0,
      record: { attributes: {}, dropped: 0 },
      span: { attributes: {}, dropped: 0, parent: undefined },
      temporality: 0,
      resources: { logs: {}, traces: {}, metrics: {}, own: {} },
    };
    const count = (kind: keyof Arrived['resources'], of: Resource): void => {
      arrived[kind] += 1;
      arrived.resources[kind] = plain(of.resource.attributes);
    };
    for (const resource of resources) {
      const items = (scopes: Scope[] = []): Item[] =>
        scopes.flatMap(({ logRecords, spans, metrics }) => logRecords ?? spans ?? metrics ?? []);
      const isOf = ({ attributes }: Item): boolean => plain(attributes)[RUN] === run;
      for (const item of items(resource.scopeLogs)) {
        if (isOf(item)) {
          count('logs', resource);
          arrived.record = itemOf(item);
        } else if (item.body?.stringValue === run) count('own', resource);
      }
      for (const item of items(resource.scopeSpans)) {
        if (!isOf(item)) continue;
        count('traces', resource);
        arrived.span = { ...itemOf(item), parent: item.parentSpanId ?? '' };
      }
      for (const { sum, gauge } of items(resource.scopeMetrics)) {
        if (gauge?.dataPoints.some(isOf)) arrived.slow += 1;
        if (sum === undefined || !sum.dataPoints.some(isOf)) continue;
        count('metrics', resource);
        arrived.temporality = sum.aggregationTemporality;
      }
    }
    return arrived;
  };
}
