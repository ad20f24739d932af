// SPDX-License-Identifier: Apache-2.0
import type { CollectedLog } from '../backends/collector/read-logs.ts';
import type { CollectedSpan } from '../backends/collector/read-spans.ts';

/** One side of one message: who moved it, and what its plaintext has to begin with and to hold. */
export interface Passage {
  readonly direction: 'TX' | 'RX';
  readonly comm: string;
  readonly begins: string;
  readonly holds: string;
}

const request = { begins: 'GET /get HTTP/1.1\r\n', holds: '\r\n\r\n' };
const response = { begins: 'HTTP/1.1 200 OK\r\n', holds: '"message":"hello from nginx"' };

/** The demo's request and response, each where it was sent and where it was received. */
export const PASSAGES: readonly Passage[] = [
  { direction: 'TX', comm: 'ktls_client', ...request },
  { direction: 'RX', comm: 'nginx', ...request },
  { direction: 'TX', comm: 'nginx', ...response },
  { direction: 'RX', comm: 'ktls_client', ...response },
];

/** Whether the records hold the passage, in their order. */
export function hasArrived(logs: readonly CollectedLog[], { direction, comm, begins, holds }: Passage): boolean {
  const text = logs
    .filter(
      ({ attributes }) =>
        attributes['ktls.direction'] === direction &&
        attributes['ktls.comm'] === comm &&
        attributes['ktls.record_type'] === 'application_data',
    )
    .map(({ attributes }) => attributes['ktls.plaintext'])
    .join('');
  return text.startsWith(begins) && text.includes(holds);
}

const SERVER = 2;
const CLIENT = 3;

/** Whether the exchange is two spans and no more: the client's, and as its child the server's. */
export function isTraced(spans: readonly CollectedSpan[]): boolean {
  const of = (kind: number, service: string): CollectedSpan | undefined =>
    spans.find((span) => span.kind === kind && span.resource['service.name'] === service);
  const client = of(CLIENT, 'ktls_client');
  const server = of(SERVER, 'nginx');
  if (client === undefined || server === undefined || spans.length !== 2) return false;
  return (
    server.traceId === client.traceId &&
    server.parentSpanId === client.spanId &&
    spans.every(({ name, attributes }) => name === 'GET' && attributes['http.response.status_code'] === 200)
  );
}
