// SPDX-License-Identifier: Apache-2.0
import type { Exchange, HeaderFields } from '../exchange.ts';
import type { FramingFields } from './framing.ts';
import type { Version } from './start-line.ts';

/** An exchange that has not ended: the version is known only at the end of the request's first line. */
export interface OpenExchange extends Exchange {
  version: Version;
  /** Of the request's head. */
  requestFraming?: FramingFields;
}

/** The client may speak another protocol after this request, if the server agrees (RFC 9110, 7.8 and 9.3.6). */
export function mayChangeProtocol({ version, request, requestFraming }: OpenExchange): boolean {
  return request?.method === 'CONNECT' || (version === '1.1' && requestFraming?.isUpgrade === true);
}

/** The server agrees to it, with a status that is not of an interim response. */
export function changesProtocol({ request }: OpenExchange, status: number): boolean {
  return status === 101 || (request?.method === 'CONNECT' && status < 300);
}

/** Bytes of the fields that it holds. */
export function heldBy({ request, requestTrailers }: OpenExchange): number {
  if (request === undefined) return bytesOf(requestTrailers);
  return request.target.length + bytesOf(request.fields) + bytesOf(requestTrailers);
}

function bytesOf(fields: HeaderFields): number {
  let bytes = 0;
  for (const [name, value] of fields) bytes += name.length + value.length;
  return bytes;
}
