// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerCredentials } from '@grpc/grpc-js';
import { createLogExporter } from '../../../src/export/create-export.ts';
import type { QueuedLogRecordExporter } from '../../../src/export/queued-exporter.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { recordOf } from './captured-records.ts';
import { exportSettings } from './export-settings.ts';
import { OK, startFakeCollector } from './fake-collector.ts';
import { HTTP_OK, startFakeHttpCollector } from './fake-http-collector.ts';
import { freePort } from './free-port.ts';
import { bodiesOf } from './otlp-proto.ts';

const FILES = ['ca.pem', 'client.key', 'client.pem'];
const RESOURCE = { attributes: {} };
const PROTOCOLS = ['grpc', 'http/protobuf'] as const;

let root = '';
const pathOf = (...names: string[]): string => join(root, ...names);

/** Of old and new, no certificate is of the other's CA. `broken` has the key of one and the certificate of the other. */
before(() => {
  root = mkdtempSync(join(tmpdir(), 'ktls-otel-rotated-'));
  for (const name of ['old', 'new', 'broken']) mkdirSync(pathOf(name));
  for (const name of ['old', 'new']) makeCertificates(pathOf(name));
  for (const file of FILES) copyFileSync(pathOf(file === 'client.key' ? 'new' : 'old', file), pathOf('broken', file));
});
after(() => rmSync(root, { recursive: true, force: true }));

interface Server {
  accepted(): string[];
  stop(): void;
}

/** Asks for a client's certificate. */
async function serve(protocol: (typeof PROTOCOLS)[number], port: number, from: string): Promise<Server> {
  const read = (file: string): Buffer => readFileSync(pathOf(from, file));
  if (protocol === 'grpc') {
    const pair = { private_key: read('server.key'), cert_chain: read('server.pem') };
    const credentials = ServerCredentials.createSsl(read('ca.pem'), [pair], true);
    const collector = await startFakeCollector(() => OK, { port, credentials });
    return { accepted: () => collector.accepted.flat(), stop: collector.stop };
  }
  const files = { ca: read('ca.pem'), key: read('server.key'), cert: read('server.pem') };
  const tls = { ...files, requestCert: true, rejectUnauthorized: true };
  const collector = await startFakeHttpCollector(() => HTTP_OK, { port, tls });
  return { accepted: () => collector.requests.flatMap(({ body }) => bodiesOf(body)), stop: collector.stop };
}

/** As a kubelet mounts a secret: each file is a link into `..data`, which is a link to the folder of now. */
function mountLinked(name: string): void {
  mkdirSync(pathOf(name));
  for (const file of FILES) symlinkSync(join('..data', file), pathOf(name, file));
}

function swapLink(name: string, to: string): void {
  symlinkSync(pathOf(to), pathOf(name, '..data_tmp'));
  renameSync(pathOf(name, '..data_tmp'), pathOf(name, '..data'));
}

function writeInPlace(name: string, from: string): void {
  mkdirSync(pathOf(name), { recursive: true });
  for (const file of FILES) writeFileSync(pathOf(name, file), readFileSync(pathOf(from, file)));
}

function startExport(protocol: (typeof PROTOCOLS)[number], port: number, folder: string, warnings: string[]) {
  return createLogExporter({
    settings: exportSettings(0, {
      batch: { scheduleDelayMillis: 10 },
      otlp: {
        protocol,
        endpoint: `https://127.0.0.1:${port}/v1/logs`,
        certificateFile: pathOf(folder, 'ca.pem'),
        clientKeyFile: pathOf(folder, 'client.key'),
        clientCertificateFile: pathOf(folder, 'client.pem'),
      },
    }),
    scope: { name: 'test' },
    onWarning: (message) => warnings.push(message),
  });
}

/** Writes so many records, numbered on, and waits until all are exported. */
async function write(logExport: QueuedLogRecordExporter, names: readonly string[]): Promise<void> {
  const before = logExport.counters().exported + logExport.counters().inFlight;
  for (const name of names) logExport.write(RESOURCE, recordOf(name));
  while (logExport.counters().exported < before + names.length) await sleep(10);
}

const five = (name: string): string[] => Array.from({ length: 5 }, (_, i) => `${name} ${i}`);
const IN_USE =
  /OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_KEY, _CLIENT_CERTIFICATE: not usable: .*; what was read before stays in use/;

for (const protocol of PROTOCOLS) {
  test(`${protocol}: a link is swapped, first to what is broken, then to other certificates; then the server's change`, async (t) => {
    const folder = `linked ${protocol.replace('/', ' ')}`;
    mountLinked(folder);
    swapLink(folder, 'old');
    const port = await freePort();
    const before = await serve(protocol, port, 'old');
    t.after(() => before.stop());
    const warnings: string[] = [];
    const logExport = startExport(protocol, port, folder, warnings);
    await write(logExport, five('old'));

    swapLink(folder, 'broken');
    let whileBroken = 0;
    for (; warnings.length === 0; whileBroken++) await write(logExport, [`broken ${whileBroken}`]);
    assert.match(warnings[0] ?? '', IN_USE);
    assert.equal(warnings.length, 1);

    swapLink(folder, 'new');
    before.stop();
    const then = await serve(protocol, port, 'new');
    t.after(() => then.stop());
    await write(logExport, five('new'));
    await logExport.shutdown();
    const all = 5 + whileBroken + 5;
    assert.deepEqual(logExport.counters(), { exported: all, dropped: {}, inFlight: 0 });
    assert.equal(before.accepted().length, 5 + whileBroken);
    assert.deepEqual(then.accepted(), five('new'));
  });

  test(`${protocol}: the server's certificates change first, and the files are written in place later`, async (t) => {
    const folder = `in place ${protocol.replace('/', ' ')}`;
    writeInPlace(folder, 'old');
    const port = await freePort();
    const before = await serve(protocol, port, 'old');
    t.after(() => before.stop());
    const warnings: string[] = [];
    const logExport = startExport(protocol, port, folder, warnings);
    await write(logExport, five('old'));
    before.stop();
    const then = await serve(protocol, port, 'new');
    t.after(() => then.stop());
    const written = write(logExport, five('new'));
    while (!warnings.some((warning) => warning.startsWith('export failed with'))) await sleep(10);
    assert.deepEqual(then.accepted(), []);
    writeInPlace(folder, 'new');
    await written;
    await logExport.shutdown();
    assert.deepEqual(logExport.counters(), { exported: 10, dropped: {}, inFlight: 0 });
    assert.deepEqual([before.accepted(), then.accepted()], [five('old'), five('new')]);
  });
}
