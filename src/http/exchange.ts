// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';

/** When the call that moved some bytes returned (CLOCK_BOOTTIME). */
export type BootNanos = bigint;

/**
 * Field names in lower case, in their order; repeated fields are repeated. Values are latin1, one character a byte.
 * `neverIndexed` (HTTP/2; RFC 7541, 7.1.3) are masked wherever they are shown.
 */
export type HeaderFields = readonly (readonly [name: string, value: string, neverIndexed?: true])[];

/** What a request's head says. Sensitive: it has not been through redaction. */
export interface RequestHead {
  method: string;
  /** As it was sent: `/path?query`, an absolute URL, `host:port` of CONNECT, or `*`. HTTP/2: `:path`. */
  target: string;
  /** The Host field, or `:authority`; undefined when neither was sent. */
  authority: string | undefined;
  fields: HeaderFields;
}

export interface ResponseHead {
  status: number;
  fields: HeaderFields;
}

/**
 * Why an exchange did not come to its end. Of its ends: the connection was closed; the stream was reset (HTTP/2); what was
 * sent is no HTTP. Of ours: bytes are missing or nothing of it can be followed any more (`lost`); the end of a call was not
 * copied (`uncaptured`); it outgrew a limit of ours; it was still under way when it was followed no further (`left`).
 */
export type ExchangeFailure = 'closed' | 'reset' | 'malformed' | 'lost' | 'uncaptured' | 'limit' | 'left';

/** A request and its response on one end of a connection. The parser fills it as they go by. Its heads are sensitive. */
export interface Exchange {
  readonly version: '1.0' | '1.1' | '2';
  /**
   * Only one direction of its connection is seen, and so one of its messages: it makes no span, and nobody is told of its
   * end.
   */
  readonly isHalf: boolean;
  /**
   * The same at both ends of a connection that is seen from its start: the offset of the request in its direction
   * (HTTP/1), or the stream's id (HTTP/2).
   */
  readonly key: number;
  /** Of the first byte of the request. */
  readonly startBootNanos: BootNanos;
  request: RequestHead | undefined;
  /** The final response, not 1xx, but for 101. */
  response: ResponseHead | undefined;
  /** Fields after the bodies. */
  requestTrailers: HeaderFields;
  responseTrailers: HeaderFields;
  /** Bytes of content so far, without framing; those skipped by length count. */
  requestBodyBytes: number;
  responseBodyBytes: number;
  /** Whether that is all of it. */
  isRequestWhole: boolean;
  isResponseWhole: boolean;
  /** Of the last byte of the response that was seen; of the request as long as there is none. */
  endBootNanos: BootNanos;
  failure: ExchangeFailure | undefined;
  /** Who closed the connection, reset the stream or sent what is no HTTP; undefined: nobody knows. */
  failedBy: 'client' | 'server' | undefined;
  /** Given by the tracing stage, at the latest when the request's head is complete. */
  span: SpanContext | undefined;
}

/** What a parser tells as it goes. Each exchange ends once at most. */
export interface ExchangeEvents {
  /** The request's head is complete: `request` is there. */
  requestHead(exchange: Exchange): void;
  /** The response is complete, whether or not the request is, or `failure` says why not. Not told of what is `left`. */
  ended(exchange: Exchange): void;
}

/**
 * The exchange is over; what comes after that changes nothing of it. Calls of two threads may be reported in another
 * order than they were made in: no exchange ends before it starts.
 */
export function endExchange(exchange: Exchange, failure: ExchangeFailure | undefined, events: ExchangeEvents): void {
  exchange.failure = failure;
  if (failure === 'left') return;
  if (exchange.endBootNanos < exchange.startBootNanos) exchange.endBootNanos = exchange.startBootNanos;
  events.ended(exchange);
}

/** An exchange of which nothing is known but where and when it starts. */
export function newExchange<Version extends Exchange['version']>(
  version: Version,
  key: number,
  startBootNanos: BootNanos,
  isHalf = false,
): Exchange & { version: Version } {
  return {
    version,
    isHalf,
    key,
    startBootNanos,
    request: undefined,
    response: undefined,
    requestTrailers: [],
    responseTrailers: [],
    requestBodyBytes: 0,
    responseBodyBytes: 0,
    isRequestWhole: false,
    isResponseWhole: false,
    endBootNanos: startBootNanos,
    failure: undefined,
    failedBy: undefined,
    span: undefined,
  };
}
