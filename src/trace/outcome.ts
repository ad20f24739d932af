// SPDX-License-Identifier: Apache-2.0
import type { Exchange, ExchangeFailure, HeaderFields } from '../http/exchange.ts';
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
const OWN_FAILURES: ReadonlySet<ExchangeFailure> = new Set(['lost', 'limit', 'left']);

/** Whether its target is `/package.Service/Method` of a gRPC request, which is a name without parameters. */
export function isRpc({ request }: Exchange): boolean {
  if (request === undefined || !fieldOf(request.fields, 'content-type')?.startsWith('application/grpc')) return false;
  return /^\/[A-Za-z0-9_.]{1,255}\/[A-Za-z0-9_]{1,255}$/.test(request.target);
}

/** The status of a gRPC call by name, or as the number that it was where that has no name; undefined: none was seen. */
export function rpcStatusOf({ response, responseTrailers }: Exchange): string | undefined {
  const status = fieldOf(responseTrailers, 'grpc-status') ?? fieldOf(response?.fields ?? [], 'grpc-status');
  if (status === undefined || !/^[0-9]{1,2}$/.test(status)) return undefined;
  return GRPC_STATUSES[Number(status)] ?? status;
}

/** `error.type`: why an exchange is an error to this end of it; undefined: it is none, as far as it was seen. */
export function errorTypeOf(exchange: Exchange, role: Role): string | undefined {
  return failureOf(exchange, role) ?? rpcErrorOf(exchange, role) ?? statusErrorOf(exchange, role);
}

/** What an end of the exchange did. A client that goes away is no error of its server. */
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
  const status = isRpc(exchange) ? rpcStatusOf(exchange) : undefined;
  if (status === undefined || status === OK) return undefined;
  // A number without a name is taken for UNKNOWN by every library.
  const isServerError = SERVER_ERRORS.has(status) || !GRPC_STATUSES.includes(status);
  return role === 'client' || isServerError ? status : undefined;
}

/** 5xx, or 4xx too for a client (semantic conventions for HTTP spans). */
function statusErrorOf({ response }: Exchange, role: Role): string | undefined {
  if (response === undefined || response.status < (role === 'server' ? 500 : 400)) return undefined;
  return String(response.status);
}

function fieldOf(fields: HeaderFields, name: string): string | undefined {
  return fields.find(([candidate]) => candidate === name)?.[1];
}
