// SPDX-License-Identifier: Apache-2.0
import type { PropagatorName } from '../../config/propagators.ts';
import type { CallOrigin, Direction, Origin } from '../capture/event.ts';
import type { Exchange, ExchangeEvents } from '../http/exchange.ts';
import type { Protocols } from '../http/http-connection.ts';
import { HttpStage } from '../http/http-stage.ts';
import { Http1 } from '../http/http1/http1.ts';
import { Http2 } from '../http/http2/http2.ts';
import { Masked } from '../http/masked.ts';
import { Plain } from '../http/plain.ts';
import { OTHER_SENDER } from '../http/protocol.ts';
import { Lines } from '../redact/lines.ts';
import type { PayloadMode } from '../redact/redacted.ts';
import { Redaction } from '../redact/redaction.ts';
import { type CreateScanner, Scanners } from '../redact/scanner.ts';
import { Scrub } from '../redact/scrub.ts';
import { AwaitedSpans } from '../trace/awaited-spans.ts';
import type { Role } from '../trace/pairs.ts';
import type { Routes } from '../trace/routes.ts';
import type { SpanData } from '../trace/span-data.ts';
import type { SpanHeaders } from '../trace/span-headers.ts';
import { type Sampler, Tracing } from '../trace/tracing.ts';
import { inStage } from './stage-error.ts';

export interface StagesOptions {
  mode: PayloadMode;
  /** How much of a call is shown, in bytes. */
  plaintextBytes: number;
  /** Whether exchanges become spans. */
  spans: boolean;
  createScanner: CreateScanner;
  sampler: Sampler;
  /** The wall clock at a time of the boot clock. */
  toUnixNanos: (bootNanos: bigint) => bigint;
  /** Methods that spans tell by their name. */
  knownMethods: readonly string[];
  writeSpan: (origin: Origin, span: SpanData) => void;
  onMasked: (rule: string) => void;
  /** Which paths are which routes, by rules. */
  routes: Routes;
  headers: SpanHeaders;
  /** Which header fields tell the trace of a request. */
  propagators: readonly PropagatorName[];
  onExchange: (role: Role, exchange: Exchange, origin: Origin) => void;
}

export interface Stages {
  http: HttpStage;
  tracing: Tracing;
  awaitedSpans: AwaitedSpans;
  redaction: Redaction;
  /** Masks secrets of heads, outside the raw mode. */
  scrub: Scrub;
}

/** `client`: the direction that carries requests. */
const roleOf = (client: Direction): Role => (client === 'TX' ? 'client' : 'server');

/** Exchanges of one connection on their way to spans. */
class TracedConnection implements ExchangeEvents {
  readonly #tracing: Tracing;
  readonly #origin: CallOrigin;
  readonly #role: Role;

  constructor(tracing: Tracing, origin: CallOrigin, role: Role) {
    this.#tracing = tracing;
    this.#origin = origin;
    this.#role = role;
  }

  requestHead(exchange: Exchange): void {
    inStage('tracing', () => this.#tracing.requestHead(exchange, this.#origin, this.#role));
  }

  ended(exchange: Exchange): void {
    inStage('tracing', () => this.#tracing.ended(exchange, this.#origin, this.#role));
  }
}

/** Nothing is told of messages of which the other half is not seen. */
const NOBODY: ExchangeEvents = { requestHead: () => {}, ended: () => {} };

/** The stages that know HTTP and secrets, joined. */
export function createStages(options: StagesOptions): Stages {
  const { mode, plaintextBytes, spans, createScanner, onMasked } = options;
  const scanners = new Scanners(createScanner);
  const lines = new Lines(scanners);
  const scrub = new Scrub(mode === 'raw' ? undefined : lines);
  const tracing = new Tracing({
    sampler: options.sampler,
    toUnixNanos: options.toUnixNanos,
    write: options.writeSpan,
    ended: options.onExchange,
    scrub,
    routes: options.routes,
    headers: options.headers,
    propagators: options.propagators,
    knownMethods: new Set(options.knownMethods),
    showsHeads: mode !== 'metadata',
  });
  const isFollowed = spans || mode === 'redact' || mode === 'headers';
  const counted = (client: Direction, origin: CallOrigin): ExchangeEvents => ({
    requestHead: () => {},
    ended: (exchange) => options.onExchange(roleOf(client), exchange, origin),
  });
  const eventsOf = (client: Direction, origin: CallOrigin): ExchangeEvents =>
    spans ? new TracedConnection(tracing, origin, roleOf(client)) : counted(client, origin);
  const protocols: Protocols = {
    http1: (client, origin, isFirst) => new Http1(eventsOf(client, origin), isFirst),
    http2: (client, origin, isFirst, atRest) =>
      new Http2(eventsOf(client, origin), { isAmid: !isFirst && atRest === undefined, atRest }),
    oneWay: (protocol, seen, isFirst) => {
      if (protocol === 'http1') return new Http1(NOBODY, true, seen);
      return new Http2(NOBODY, { unseen: OTHER_SENDER[seen], isAmid: !isFirst });
    },
    plain: (isAmid, atRest) => new Plain(isAmid, atRest),
    masked: (reason) => new Masked(reason),
    ...(isFollowed ? {} : { fixed: () => new Plain() }),
  };
  return {
    http: new HttpStage(protocols),
    tracing,
    awaitedSpans: new AwaitedSpans(spans),
    scrub,
    redaction: new Redaction({ mode, plaintextBytes, onMasked, scanners, lines }),
  };
}
