// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import {
  isNothingExported,
  logExportFromSettings,
  spanExportFromSettings,
} from '../../../src/run/exports-from-settings.ts';
import { recordOf } from '../export/captured-records.ts';
import { freePort } from '../export/free-port.ts';
import { SPAN } from '../export/spans.ts';

const RESOURCE = { attributes: {} };
const SCOPE = { name: 'test', version: '1' };

/** How many are taken until there is no room; nobody takes them from the queue. */
async function roomOf(
  t: TestContext,
  env: Record<string, string>,
  most: number,
): Promise<[logs: number, spans: number]> {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const { settings } = loadSettings({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env } });
  const options = { scope: SCOPE, onWarning: () => {} };
  const logs = logExportFromSettings(settings, options);
  const spans = spanExportFromSettings(settings, options);
  t.after(() => Promise.all([logs.shutdown(AbortSignal.abort()), spans.shutdown(AbortSignal.abort())]));
  let [logCount, spanCount] = [0, 0];
  for (; logs.hasRoom() && logCount < most; logCount++) logs.write(RESOURCE, recordOf('x'.repeat(200)));
  for (; spans.hasRoom() && spanCount < most; spanCount++) spans.write(RESOURCE, SPAN);
  return [logCount, spanCount];
}

test('a queue is bounded by its bytes, and by the number of what is in it only where that is set', async (t) => {
  assert.deepEqual(await roomOf(t, {}, 20_000), [20_000, 20_000]);
  const [logs, spans] = await roomOf(t, { KTLS_QUEUE_BYTES: '1MiB' }, 20_000);
  assert.ok(logs > 2_048 && logs < 1_048_576 / 200, `${logs} records`);
  assert.ok(spans > logs && spans < 20_000, `${spans} spans`);
  const both = { OTEL_BLRP_MAX_QUEUE_SIZE: '700', OTEL_BSP_MAX_QUEUE_SIZE: '30' };
  assert.deepEqual(await roomOf(t, both, 20_000), [700, 30]);
});

test('a span that the queue has no room for is dropped, counted, and told', async (t) => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_MAX_QUEUE_SIZE: '30' };
  const warnings: string[] = [];
  const spans = spanExportFromSettings(loadSettings({ env }).settings, {
    scope: SCOPE,
    onWarning: (message) => warnings.push(message),
  });
  t.after(() => spans.shutdown(AbortSignal.abort()));
  for (let i = 0; i < 37; i++) spans.write(RESOURCE, SPAN);
  assert.deepEqual(spans.counters(), { exported: 0, dropped: { queue_full: 7 }, inFlight: 30 });
  const { unqueued, failed } = spans.otlpCounts?.() ?? {};
  assert.deepEqual([unqueued, failed], [7, {}]);
  assert.deepEqual(warnings, [
    `dropped 1 spans: no more may wait for export (OTEL_EXPORTER_OTLP_ENDPOINT: ${endpoint})`,
  ]);
});

test('the console is all there is where neither records nor spans are exported', () => {
  for (const [env, expected] of [
    [{}, false],
    [{ OTEL_LOGS_EXPORTER: 'none' }, false],
    [{ OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' }, true],
    [{ OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'console' }, false],
    [{ OTEL_LOGS_EXPORTER: 'none', KTLS_SPANS: 'false' }, true],
    [{ OTEL_SDK_DISABLED: 'true' }, true],
  ] as const) {
    assert.equal(isNothingExported(loadSettings({ env }).settings), expected, JSON.stringify(env));
  }
});
