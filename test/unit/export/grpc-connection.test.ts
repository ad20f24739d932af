// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { createLogExporter } from '../../../src/export/create-export.ts';
import { grpcConnection } from '../../../src/export/grpc-client.ts';
import { type OtlpSettings, OtlpSettingsError } from '../../../src/export/otlp-client.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { recordOf } from './captured-records.ts';
import { exportSettings } from './export-settings.ts';
import { OK, startFakeCollector } from './fake-collector.ts';

const { otlp: defaults } = exportSettings(4317);
const connect = (settings: Partial<OtlpSettings>) => grpcConnection({ ...defaults, ...settings }, () => {});

function problemsOf(settings: Partial<OtlpSettings>): readonly string[] {
  try {
    connect(settings);
  } catch (error) {
    assert.ok(error instanceof OtlpSettingsError);
    return error.problems;
  }
  return [];
}

let directory = '';
const file = (name: string): string => join(directory, name);

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'ktls-otel-tls-'));
  makeCertificates(directory);
});
after(() => rmSync(directory, { recursive: true, force: true }));

test('the endpoint says where and whether by TLS', () => {
  const cases: [Partial<OtlpSettings>, string, boolean][] = [
    [{ endpoint: 'http://localhost:4317' }, 'localhost:4317', false],
    [{ endpoint: 'https://collector.example:443/' }, 'collector.example:443', true],
    [{ endpoint: 'http://collector:80' }, 'collector:80', false],
    [{ endpoint: 'HTTP://collector' }, 'collector:4317', false],
    [{ endpoint: 'https://collector' }, 'collector:4317', true],
    [{ endpoint: 'http://[::1]:4318/path' }, '[::1]:4318', false],
    [{ endpoint: 'https://collector', insecure: true }, 'collector:4317', true],
    [{ endpoint: 'collector:55680' }, 'collector:55680', true],
    [{ endpoint: 'collector:55680', insecure: true }, 'collector:55680', false],
    [{ endpoint: 'collector', insecure: true }, 'collector:4317', false],
    [{ endpoint: '10.0.0.1:4317', insecure: true }, '10.0.0.1:4317', false],
    [{ endpoint: 'unix:/run/otel.sock', insecure: true }, 'unix:/run/otel.sock', false],
  ];
  for (const [settings, target, secure] of cases) {
    const connection = connect(settings);
    assert.deepEqual(
      [connection.target, connection.credentials()._isSecure()],
      [target, secure],
      JSON.stringify(settings),
    );
  }
});

test("everything that is wrong is reported at once, and no header's value with it", () => {
  const problems = problemsOf({
    endpoint: 'https://a b',
    headers: { 'bad name': 'secret', ok: 'söcret\n' },
    certificateFile: file('none.pem'),
    clientKeyFile: file('client.key'),
  });
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTEL_EXPORTER_OTLP_CLIENT_KEY and OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE need each other',
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
    ],
  );
  assert.match(problems[4] ?? '', /none\.pem": ENOENT/);
  assert.ok(!problems.join().includes('cret'));
});

test('a file that is no certificate is an error, but not where it is not used', () => {
  writeFileSync(file('text.pem'), 'text');
  const settings = { clientKeyFile: file('text.pem'), clientCertificateFile: file('text.pem') };
  assert.equal(problemsOf({ endpoint: 'https://a', ...settings }).length, 1);
  assert.equal(problemsOf({ endpoint: 'http://a', ...settings }).length, 0);
});

for (const { name, settings, exported } of [
  {
    name: 'with the CA and a client certificate',
    settings: ['certificateFile', 'clientKeyFile', 'clientCertificateFile'],
    exported: 1,
  },
  { name: 'without the client certificate', settings: ['certificateFile'], exported: 0 },
  { name: 'without the CA', settings: ['clientKeyFile', 'clientCertificateFile'], exported: 0 },
]) {
  test(`a server that asks for a certificate ${exported ? 'takes' : 'gets no'} records ${name}`, async (t) => {
    const read = (pem: string): Buffer => readFileSync(file(pem));
    const credentials = ServerCredentials.createSsl(
      read('ca.pem'),
      [{ private_key: read('server.key'), cert_chain: read('server.pem') }],
      true,
    );
    const collector = await startFakeCollector(() => OK, { credentials });
    t.after(() => collector.stop());
    const files = {
      certificateFile: file('ca.pem'),
      clientKeyFile: file('client.key'),
      clientCertificateFile: file('client.pem'),
    };
    const otlp = {
      endpoint: `https://127.0.0.1:${collector.port}`,
      ...Object.fromEntries(Object.entries(files).filter(([key]) => settings.includes(key))),
    };
    const logExport = createLogExporter({
      settings: exportSettings(0, { otlp }),
      scope: { name: 'test' },
      onWarning: () => {},
    });
    logExport.write({ attributes: {} }, recordOf('x'));
    await logExport.shutdown(AbortSignal.timeout(exported ? 10_000 : 300));
    assert.equal(logExport.counters().exported, exported);
    assert.equal(collector.accepted.length, exported);
  });
}
