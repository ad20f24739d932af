// SPDX-License-Identifier: Apache-2.0
import type { Exchange, ExchangeFailure, HeaderFields, RequestHead } from '../http/exchange.ts';
import { isGrpc, isGrpcWeb } from '../http/grpc.ts';
import type { Role } from './pairs.ts';

/** By number: the status codes of gRPC (google.rpc.Code). */
const GRPC_STATUSES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
/** Those that are the server's own failure (semantic conventions for gRPC); to a client all but OK are errors. */
const SERVER_ERRORS = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);
const OK = 'OK';
const OWN_FAILURES: ReadonlySet<ExchangeFailure> = new Set(['lost', 'uncaptured', 'limit', 'left']);

/**
 * What a client takes for the status of a call by the status of HTTP where the response has none of its own: that of a proxy,
 * for instance (gRPC, "HTTP to gRPC Status Code Mapping"). Any other is UNKNOWN.
 */
const STATUSES_BY_HTTP = new Map([
  [400, 'INTERNAL'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'UNIMPLEMENTED'],
  [429, 'UNAVAILABLE'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'UNAVAILABLE'],
]);
const HTTP_OK = 200;
const MAX_STATUS = 599;
/** `error.type` of what has no name of its own. */
const OTHER_ERROR = '_OTHER';

/** Whether it is a call of gRPC: by the content type of its request, or by a status that no other protocol has. */
export function isRpc(exchange: Exchange): boolean {
  const { request, version } = exchange;
  if (request === undefined) return false;
  const type = fieldOf(request.fields, 'content-type');
  if (type !== undefined) return isGrpc(type);
  return version === '2' && request.method === 'POST' && statusFieldOf(exchange) !== undefined;
}

/** `package.Service/Method`, a name without parameters; undefined: its target is something else. */
export function rpcMethodOf({ target }: RequestHead): string | undefined {
  return /^\/([A-Za-z0-9_.]{1,255}\/[A-Za-z0-9_]{1,255})$/.exec(target)?.[1];
}

/** The status of a gRPC call by name, or as the number that it was where that has no name; undefined: none was seen. */
export function rpcStatusOf(exchange: Exchange, role: Role): string | undefined {
  const status = statusFieldOf(exchange);
  if (status !== undefined) return /^[0-9]{1,2}$/.test(status) ? (GRPC_STATUSES[Number(status)] ?? status) : undefined;
  const { request, response, isResponseWhole, failure } = exchange;
  if (role === 'server' || response === undefined || failure !== undefined || !isResponseWhole) return undefined;
  // gRPC-Web has its trailers in the content, which is not read.
  if (response.status === HTTP_OK && isGrpcWeb(fieldOf(request?.fields ?? [], 'content-type') ?? '')) return undefined;
  return STATUSES_BY_HTTP.get(response.status) ?? 'UNKNOWN';
}

function statusFieldOf({ response, responseTrailers }: Exchange): string | undefined {
  return fieldOf(responseTrailers, 'grpc-status') ?? fieldOf(response?.fields ?? [], 'grpc-status');
}

/** `error.type`: why an exchange is an error to this end of it; undefined: it is none, as far as it was seen. */
export function errorTypeOf(exchange: Exchange, role: Role): string | undefined {
  return failureOf(exchange, role) ?? rpcErrorOf(exchange, role) ?? statusErrorOf(exchange, role);
}

/** What an end of the exchange did. A client that goes away, or sends what is no HTTP, is no error of its server. */
export function failureOf({ failure, failedBy }: Exchange, role: Role): ExchangeFailure | undefined {
  if (failure === undefined || OWN_FAILURES.has(failure)) return undefined;
  return role === 'server' && failedBy === 'client' ? undefined : failure;
}

/** Why the rest of it was not seen, which says nothing of its ends. */
export function unseenOf({ failure }: Exchange): ExchangeFailure | undefined {
  return failure !== undefined && OWN_FAILURES.has(failure) ? failure : undefined;
}

/** Of a call of gRPC that its status makes an error. */
export function rpcErrorOf(exchange: Exchange, role: Role): string | undefined {
  const status = isRpc(exchange) ? rpcStatusOf(exchange, role) : undefined;
  if (status === undefined || status === OK) return undefined;
  // A number without a name is taken for UNKNOWN by every library.
  const isServerError = SERVER_ERRORS.has(status) || !GRPC_STATUSES.includes(status);
  return role === 'client' || isServerError ? status : undefined;
}

/** 5xx, or 4xx too for a client (semantic conventions for HTTP spans). A peer may make up others: they are one. */
function statusErrorOf({ response }: Exchange, role: Role): string | undefined {
  if (response === undefined || response.status < (role === 'server' ? 500 : 400)) return undefined;
  return response.status > MAX_STATUS ? OTHER_ERROR : String(response.status);
}

function fieldOf(fields: HeaderFields, name: string): string | undefined {
  return fields.find(([candidate]) => candidate === name)?.[1];
}
