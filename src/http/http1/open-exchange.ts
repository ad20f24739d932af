// SPDX-License-Identifier: Apache-2.0
import type { Exchange, RequestHead } from '../exchange.ts';
import type { Version } from './start-line.ts';

/** An exchange that has not ended: the version is known only at the end of the request's first line. */
export interface OpenExchange extends Exchange {
  version: Version;
}

/** The client may speak another protocol after this request, if the server agrees (RFC 9110, 7.8 and 9.3.6). */
export function mayChangeProtocol({ version, request }: OpenExchange): boolean {
  return request?.method === 'CONNECT' || (version === '1.1' && asksForUpgrade(request));
}

/** The server agrees to it, with a status that is not of an interim response. */
export function changesProtocol({ request }: OpenExchange, status: number): boolean {
  return status === 101 || (request?.method === 'CONNECT' && status < 300);
}

/** Bytes of the fields that it holds. */
export function heldBy({ request, requestTrailers }: OpenExchange): number {
  const fields = [...(request?.fields ?? []), ...requestTrailers];
  return fields.reduce((size, [name, value]) => size + name.length + value.length, request?.target.length ?? 0);
}

function asksForUpgrade(request: RequestHead | undefined): boolean {
  return request?.fields.some(([name]) => name === 'upgrade') ?? false;
}
