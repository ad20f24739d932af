// SPDX-License-Identifier: Apache-2.0
import type { Complaint } from './filter-list.ts';
import { commaList, type Format } from './format.ts';
import { parseTokens, TOKEN } from './token-list.ts';

/** With all of them in head and trailers, a span stays below 128 attributes: OTEL_ATTRIBUTE_COUNT_LIMIT's default. */
const MAX_NAMES = 24;
const MAX_LENGTH = 64;

/** The names of a text that `headerNames` accepts: in lower case, each once. */
export const parseHeaderNames = (text: string | null): readonly string[] => [
  ...new Set(parseTokens(text).map((name) => name.toLowerCase())),
];

/** Names of header fields, with commas between; a list in the YAML file. */
export const headerNames: Format = {
  coerce: (text) => text,
  accepts: (value) => typeof value === 'string' && complaintsOf(value).length === 0,
  allowed: () =>
    `at most ${MAX_NAMES} names of header fields of at most ${MAX_LENGTH} characters, with commas between, in any case`,
  complaints: (value) => (typeof value === 'string' ? complaintsOf(value) : []),
  fromYaml: commaList,
};

function complaintsOf(text: string): Complaint[] {
  const names = parseTokens(text);
  if (names.length > MAX_NAMES) return [{ reason: `${names.length} names, at most ${MAX_NAMES}` }];
  return names.flatMap((value) => {
    const reason = complaintAbout(value);
    return reason === undefined ? [] : [{ value, reason }];
  });
}

function complaintAbout(name: string): string | undefined {
  if (name.startsWith(':')) return 'is a pseudo-header: http.request.method, url.* and server.address of spans tell it';
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  return TOKEN.test(name) ? undefined : 'is no name of a header field (RFC 9110, 5.1)';
}
