// SPDX-License-Identifier: Apache-2.0
import type { JaegerSpan, TagValue } from '../../backends/jaeger/query.ts';
import type { ServedRequest } from './http-traffic.ts';
import type { TrueRequest } from './http-traffic-clients.ts';

/** The spans of the two ends of a request. */
export interface SpanPair {
  client: JaegerSpan;
  server: JaegerSpan;
}

interface TraceIds {
  traceId: string | undefined;
  parentId: string | undefined;
}

export function traceOf(traceparent: string | undefined): TraceIds {
  const [, traceId, parentId] = traceparent?.split('-') ?? [];
  return { traceId, parentId };
}

/** By default a request whose traceparent says that its trace is not recorded makes no span. */
export function isSampled({ traceparent }: TrueRequest): boolean {
  return traceparent === undefined || traceparent.endsWith('-01');
}

/** The number that the query of a request has, by which its spans are found. */
function requestOf({ tags }: JaegerSpan): string {
  const query = tags['url.query'] ?? new URL(String(tags['url.full'])).search.slice(1);
  return String(query);
}

/** By which the spans of a request are found. */
export const queryOf = ({ target }: TrueRequest): string => target.slice(target.indexOf('?') + 1);

/** The only span of this kind and query. Throws where there is another number of them. */
export function onlySpan(spans: readonly JaegerSpan[], kind: string, query: string): JaegerSpan {
  const [found, ...others] = spans.filter((span) => span.tags['span.kind'] === kind && requestOf(span) === query);
  if (found === undefined || others.length > 0)
    throw new Error(`${others.length + (found ? 1 : 0)} ${kind} spans of ${query}`);
  return found;
}

/** The two spans of each sampled request. Throws where there is another number of them. */
export function pairsOf(requests: readonly TrueRequest[], spans: readonly JaegerSpan[]): Map<TrueRequest, SpanPair> {
  const pairs = new Map<TrueRequest, SpanPair>();
  for (const request of requests.filter(isSampled)) {
    const query = queryOf(request);
    pairs.set(request, { client: onlySpan(spans, 'client', query), server: onlySpan(spans, 'server', query) });
  }
  return pairs;
}

/** What the semantic conventions say of the two spans of a request. */
export function expectedAttributes(
  request: TrueRequest,
  served: ServedRequest,
  host: string,
  port: number,
): Record<'client' | 'server', Record<string, TagValue>> {
  const [path = '', query = ''] = request.target.split('?');
  const both = {
    'http.request.method': request.method,
    'http.response.status_code': request.status,
    'http.request.body.size': request.body.length,
    'http.response.body.size': request.responseBytes ?? served.responseBytes,
    'url.scheme': 'https',
    'network.protocol.name': 'http',
    'network.protocol.version': request.version,
    'server.address': host,
    'server.port': port,
    'network.peer.address': host,
  };
  return {
    client: { ...both, 'url.full': `https://${host}:${port}${request.target}`, 'network.peer.port': port },
    server: {
      ...both,
      'url.path': path,
      'url.query': query,
      'client.address': host,
      'client.port': served.clientPort,
      'network.peer.port': served.clientPort,
    },
  };
}
