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
  /** It is a form: one line, whose beginning says what its fields are. */
  isForm: boolean;
}

export const NO_CONTENT: Framing = { length: 0, isEncoded: false, isTail: false, isMultipart: false, isForm: false };

const TRANSFER_CODINGS = new Set(['chunked', 'gzip', 'x-gzip', 'deflate', 'compress', 'x-compress']);
// 15 digits: exact as a number.
const LENGTH = /^[0-9]{1,15}$/;

/** What the fields of a head say of its framing: the elements of each of these, in lower case; empty where there are none. */
export interface FramingFields {
  transferCodings: readonly string[];
  lengths: readonly string[];
  contentCodings: readonly string[];
  connection: readonly string[];
  isTail: boolean;
  isMultipart: boolean;
  isForm: boolean;
  isUpgrade: boolean;
}

const NONE: readonly string[] = [];

export function framingFields(fields: HeaderFields): FramingFields {
  const found: FramingFields = {
    transferCodings: NONE,
    lengths: NONE,
    contentCodings: NONE,
    connection: NONE,
    isTail: false,
    isMultipart: false,
    isForm: false,
    isUpgrade: false,
  };
  for (const [name, value] of fields) {
    switch (name) {
      case 'transfer-encoding':
        found.transferCodings = [...found.transferCodings, ...elementsOf(value)];
        break;
      case 'content-length':
        found.lengths = [...found.lengths, ...elementsOf(value)];
        break;
      case 'content-encoding':
        found.contentCodings = [...found.contentCodings, ...elementsOf(value)];
        break;
      case 'connection':
        found.connection = [...found.connection, ...elementsOf(value)];
        break;
      case 'content-type':
        found.isMultipart ||= /^[ \t]*multipart\//i.test(value);
        found.isForm ||= /^[ \t]*application\/x-www-form-urlencoded/i.test(value);
        break;
      case 'content-range':
        found.isTail ||= isTail(value);
        break;
      case 'upgrade':
        found.isUpgrade = true;
    }
  }
  return found;
}

const elementsOf = (value: string): string[] => value.split(',').map((element) => trimmed(element).toLowerCase());

/**
 * Of a message that may have content (RFC 9112, 6.3); `otherwise` is its length when it says none. Where two readers
 * could disagree it is malformed, even if the RFC has a rule for one of them: requests are smuggled through these.
 */
export function framingOf(
  version: Version,
  { transferCodings, lengths, contentCodings, isTail, isMultipart, isForm }: FramingFields,
  otherwise: 0 | 'until-end',
): Framing | 'malformed' {
  const isEncoded = contentCodings.some((coding) => coding !== '' && coding !== 'identity');
  const rest = { isEncoded, isTail, isMultipart, isForm };
  if (transferCodings.length > 0) {
    if (lengths.length > 0 || version === '1.0') return 'malformed';
    return transferFraming(transferCodings, otherwise, rest);
  }
  const [length] = lengths;
  if (length === undefined) return { length: otherwise, ...rest };
  if (!LENGTH.test(length) || lengths.some((other) => other !== length)) return 'malformed';
  return { length: Number(length), ...rest };
}

function transferFraming(
  codings: readonly string[],
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
  return fields.some(([name, value]) => name === 'content-range' && isTail(value));
}

const isTail = (range: string): boolean => !/^bytes 0+-/i.test(range);

/** Whether the sender says that the connection ends after this exchange (RFC 9112, 9.3). */
export function isLast(version: Version, { connection }: FramingFields): boolean {
  return connection.includes('close') || (version === '1.0' && !connection.includes('keep-alive'));
}
