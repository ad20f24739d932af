// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { build } from '../../backends/build.ts';
import { type RunningCollector, startCollector } from '../../backends/collector/start.ts';
import { queryRange } from '../../backends/loki/query.ts';
import { type RunningLoki, startLoki } from '../../backends/loki/start.ts';
import { type Attributes, keyValues, newSpanId, newTraceId, sendLogs } from '../../backends/otlp.ts';
import { queryVector, type Sample } from '../../backends/prometheus/query.ts';
import { freePort } from '../../unit/export/free-port.ts';
import { dashboard, dataSources, interpolate, labelsOf, targetsOf } from './dashboard.ts';

const MINUTE_NANOS = 60_000_000_000n;

describe('the LogQL of the dashboard and of the data sources, in a real Loki', () => {
  const now = BigInt(Date.now()) * 1_000_000n;
  const [traceId, spanId] = [newTraceId(), newSpanId()];
  let loki: RunningLoki;
  let collector: RunningCollector;

  function record(attributes: Attributes, body: string): object {
    return {
      timeUnixNano: String(now),
      body: { stringValue: body },
      attributes: keyValues({ 'ktls.comm': 'nginx', ...attributes }),
    };
  }

  before(async () => {
    loki = await startLoki({ binary: build('loki'), port: await freePort() });
    const [port, httpPort] = [await freePort(), await freePort()];
    collector = await startCollector({ binary: build('collector'), file: undefined, loki: loki.url, port, httpPort });
    const sent = { 'ktls.direction': 'TX', 'ktls.length': 20_000 };
    await sendLogs(`http://127.0.0.1:${httpPort}`, { 'service.name': 'nginx' }, [
      { ...record({ 'ktls.direction': 'RX', 'ktls.length': 50 }, 'asked'), traceId, spanId },
      { ...record(sent, 'answered'), traceId, spanId },
      { ...record({ ...sent, 'ktls.call.offset': 16_384 }, 'goes on'), traceId, spanId },
      record({ 'ktls.direction': 'RX', 'ktls.length': 7 }, 'of no span'),
      // What the service says itself has no direction.
      { timeUnixNano: String(now), body: { stringValue: 'a warning' } },
    ]);
    await sendLogs(`http://127.0.0.1:${httpPort}`, { 'service.name': 'curl' }, [
      record({ 'ktls.direction': 'TX', 'ktls.length': 1 }, 'another'),
    ]);
  });
  after(async () => {
    await collector?.stop();
    await loki?.stop();
  });

  const lines = async (query: string): Promise<string[]> => {
    const found = await queryRange(loki.url, {
      query,
      startUnixNano: now - MINUTE_NANOS,
      endUnixNano: now + MINUTE_NANOS,
    });
    return found.map(({ line }) => line).sort();
  };
  const targets = targetsOf('ktls-loki');

  function exprOf(title: string, direction = '.+'): string {
    const [target, ...others] = targets.filter(({ panel }) => panel === title);
    assert.ok(target?.expr !== undefined && others.length === 0, title);
    return interpolate(target.expr, { service: 'nginx', direction, comm: '.+', __auto: '5m' });
  }

  async function vector(title: string): Promise<Sample[]> {
    const found = await queryVector(`${loki.url}/loki/api/v1`, exprOf(title), now + MINUTE_NANOS);
    const legend = targets.find(({ panel }) => panel === title)?.legend ?? '';
    for (const { labels } of found) assert.deepEqual(Object.keys(labels).sort(), labelsOf(legend).sort());
    return found.sort((a, b) => (a.labels.ktls_direction ?? '').localeCompare(b.labels.ktls_direction ?? ''));
  }

  test('is that of three panels', () => {
    assert.deepEqual(
      targets.map(({ panel }) => panel),
      ['Records', 'Bytes', 'Log records'],
    );
  });

  test('counts records by direction and program', async () => {
    const expected = ['RX', 'TX'].map((direction) => ({
      labels: { ktls_direction: direction, ktls_comm: 'nginx' },
      value: 2,
    }));
    assert.deepEqual(await vector('Records'), expected);
  });

  test('adds up bytes of calls, each once', async () => {
    const expected = [
      ['RX', 57],
      ['TX', 20_000],
    ].map(([direction, value]) => ({ labels: { ktls_direction: direction }, value }));
    assert.deepEqual(await vector('Bytes'), expected);
  });

  test('shows the records of a program, and of a direction', async () => {
    assert.deepEqual(await lines(exprOf('Log records')), ['answered', 'asked', 'goes on', 'of no span']);
    assert.deepEqual(await lines(exprOf('Log records', 'TX')), ['answered', 'goes on']);
  });

  test("lists the programs, by the variable's label", async () => {
    const variable = dashboard.templating.list.find(({ name }) => name === 'service');
    assert.ok(variable);
    const { label } = variable.query as { label: string };
    const parameters = new URLSearchParams({ start: String(now - MINUTE_NANOS), end: String(now + MINUTE_NANOS) });
    const response = await fetch(`${loki.url}/loki/api/v1/label/${label}/values?${parameters}`);
    const { data } = (await response.json()) as { data: string[] };
    assert.deepEqual(
      data.filter((name) => ['nginx', 'curl'].includes(name)),
      ['curl', 'nginx'],
    );
  });

  test('leads from a span to its records', async () => {
    const link = dataSources.find(({ uid }) => uid === 'ktls-jaeger')?.jsonData.tracesToLogsV2;
    assert.equal(link?.datasourceUid, 'ktls-loki');
    const query = interpolate(link.query, { '__span.traceId': traceId, '__span.spanId': spanId });
    assert.deepEqual(await lines(query), ['answered', 'asked', 'goes on']);
  });

  test('leads from a record to its trace, by a label that it has', async () => {
    const [field, ...others] = dataSources.find(({ uid }) => uid === 'ktls-loki')?.jsonData.derivedFields ?? [];
    assert.deepEqual(
      [others.length, field?.matcherType, field?.datasourceUid, field?.url],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana replaces it.
      [0, 'label', 'ktls-jaeger', '${__value.raw}'],
    );
    const query = `{service_name="nginx"} | span_id="${spanId}"`;
    const found = await queryRange(loki.url, {
      query,
      startUnixNano: now - MINUTE_NANOS,
      endUnixNano: now + MINUTE_NANOS,
    });
    assert.equal(found.length, 3);
    for (const { labels } of found) assert.equal(labels[field?.matcherRegex ?? ''], traceId);
  });
});
