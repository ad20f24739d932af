// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createLogExporter } from '../../../src/export/create-export.ts';
import { recordOf } from './captured-records.ts';
import { exportSettings } from './export-settings.ts';
import { HTTP_OK, startFakeHttpCollector } from './fake-http-collector.ts';

test('an answer that leaves HTTP is a refusal, and does not keep the end waiting', async (t) => {
  const { port, requests, stop } = await startFakeHttpCollector((index) => (index === 0 ? 'upgrade' : HTTP_OK));
  t.after(stop);
  const otlp = { protocol: 'http/protobuf', endpoint: `http://127.0.0.1:${port}/v1/logs` } as const;
  const warnings: string[] = [];
  const logExport = createLogExporter({
    settings: exportSettings(port, { otlp }),
    scope: { name: 'ktls-otel', version: '0' },
    onWarning: (message) => warnings.push(message),
  });
  const resource = { attributes: { 'service.name': 'test' } };
  for (let index = 0; index < 513; index++) logExport.write(resource, recordOf('x'));
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.deepEqual(logExport.counters(), { exported: 1, dropped: { http_101: 512 }, inFlight: 0 });
  assert.deepEqual(warnings, ['dropped 512 events: the endpoint refused them with HTTP 101']);
  assert.equal(requests.length, 2);
});

for (const [statusCode, dropped] of [
  [200, { response: 1 }],
  [500, { http_500: 1 }],
] as const) {
  test(`an answer ${statusCode} that goes on for ever is no answer`, async (t) => {
    const server = createServer((_request, response) => {
      response.writeHead(statusCode);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    t.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const otlp = { endpoint: `http://127.0.0.1:${port}/v1/logs`, protocol: 'http/protobuf' } as const;
    const settings = exportSettings(port, { otlp });
    const logExport = createLogExporter({ settings, scope: { name: 'test' }, onWarning: () => {} });
    logExport.write({ attributes: {} }, recordOf('a'));
    await logExport.shutdown(AbortSignal.timeout(10_000));
    assert.deepEqual(logExport.counters(), { exported: 0, dropped, inFlight: 0 });
  });
}
