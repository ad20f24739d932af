// SPDX-License-Identifier: Apache-2.0
import type { HeaderFields } from '../exchange.ts';
import { trimmed } from './field-line.ts';
import type { Version } from './start-line.ts';

/** How long the content of a message is, and whether its bytes are those that it means. */
export interface Framing {
  length: number | 'chunked' | 'until-end';
  isEncoded: boolean;
  /** It begins amid something (RFC 9110, 14.4). */
  isTail: boolean;
  /** It is made of parts with heads of their own (RFC 2046, 5.1). */
  isMultipart: boolean;
}

export const NO_CONTENT: Framing = { length: 0, isEncoded: false, isTail: false, isMultipart: false };

const TRANSFER_CODINGS = new Set(['chunked', 'gzip', 'x-gzip', 'deflate', 'compress', 'x-compress']);
// 15 digits: exact as a number.
const LENGTH = /^[0-9]{1,15}$/;

/**
 * Of a message that may have content (RFC 9112, 6.3); `otherwise` is its length when it says none. Where two readers
 * could disagree it is malformed, even if the RFC has a rule for one of them: requests are smuggled through these.
 */
export function framingOf(version: Version, fields: HeaderFields, otherwise: 0 | 'until-end'): Framing | 'malformed' {
  const codings = listOf(fields, 'transfer-encoding');
  const lengths = listOf(fields, 'content-length');
  const isTail = isTailOf(fields);
  const isEncoded = listOf(fields, 'content-encoding').some((coding) => coding !== '' && coding !== 'identity');
  const isMultipart = fields.some(([name, value]) => name === 'content-type' && /^[ \t]*multipart\//i.test(value));
  const rest = { isEncoded, isTail, isMultipart };
  if (codings.length > 0) {
    if (lengths.length > 0 || version === '1.0') return 'malformed';
    return transferFraming(codings, otherwise, rest);
  }
  const [length] = lengths;
  if (length === undefined) return { length: otherwise, ...rest };
  if (!LENGTH.test(length) || lengths.some((other) => other !== length)) return 'malformed';
  return { length: Number(length), ...rest };
}

function transferFraming(
  codings: string[],
  otherwise: 0 | 'until-end',
  rest: Omit<Framing, 'length'>,
): Framing | 'malformed' {
  const chunked = codings.indexOf('chunked');
  const isLast = chunked === codings.length - 1;
  if ((chunked !== -1 && !isLast) || codings.some((coding) => !TRANSFER_CODINGS.has(coding))) return 'malformed';
  if (isLast) return { ...rest, length: 'chunked', isEncoded: rest.isEncoded || codings.length > 1 };
  return otherwise === 0 ? 'malformed' : { ...rest, length: otherwise, isEncoded: true };
}

/** Content that begins where something else was left off: what it goes on with is not known. */
export function isTailOf(fields: HeaderFields): boolean {
  return fields.some(([name, value]) => name === 'content-range' && !/^bytes 0+-/i.test(value));
}

/** Whether the sender says that the connection ends after this exchange (RFC 9112, 9.3). */
export function isLast(version: Version, fields: HeaderFields): boolean {
  const options = listOf(fields, 'connection');
  return options.includes('close') || (version === '1.0' && !options.includes('keep-alive'));
}

/** The elements of all fields of that name, in lower case; empty only when there is none. */
function listOf(fields: HeaderFields, name: string): string[] {
  return fields
    .filter((field) => field[0] === name)
    .flatMap(([, value]) => value.split(','))
    .map((element) => trimmed(element).toLowerCase());
}
