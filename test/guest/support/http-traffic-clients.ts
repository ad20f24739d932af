// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PORT } from '../../support/nginx.ts';

/** A request as its client knows it. */
export interface TrueRequest {
  /** The name of the client's executable. */
  service: string;
  comm: string;
  pid: number;
  version: '1.1' | '2';
  method: string;
  /** Path and query; the query `request=N` is of this request alone. */
  target: string;
  body: string;
  traceparent: string | undefined;
  status: number;
  /** Bytes of content that were received; undefined where the client does not tell. */
  responseBytes: number | undefined;
  /** Before the first byte was sent, and after the last was received. */
  startUnixNano: bigint;
  endUnixNano: bigint;
}

/** What a client gave to one call that sends. */
interface TrueSend {
  pid: number;
  bytes: Buffer;
}

export interface ClientRun {
  requests: TrueRequest[];
  /** Empty where the client does not tell. */
  sends: TrueSend[];
}

/** What a client is to ask for. */
export interface Wanted {
  method: string;
  target: string;
  status: number;
  body?: string;
  traceparent?: string;
}

interface AccountLine {
  pid: number;
  sent_hex?: string;
  method: string;
  path: string;
  body: string;
  headers: { traceparent?: string };
  status: number;
  response_bytes: number;
  start_unix_nano: string;
  end_unix_nano: string;
}

export const HOST = '127.0.0.1';
const PYTHON = '/usr/bin/python3';
export const PYTHON_SERVICE = basename(realpathSync(PYTHON));
interface Ended {
  pid: number;
  stdout: string;
  startUnixNano: bigint;
  endUnixNano: bigint;
}

const nowUnixNano = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** On a CPU that is not nginx's. */
async function runClient(command: string, args: readonly string[]): Promise<Ended> {
  const startUnixNano = nowUnixNano();
  const child = spawn('taskset', ['--cpu-list', '1', command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => (stdout += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${signal ?? code}`);
  // Date.now is rounded down.
  return { pid: child.pid ?? 0, stdout, startUnixNano, endUnixNano: nowUnixNano() + 1_000_000n };
}

/** ktls_client: one HTTP/1.1 connection for one GET. */
export async function runKtlsClient(directory: string, { method, target, status }: Wanted): Promise<ClientRun> {
  const args = ['--ca', join(directory, 'ca.pem'), '--tls', '1.2', HOST, String(PORT), target];
  const { stdout, ...ended } = await runClient('ktls_client/ktls_client', args);
  const response = stdout.slice(stdout.indexOf('HTTP/1.1 '));
  const responseBytes = response.length - response.indexOf('\r\n\r\n') - 4;
  const fixed = {
    service: 'ktls_client',
    comm: 'ktls_client',
    version: '1.1' as const,
    body: '',
    traceparent: undefined,
  };
  const fields = [
    `GET ${target} HTTP/1.1`,
    `Host: ${HOST}:${PORT}`,
    'User-Agent: ktls_client',
    'Accept: */*',
    'Connection: close',
  ];
  const bytes = Buffer.from([...fields, '', ''].join('\r\n'));
  return {
    requests: [{ ...fixed, ...ended, method, target, status, responseBytes }],
    sends: [{ pid: ended.pid, bytes }],
  };
}

/** nghttp: all over one HTTP/2 connection, with one traceparent at most. Throws when a status is not the wanted one. */
export async function runNghttp(wanted: readonly Wanted[]): Promise<ClientRun> {
  const traceparent = wanted[0]?.traceparent;
  const header = traceparent === undefined ? [] : ['-H', `traceparent: ${traceparent}`];
  const urls = wanted.map(({ target }) => `https://${HOST}:${PORT}${target}`);
  // Verbose, for the statuses; its name of the peer is not looked at.
  const { stdout, ...ended } = await runClient('nghttp', ['--ktls', '-v', '-n', '-y', ...header, ...urls]);
  const statuses = [...stdout.matchAll(/recv \(stream_id=\d+\) :status: (\d+)/g)].map((match) => Number(match[1]));
  const expected = wanted.map(({ status }) => status);
  if (String(statuses.sort()) !== String(expected.sort())) throw new Error(`nghttp got ${statuses}, not ${expected}`);
  const fixed = {
    service: 'nghttp',
    comm: 'nghttp',
    version: '2' as const,
    body: '',
    traceparent,
    responseBytes: undefined,
  };
  return {
    requests: wanted.map(({ method, target, status }) => ({ ...fixed, ...ended, method, target, status })),
    sends: [],
  };
}

/** test/workload's Python client of this version: all over one connection. Throws when a status is not the wanted one. */
export async function runPython(
  directory: string,
  version: '1.1' | '2',
  wanted: readonly Wanted[],
): Promise<ClientRun> {
  const requests = wanted.map(({ method, target, body = '', traceparent }) => ({
    method,
    path: target,
    body,
    headers: { ...(traceparent !== undefined && { traceparent }) },
  }));
  const script = `test/workload/${version === '2' ? 'h2' : 'http1'}_client.py`;
  const { stdout } = await runClient(PYTHON, [
    '-B',
    script,
    join(directory, 'ca.pem'),
    String(PORT),
    JSON.stringify(requests),
  ]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AccountLine);
  const sends = lines.flatMap(({ pid, sent_hex: hex }) =>
    hex === undefined ? [] : [{ pid, bytes: Buffer.from(hex, 'hex') }],
  );
  const answered = lines.filter(({ sent_hex: hex }) => hex === undefined);
  const isWanted = (line: AccountLine): boolean =>
    wanted.some(({ target, status }) => target === line.path && status === line.status);
  if (answered.length !== wanted.length || !answered.every(isWanted)) throw new Error(`${script}: ${stdout}`);
  return { requests: answered.map((line) => toRequest(version, line)), sends };
}

function toRequest(version: '1.1' | '2', line: AccountLine): TrueRequest {
  return {
    service: PYTHON_SERVICE,
    comm: basename(PYTHON),
    pid: line.pid,
    version,
    method: line.method,
    target: line.path,
    body: line.body,
    traceparent: line.headers.traceparent,
    status: line.status,
    responseBytes: line.response_bytes,
    startUnixNano: BigInt(line.start_unix_nano),
    endUnixNano: BigInt(line.end_unix_nano),
  };
}
