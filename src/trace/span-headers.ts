// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import {
  ATTR_HTTP_REQUEST_HEADER,
  ATTR_HTTP_RESPONSE_HEADER,
  ATTR_RPC_REQUEST_HEADER,
  ATTR_RPC_RESPONSE_HEADER,
  ATTR_RPC_RESPONSE_TRAILER,
} from '@opentelemetry/semantic-conventions/incubating';
import type { Exchange, HeaderFields } from '../http/exchange.ts';
import { shownText } from './shown-text.ts';

/** Which header fields spans have, by their names in lower case. */
export interface SpanHeaders {
  readonly request: readonly string[];
  readonly response: readonly string[];
}

/** Masks secrets in a field's value. */
export interface FieldScrub {
  /** `neverIndexed`: the sender of HTTP/2 does not want it to be kept by anyone (RFC 7541, 7.1.3). */
  field(name: string, value: string, neverIndexed?: boolean): string;
}

/** A field that is sent again and again is told so many times. */
const MAX_VALUES = 8;

/** The fields that were chosen, each with its values in their order; of gRPC its metadata, trailers too. */
export function addHeaders(
  attributes: LogAttributes,
  { request, response, responseTrailers }: Exchange,
  isCall: boolean,
  { request: ofRequest, response: ofResponse }: SpanHeaders,
  scrub: FieldScrub,
): void {
  const add = (names: readonly string[], fields: HeaderFields = [], keyOf: (name: string) => string): void => {
    for (const name of names) {
      const values = fields.filter(([candidate]) => candidate === name).slice(0, MAX_VALUES);
      if (values.length === 0) continue;
      attributes[keyOf(name)] = values.map(([, value, hidden]) => shownText(scrub.field(name, value, hidden)));
    }
  };
  add(ofRequest, request?.fields, isCall ? ATTR_RPC_REQUEST_HEADER : ATTR_HTTP_REQUEST_HEADER);
  add(ofResponse, response?.fields, isCall ? ATTR_RPC_RESPONSE_HEADER : ATTR_HTTP_RESPONSE_HEADER);
  if (isCall) add(ofResponse, responseTrailers, ATTR_RPC_RESPONSE_TRAILER);
}
