// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSettings } from '../../../config/load.ts';
import { OtlpSettingsError } from '../../../src/export/otlp-client.ts';
import { renewedExporter } from '../../../src/self/keeping-exporters.ts';
import { makeCertificates } from '../../support/certificates.ts';

/** Exporters that are numbered as they are made, and which of them were shut down. */
function counted(env: Record<string, string>) {
  const shutDown: number[] = [];
  let made = 0;
  const make = () => {
    const number = ++made;
    return { number, shutdown: async () => void shutDown.push(number) };
  };
  const { settings } = loadSettings({ env });
  return { exporter: renewedExporter({ settings, signal: 'metrics' }, make, () => {}), shutDown };
}

test('an exporter by TLS is made anew once its certificates have changed, and no other is', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'ktls-otel-renewed-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const name of ['old', 'new']) {
    mkdirSync(join(root, name));
    makeCertificates(join(root, name));
  }
  const file = join(root, 'ca.pem');
  const use = (name: string): void => writeFileSync(file, readFileSync(join(root, name, 'ca.pem')));
  use('old');
  const env = { OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: file };
  const byTls = counted({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1' });
  const plain = counted({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  assert.deepEqual([byTls.exporter().number, plain.exporter().number], [1, 1]);
  use('new');
  while (byTls.exporter().number === 1) await sleep(20);
  assert.deepEqual([byTls.exporter().number, byTls.shutDown], [2, [1]]);
  assert.deepEqual([plain.exporter().number, plain.shutDown], [1, []]);
});

test('a file that is no certificate is a wrong setting, where it is used', () => {
  const env = { OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: 'package.json', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
  assert.throws(
    () => counted({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a' }),
    (error) => error instanceof OtlpSettingsError && /CERTIFICATE.*: not usable: .*no start line/.test(error.message),
  );
  counted({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a' });
});
