// SPDX-License-Identifier: Apache-2.0
import type { CallOrigin, Direction, Origin } from '../capture/event.ts';
import type { Exchange, ExchangeEvents } from '../http/exchange.ts';
import type { Protocols } from '../http/http-connection.ts';
import { HttpStage } from '../http/http-stage.ts';
import { Http1 } from '../http/http1/http1.ts';
import { Http2 } from '../http/http2/http2.ts';
import { Masked } from '../http/masked.ts';
import { Plain } from '../http/plain.ts';
import { Lines } from '../redact/lines.ts';
import type { PayloadMode } from '../redact/redacted.ts';
import { Redaction } from '../redact/redaction.ts';
import { type CreateScanner, Scanners } from '../redact/scanner.ts';
import { Scrub } from '../redact/scrub.ts';
import type { Role } from '../trace/pairs.ts';
import type { SpanData } from '../trace/span-data.ts';
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
  writeSpan: (origin: Origin, span: SpanData) => void;
  onMasked: (rule: string) => void;
  onExchange: (role: Role, exchange: Exchange) => void;
}

export interface Stages {
  http: HttpStage;
  tracing: Tracing;
  redaction: Redaction;
}

/** The stages that know HTTP and secrets, joined. */
export function createStages(options: StagesOptions): Stages {
  const { mode, plaintextBytes, spans, createScanner, onMasked } = options;
  const scanners = new Scanners(createScanner);
  const lines = new Lines(scanners);
  const tracing = new Tracing({
    sampler: options.sampler,
    write: options.writeSpan,
    ended: options.onExchange,
    scrub: new Scrub(mode === 'raw' ? undefined : lines),
    showsHeads: mode !== 'metadata',
  });
  const isFollowed = spans || mode === 'redact' || mode === 'headers';
  const traced = (origin: CallOrigin, client: Direction): ExchangeEvents => {
    const events = tracing.eventsOf(origin, client);
    return {
      requestHead: (exchange) => inStage('tracing', () => events.requestHead(exchange)),
      ended: (exchange) => inStage('tracing', () => events.ended(exchange)),
    };
  };
  const counted = (client: Direction): ExchangeEvents => ({
    requestHead: () => {},
    ended: (exchange) => options.onExchange(client === 'TX' ? 'client' : 'server', exchange),
  });
  const protocolsOf = (origin: CallOrigin): Protocols => ({
    http1: (client) => new Http1(spans ? traced(origin, client) : counted(client)),
    http2: (client) => new Http2(spans ? traced(origin, client) : counted(client)),
    plain: () => new Plain(),
    masked: (reason) => new Masked(reason),
    ...(isFollowed ? {} : { fixed: () => new Plain() }),
  });
  return {
    http: new HttpStage(protocolsOf),
    tracing,
    redaction: new Redaction({ mode, plaintextBytes, awaitsSpans: spans, onMasked, scanners, lines }),
  };
}
