// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { logExportFromSettings, spanExportFromSettings } from '../../../src/run/exports-from-settings.ts';
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
