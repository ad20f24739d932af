// SPDX-License-Identifier: Apache-2.0
import type { HeaderFields, RequestHead, ResponseHead } from '../exchange.ts';
import { isGrpc } from '../grpc.ts';
import type { DecodedField } from '../part.ts';
import { fieldBytes } from './hpack.ts';

const STATUS = /^[1-9][0-9]{2}$/;

/** undefined: it is none, for it has no method; or a field is not known that says what is requested. */
export function requestHead(fields: readonly DecodedField[]): RequestHead | undefined {
  const method = firstValue(fields, ':method');
  if (method === undefined) return undefined;
  const authority = firstValue(fields, ':authority') ?? firstValue(fields, 'host');
  // CONNECT has no path, unless for a protocol of its own (RFC 8441).
  const path = firstValue(fields, ':path');
  if (path === undefined && hasUnknown(fields)) return undefined;
  const target = path ?? (method === 'CONNECT' ? authority : undefined) ?? '';
  return { method, target, authority, fields: headerFields(fields) };
}

/** undefined: it is none, for it has no status. */
export function responseHead(fields: readonly DecodedField[]): ResponseHead | undefined {
  const status = firstValue(fields, ':status');
  return status !== undefined && STATUS.test(status)
    ? { status: Number(status), fields: headerFields(fields) }
    : undefined;
}

/** Without those that stand for the first line of HTTP/1. */
export function headerFields(fields: readonly DecodedField[]): HeaderFields {
  return fields
    .filter(({ name, isUnknown }) => !isUnknown && !name.startsWith(':'))
    .map(({ name, value, neverIndexed }) =>
      neverIndexed ? ([name.toLowerCase(), value, true] as const) : ([name.toLowerCase(), value] as const),
    );
}

/** Whether there are fields of which neither name nor value is known. */
export const hasUnknown = (fields: readonly DecodedField[]): boolean => fields.some(({ isUnknown }) => isUnknown);

/** Whether the request is a call of gRPC, as far as its fields are known. */
export function mayBeRpc({ method }: RequestHead, fields: readonly DecodedField[]): boolean {
  const type = firstValue(fields, 'content-type');
  return method === 'POST' && (type === undefined ? hasUnknown(fields) : isGrpc(type));
}

/** Whether the content is not what its bytes say. gRPC compresses message by message. */
export function isEncoded(fields: readonly DecodedField[]): boolean {
  return fields.some(({ name, value }) => {
    const field = name.toLowerCase();
    if (field !== 'content-encoding' && field !== 'grpc-encoding') return false;
    return value.split(',').some((coding) => !['', 'identity'].includes(coding.trim().toLowerCase()));
  });
}

export function headBytes(fields: readonly DecodedField[]): number {
  return fields.reduce((bytes, field) => bytes + fieldBytes(field), 0);
}

function firstValue(fields: readonly DecodedField[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value;
}
