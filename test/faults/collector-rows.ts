// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import { connectionOf, move } from '../native/support/behind-door.ts';
import { makeCertificates } from '../support/certificates.ts';
import { type Outcome, Place, pace } from './place.ts';
import { type RefusingProxy, startGrpcProxy, startHttpProxy } from './refusing-proxy.ts';

export interface Row {
  /** What happens. */
  readonly name: string;
  /** `short`: as part of npm test. */
  run(scale: 'short' | 'full'): Promise<Outcome>;
}

const SHORT_TIMEOUT = { OTEL_EXPORTER_OTLP_TIMEOUT: '1000' };

/** So many calls a second, with something that happens meanwhile. */
async function under(
  callsPerSecond: number,
  env: Record<string, string>,
  meanwhile: (place: Place) => Promise<void>,
): Promise<Outcome> {
  await using place = await Place.prepare();
  const service = await place.start(env);
  const happening = meanwhile(place);
  const calls = await pace(connectionOf(service), callsPerSecond, happening);
  await happening;
  return await place.balance(service, calls);
}

/** By the OTLP specification: of what is not retried, those that refuse all of a request, whose records are given up. */
const GRPC_CODES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const GRPC_DROPPED = [2, 5, 7, 12, 16];
const HTTP_STATUSES = [400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 500, 501, 502, 503, 504];
const HTTP_DROPPED = [401, 403, 404, 405, 408, 415, 501];

async function refused(
  place: Place,
  proxy: RefusingProxy,
  statuses: { all: readonly number[]; dropped: readonly number[] },
  env: Record<string, string>,
): Promise<Outcome> {
  const service = await place.start({
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '50',
  });
  const calls = move(connectionOf(service), 2000);
  while (proxy.refused.size < statuses.all.length) await sleep(20);
  const outcome = await place.balance(service, calls);
  proxy.stop();
  const expected = statuses.dropped.reduce((sum, status) => sum + (proxy.refused.get(status) ?? 0), 0);
  if (outcome.dropped !== expected) outcome.wrong.push(`${expected} records were refused for good`);
  return outcome;
}

/** Each for mutual TLS; no certificate of one is of the other's CA. */
function certificates(root: string) {
  for (const name of ['old', 'new']) {
    mkdirSync(join(root, name));
    makeCertificates(join(root, name));
  }
  const read = (name: string, file: string): Buffer => readFileSync(join(root, name, file));
  return {
    ofServer: (name: string): TlsOptions => ({
      ca: read(name, 'ca.pem'),
      key: read(name, 'server.key'),
      cert: read(name, 'server.pem'),
      requestCert: true,
      rejectUnauthorized: true,
      ALPNProtocols: ['h2', 'http/1.1'],
    }),
    /** The client's, in the files that the variables name. */
    use(name: string): Record<string, string> {
      for (const file of ['ca.pem', 'client.key', 'client.pem']) copyFileSync(join(root, name, file), join(root, file));
      return {
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(root, 'ca.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_KEY: join(root, 'client.key'),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(root, 'client.pem'),
      };
    },
  };
}

async function rotated(protocol: 'grpc' | 'http'): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), 'ktls-otel-fault-'));
  const { ofServer, use } = certificates(root);
  await using place = await Place.prepare(ofServer('old'), protocol);
  const service = await place.start({
    ...use('old'),
    OTEL_EXPORTER_OTLP_ENDPOINT: `https://127.0.0.1:${place.door.port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol === 'grpc' ? 'grpc' : 'http/protobuf',
  });
  const change = async (): Promise<void> => {
    await place.door.passed();
    await sleep(1000);
    place.door.rotate(ofServer('new'));
    await sleep(3000);
    use('new');
    await sleep(3000);
  };
  const calls = await pace(connectionOf(service), 500, change());
  const outcome = await place.balance(service, calls);
  // It may read them until its end.
  rmSync(root, { recursive: true });
  return outcome;
}

export const COLLECTOR_ROWS: readonly Row[] = [
  {
    name: 'hangs',
    run: (scale) =>
      under(500, SHORT_TIMEOUT, async ({ door }) => {
        await door.passed();
        door.hang(true);
        await sleep(scale === 'full' ? 60_000 : 4000);
        door.hang(false);
      }),
  },
  {
    name: 'each gRPC code',
    async run() {
      await using place = await Place.prepare();
      const proxy = await startGrpcProxy(place.ports.grpc, GRPC_CODES);
      return await refused(place, proxy, { all: GRPC_CODES, dropped: GRPC_DROPPED }, {});
    },
  },
  {
    name: 'each HTTP status',
    async run() {
      await using place = await Place.prepare();
      const proxy = await startHttpProxy(place.ports.http, HTTP_STATUSES);
      const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
      return await refused(place, proxy, { all: HTTP_STATUSES, dropped: HTTP_DROPPED }, env);
    },
  },
  {
    name: 'resets connections in the middle of a batch',
    run: (scale) =>
      under(500, {}, async ({ door }) => {
        await door.passed();
        door.resetAfter(100_000);
        await sleep(scale === 'full' ? 60_000 : 4000);
        door.resetAfter(Number.POSITIVE_INFINITY);
      }),
  },
  {
    name: 'takes a tenth of the rate',
    // A record is 400 to 500 bytes.
    run: (scale) =>
      under(1000, {}, async ({ door }) => {
        await door.passed();
        door.limit(45_000);
        await sleep(scale === 'full' ? 60_000 : 4000);
        door.limit(Number.POSITIVE_INFINITY);
      }),
  },
  ...[50, 200].map(
    (millis): Row => ({
      name: `is ${millis} ms away, 20,000 calls/s are offered`,
      run: (scale) =>
        under(20_000, { KTLS_EXPORT_CONCURRENCY: '16' }, async ({ door }) => {
          door.delay(millis / 2);
          await sleep(scale === 'full' ? 10_000 : 2000);
        }),
    }),
  ),
  {
    name: 'is killed and started again 20 times',
    run: (scale) =>
      under(500, {}, async (place) => {
        for (let kill = 0; kill < (scale === 'full' ? 20 : 2); kill++) {
          await sleep(1000);
          place.signalCollector('SIGKILL');
          await place.startCollector();
        }
      }),
  },
  {
    name: 'is stopped for 60 s',
    run: (scale) =>
      under(500, SHORT_TIMEOUT, async (place) => {
        await place.door.passed();
        place.signalCollector('SIGSTOP');
        await sleep(scale === 'full' ? 60_000 : 4000);
        place.signalCollector('SIGCONT');
      }),
  },
  { name: 'changes its certificates, gRPC', run: () => rotated('grpc') },
  { name: 'changes its certificates, HTTP', run: () => rotated('http') },
];
