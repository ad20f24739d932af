// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withNginx } from '../../support/nginx.ts';
import { type ClientRun, runKtlsClient, runNghttp, runPython, type Wanted } from './http-traffic-clients.ts';

/** A request as nginx knows it. */
export interface ServedRequest {
  pid: number;
  clientPort: number;
  version: '1.1' | '2';
  method: string;
  target: string;
  status: number;
  /** Of the content, with the framing of chunks. */
  responseBytes: number;
  traceparent: string;
}

/** Counters of /proc/net/tls_stat. */
type TlsStat = Record<'TlsTxSw' | 'TlsRxSw' | 'TlsDecryptError', number>;

export interface HttpTraffic {
  runs: { name: string; run: ClientRun; tlsStat: TlsStat }[];
  served: ServedRequest[];
}

type Tls = 'TLSv1.2' | 'TLSv1.3';
/** Which nginx, and what it speaks. */
export interface HttpServer {
  tls: Tls;
  /** The root file system whose nginx it is; this host's without. */
  root?: string;
}

type Client = [name: string, run: () => Promise<ClientRun>];

const FILE_BYTES = 102_400;

function newTraceparent(isSampled: boolean): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${isSampled ? '01' : '00'}`;
}

/** What a connection that can carry several requests is asked for. */
function wantedOf(name: string): Wanted[] {
  const wanted: Wanted[] = [
    { method: 'GET', target: '/get', status: 200 },
    { method: 'GET', target: '/get', status: 200, traceparent: newTraceparent(true) },
    { method: 'GET', target: '/get', status: 200, traceparent: newTraceparent(false) },
    { method: 'HEAD', target: '/get', status: 200 },
    { method: 'GET', target: `/sendfile/${FILE_BYTES}`, status: 200 },
    { method: 'GET', target: '/origin/chunked', status: 200, traceparent: newTraceparent(true) },
    { method: 'POST', target: '/origin/echo', status: 200, body: 'comes back '.repeat(200) },
    { method: 'POST', target: '/get', status: 200, body: 'one' },
    { method: 'GET', target: '/moved', status: 302 },
    { method: 'GET', target: '/missing', status: 404 },
    { method: 'GET', target: '/refused', status: 503, traceparent: newTraceparent(true) },
  ];
  return numbered(name, wanted);
}

/** The query makes each request one of its kind. */
function numbered(name: string, wanted: readonly Wanted[]): Wanted[] {
  return wanted.map((one, index) => ({ ...one, target: `${one.target}?request=${name}-${index}` }));
}

function readTlsStat(): TlsStat {
  const text = readFileSync('/proc/net/tls_stat', 'utf8');
  const counter = (name: string): number => Number(new RegExp(`^${name}\\s+(\\d+)$`, 'm').exec(text)?.[1]);
  return { TlsTxSw: counter('TlsTxSw'), TlsRxSw: counter('TlsRxSw'), TlsDecryptError: counter('TlsDecryptError') };
}

function readServed(file: string): ServedRequest[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => {
      const line = JSON.parse(text) as Record<string, string>;
      return {
        pid: Number(line.pid),
        clientPort: Number(line.client_port),
        version: line.version === 'HTTP/2.0' ? '2' : '1.1',
        method: line.method ?? '',
        target: line.target ?? '',
        status: Number(line.status),
        responseBytes: Number(line.response_bytes),
        traceparent: line.traceparent ?? '',
      };
    });
}

/**
 * Clients one after the other, each over one connection to nginx, with what the kernel counted meanwhile. OpenSSL 3.0 has
 * the kernel receive with TLS 1.2 alone; ktls_client asks for that.
 */
export async function runHttpTraffic(directory: string, { tls, root }: HttpServer): Promise<HttpTraffic> {
  mkdirSync(join(directory, 'www/sendfile'), { recursive: true });
  writeFileSync(join(directory, `www/sendfile/${FILE_BYTES}`), randomBytes(FILE_BYTES));
  const [single] = numbered('ktls_client', [{ method: 'GET', target: '/get', status: 200 }]);
  if (single === undefined) throw new Error('nothing is wanted');
  const traced = { method: 'GET', traceparent: newTraceparent(true) };
  const over2 = numbered('nghttp', [
    { ...traced, target: '/get', status: 200 },
    { ...traced, target: '/missing', status: 404 },
  ]);
  const clients: Client[] = [
    ...(tls === 'TLSv1.2' ? [['ktls_client', () => runKtlsClient(directory, single)] satisfies Client] : []),
    ['Python, HTTP/1.1', () => runPython(directory, '1.1', wantedOf('http1'))],
    ['Python, HTTP/2', () => runPython(directory, '2', wantedOf('h2'))],
    ['nghttp', () => runNghttp(over2)],
  ];
  const runs: HttpTraffic['runs'] = [];
  process.env.NGINX_TLS = tls;
  if (root !== undefined) process.env.NGINX_ROOT = root;
  await withNginx(directory, async () => {
    for (const [name, client] of clients) {
      const before = readTlsStat();
      const run = await client();
      const after = readTlsStat();
      const grown = Object.entries(after).map(([counter, value]) => [
        counter,
        value - before[counter as keyof TlsStat],
      ]);
      runs.push({ name, run, tlsStat: Object.fromEntries(grown) as TlsStat });
    }
  });
  return { runs, served: readServed(join(directory, 'access.jsonl')) };
}
