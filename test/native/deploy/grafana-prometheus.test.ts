// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../../../src/self/counts.ts';
import { HttpMetrics } from '../../../src/self/http-metrics.ts';
import { registerMetrics } from '../../../src/self/measure.ts';
import type { ExportSource, MetricSources } from '../../../src/self/metric-sources.ts';
import { queryVector, type Sample } from '../../backends/prometheus/query.ts';
import { type RunningPrometheus, startPrometheus } from '../../backends/prometheus/start.ts';
import { ORIGIN } from '../../unit/capture/events.ts';
import { countsOf } from '../../unit/counts.ts';
import { freePort } from '../../unit/export/free-port.ts';
import { endedExchange } from '../../unit/http/ended-exchange.ts';
import { sourcesOf } from '../../unit/self/fake-sources.ts';
import { interpolate, labelsOf, targetsOf } from './dashboard.ts';

const DEADLINE_MILLIS = 60_000;

/** Every counter grows with each collection, so that each rate is more than 0. */
function growingSources(): { sources: MetricSources; grow(): number } {
  let n = 1;
  const exchanges = new ExchangeCounts();
  const redactions = new RedactionCounts();
  const alerts = new AlertCounts();
  const exported: ExportSource = {
    counters: () => ({ exported: 5 * n, dropped: { queue_full: n }, inFlight: n }),
    depth: () => ({ records: n, bytes: 100 * n }),
  };
  const sources = sourcesOf({
    captureCounts: () =>
      countsOf(
        { captured: 10 * n, missed: n, copiedBytes: 1000 * n, produced: 10 * n, lost: n, lostBytes: 50 * n },
        { peer_port: n },
      ),
    failedCalls: () => [{ operation: 'recvmsg', error: 'EBADMSG', calls: n }],
    ringPendingBytes: () => 16_384,
    ringBytes: 65_536,
    exports: { logs: exported, traces: exported },
    exchanges,
    redactions,
    alerts: Object.assign(alerts, {
      read: () => [{ direction: 'TX' as const, level: 'warning', description: 'close_notify', count: n }],
    }),
    standings: () => new Map([[{ content: 'http', only: 'TX' }, n]]),
    tlsStat: () =>
      new Map([
        ['TlsCurrTxSw', 4],
        ['TlsDecryptError', n],
      ]),
    processUsage: () => ({ userSeconds: n, systemSeconds: n, residentBytes: 1000 }),
  });
  return {
    sources,
    grow() {
      redactions.add('authorization');
      for (const role of ['client', 'server'] as const) {
        for (const status of [200, 200, 200, 503]) exchanges.add(role, endedExchange(status));
        exchanges.add(role, endedExchange(undefined, 'closed'));
      }
      return ++n;
    },
  };
}

describe('the PromQL of the dashboard, in a real Prometheus that scrapes the metrics of the service', () => {
  let prometheus: RunningPrometheus;
  let provider: MeterProvider;
  let growth: NodeJS.Timeout;

  before(async () => {
    const port = await freePort();
    const exporter = new PrometheusExporter({ host: '127.0.0.1', port, preventServerStart: true });
    await exporter.startServer();
    provider = new MeterProvider({ readers: [exporter] });
    const { sources, grow } = growingSources();
    const meter = provider.getMeter('ktls-otel');
    const times = registerMetrics(meter, sources);
    const http = new HttpMetrics(meter, []);
    const route = { name: '/users/{number}', isGuessed: true };
    const owner = {
      role: 'server',
      origin: ORIGIN,
      service: 'shop',
      route,
      scheme: 'https',
      rpcMethod: undefined,
    } as const;
    const step = (): void => {
      grow();
      http.record(endedExchange(200), owner);
      for (const signal of ['logs', 'traces'] as const) times.exported(signal, 0.2);
    };
    step();
    growth = setInterval(step, 200);
    prometheus = await startPrometheus({ port: await freePort(), targetPort: port });
  });
  after(async () => {
    clearInterval(growth);
    await prometheus?.stop();
    await provider?.shutdown();
  });

  /** Asks again until there are rates: that takes two scrapes. */
  async function samples(expr: string): Promise<Sample[]> {
    const query = interpolate(expr, { __rate_interval: '10s' });
    const deadline = Date.now() + DEADLINE_MILLIS;
    for (;;) {
      const found = await queryVector(`${prometheus.url}/api/v1`, query);
      if ((found.length > 0 && found.every(({ value }) => value > 0)) || Date.now() > deadline) return found;
      await delay(200);
    }
  }

  const targets = targetsOf('ktls-prometheus');

  test('is that of 26 queries', () => {
    assert.equal(targets.length, 26);
  });

  for (const { panel, expr = '', legend } of targets) {
    test(`${panel}: ${expr}`, async () => {
      const found = await samples(expr);
      assert.ok(found.length > 0, 'nothing found');
      for (const { labels, value } of found) assert.ok(value > 0, `${JSON.stringify(labels)}: ${value}`);
      for (const name of labelsOf(legend))
        assert.ok(
          found.some(({ labels }) => (labels[name] ?? '') !== ''),
          `no label ${name}`,
        );
    });
  }

  test('tells the share of errors and of the ring as they are', async () => {
    const valuesOf = async (title: string): Promise<number[]> => {
      const target = targets.find(({ panel }) => panel === title);
      return (await samples(target?.expr ?? '')).map(({ value }) => Math.round(100 * value));
    };
    // Of five requests one has 503, and one was closed; a quarter of the ring is in use.
    assert.deepEqual(await valuesOf('Share of errors'), [40, 40]);
    assert.deepEqual(await valuesOf('Ring'), [25]);
  });
});
