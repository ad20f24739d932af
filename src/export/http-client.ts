// SPDX-License-Identifier: Apache-2.0
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MAX_TIMER_MILLIS } from '../../config/setting.ts';
import {
  type ExportResult,
  isResponseStatus,
  MAX_RESPONSE_BYTES,
  resultOfHttpError,
  resultOfHttpStatus,
} from './export-result.ts';
import {
  type ClientOptions,
  type OtlpClient,
  type OtlpSettings,
  OtlpSettingsError,
  type PemFiles,
  TlsFiles,
  tlsOptions,
} from './otlp-client.ts';

const compress = promisify(gzip);

export interface HttpClientOptions extends ClientOptions {
  readonly contentType: string;
}

/** OTLP over HTTP/1.1: connections are kept open, one for each request that is under way. */
export class OtlpHttpClient implements OtlpClient {
  readonly #connection: HttpConnection;
  readonly #options: HttpClientOptions;
  readonly #headers: OutgoingHttpHeaders;

  constructor(connection: HttpConnection, options: HttpClientOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#headers = {
      ...connection.headers,
      'user-agent': options.userAgent,
      'content-type': options.contentType,
      ...(options.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
    };
  }

  async send(request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult> {
    const body = this.#options.compression === 'gzip' ? await compress(request) : request;
    const abort = new AbortController();
    const cancel = (): void => abort.abort('CANCELLED');
    const timer = setTimeout(() => abort.abort('DEADLINE_EXCEEDED'), Math.min(timeoutMillis, MAX_TIMER_MILLIS));
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    try {
      const { result, isStale } = await this.#attempt(body, abort.signal);
      // The server had closed the idle connection, and has not seen the request.
      return isStale && !abort.signal.aborted ? (await this.#attempt(body, abort.signal)).result : result;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    }
  }

  #attempt(body: Buffer, signal: AbortSignal): Promise<{ result: ExportResult; isStale: boolean }> {
    return new Promise((resolve) => {
      const request = this.#open(body.length, signal);
      const fail = (error: NodeJS.ErrnoException, isStale: boolean): void => {
        const status = signal.aborted ? String(signal.reason) : (error.code ?? error.name);
        resolve({ result: resultOfHttpError(status), isStale });
      };
      request.on('error', (error: NodeJS.ErrnoException) => {
        fail(error, request.reusedSocket && error.code === 'ECONNRESET');
      });
      const done = (result: ExportResult): void => resolve({ result, isStale: false });
      request.on('response', (response) => {
        response.on('error', (error) => fail(error, false));
        this.#read(response, done);
      });
      // There is no 'response' then, and without a listener neither an error: nothing would ever come.
      request.on('upgrade', ({ statusCode = 0 }, socket) => {
        socket.destroy();
        done(resultOfHttpStatus(statusCode, undefined));
      });
      request.end(body);
    });
  }

  #open(length: number, signal: AbortSignal): ClientRequest {
    const { url } = this.#connection;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return send(url, {
      method: 'POST',
      agent: this.#connection.agent(),
      signal,
      headers: { ...this.#headers, 'content-length': length },
    });
  }

  #read(response: IncomingMessage, done: (result: ExportResult) => void): void {
    const { statusCode = 0, headers } = response;
    const isSuccess = isResponseStatus(statusCode);
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= MAX_RESPONSE_BYTES) return;
      response.destroy();
      done(isSuccess ? { kind: 'unreadable' } : resultOfHttpStatus(statusCode, headers['retry-after']));
    });
    response.on('end', () => {
      const body = Buffer.concat(chunks);
      done(isSuccess ? this.#options.resultOfResponse(body) : resultOfHttpStatus(statusCode, headers['retry-after']));
    });
  }

  close(): void {
    this.#connection.agent().destroy();
  }
}

export interface HttpConnection {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Another once its files have changed. */
  readonly agent: () => HttpAgent;
}

/**
 * Reads the certificates. The agent is our own: with NODE_USE_ENV_PROXY, Node's global one takes a proxy from the
 * environment. Throws OtlpSettingsError.
 */
export function httpConnection(settings: OtlpSettings, onWarning: (message: string) => void): HttpConnection {
  const problems: string[] = [];
  const url = parseUrl(settings.endpoint, problems);
  checkHeaders(settings.headers, problems);
  const agent = url?.protocol === 'https:' ? tlsAgent(settings, problems, onWarning) : plainAgent();
  if (url === undefined || agent === undefined || problems.length > 0) throw new OtlpSettingsError(problems);
  return { url, headers: settings.headers, agent };
}

function parseUrl(endpoint: string, problems: string[]): URL | undefined {
  if (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)) return new URL(endpoint);
  problems.push(`OTEL_EXPORTER_OTLP_ENDPOINT: "${endpoint}" is not http://host:port/path or https://host:port/path`);
  return undefined;
}

function checkHeaders(headers: Readonly<Record<string, string>>, problems: string[]): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // A header's value may be a secret.
      problems.push(`OTEL_EXPORTER_OTLP_HEADERS: "${name}" has a name or value that HTTP does not allow`);
    }
  }
}

function plainAgent(): () => HttpAgent {
  const agent = new HttpAgent({ keepAlive: true });
  return () => agent;
}

function tlsAgent(
  settings: OtlpSettings,
  problems: string[],
  onWarning: (message: string) => void,
): (() => HttpAgent) | undefined {
  let last: HttpsAgent | undefined;
  const make = (files: PemFiles): HttpsAgent => {
    if (last !== undefined) retire(last);
    last = new HttpsAgent({ keepAlive: true, ...tlsOptions(files) });
    return last;
  };
  const files = TlsFiles.open(settings, problems, make, onWarning);
  return files && (() => files.current());
}

/** Its requests that are under way end; it keeps no connection. */
function retire(agent: HttpsAgent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}
