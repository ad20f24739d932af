// SPDX-License-Identifier: Apache-2.0
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace-base';
import type { PropagatorName } from '../../config/propagators.ts';
import type { Origin } from '../capture/event.ts';
import type { Exchange, RequestHead } from '../http/exchange.ts';
import { type Pair, Pairs, type Role } from './pairs.ts';
import { type DescribeOptions, describeExchange } from './span-attributes.ts';
import type { SpanData } from './span-data.ts';
import { type TraceParent, traceParent } from './trace-parent.ts';

/** What is asked of a sampler of the SDK: 2 is RECORD_AND_SAMPLED. */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: object,
    links: Link[],
  ): { decision: number };
}

export interface TracingOptions extends DescribeOptions {
  /** What is read of requests, in this order. */
  readonly propagators: readonly PropagatorName[];
  readonly sampler: Sampler;
  /** The wall clock at a time of the boot clock. */
  readonly toUnixNanos: (bootNanos: bigint) => bigint;
  readonly write: (origin: Origin, span: SpanData) => void;
  readonly ended: (role: Role, exchange: Exchange, origin: Origin) => void;
}

const RECORD_AND_SAMPLED = 2;
const MAX_LATE = 8_192;

/** A server's span that is over before the client's end of the request was seen. */
interface Late {
  origin: Origin;
  span: SpanData;
  pair: Pair;
  sinceBootNanos: bigint;
}

/** The ids of an exchange's span, and what it is made with at its end. */
class TracedSpan implements SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly pair: Pair;
  readonly parent: SpanContext | undefined;

  constructor(pair: Pair, spanId: string, parent: SpanContext | undefined) {
    this.traceId = pair.traceId;
    this.spanId = spanId;
    this.traceFlags = pair.traceFlags;
    this.pair = pair;
    this.parent = parent;
  }
}

/** Makes spans of exchanges: gives each its ids once its head is known, and writes it when it has ended. */
export class Tracing {
  readonly #options: TracingOptions;
  readonly #pairs = new Pairs();
  readonly #ids = new RandomIdGenerator();
  readonly #late: Late[] = [];

  constructor(options: TracingOptions) {
    this.#options = options;
  }

  /** The request's head is complete. `origin`: of the exchange's connection; `role`: this end of it. */
  requestHead(exchange: Exchange, origin: Origin, role: Role): void {
    const { request } = exchange;
    if (request !== undefined) exchange.span = this.#start(exchange, request, origin, role);
  }

  /** The exchange is over. */
  ended(exchange: Exchange, origin: Origin, role: Role): void {
    this.#options.ended(role, exchange, origin);
    const { request, span } = exchange;
    if (request !== undefined && span instanceof TracedSpan) this.#end(exchange, request, origin, role, span);
  }

  /** Whether spans wait. */
  get isHolding(): boolean {
    return this.#late.length > 0;
  }

  /**
   * Writes the oldest server's span if its client has not been seen since before that time: that is on another host.
   * False: there was none.
   */
  expire(bootNanos: bigint): boolean {
    const [oldest] = this.#late;
    if (oldest === undefined || oldest.sinceBootNanos >= bootNanos) return false;
    return this.end();
  }

  /** Writes the oldest span that waits. False: there was none. */
  end(): boolean {
    const oldest = this.#late.shift();
    if (oldest !== undefined) this.#writeLate(oldest);
    return oldest !== undefined;
  }

  /** Forgets the spans that wait: so many. */
  abandon(): number {
    const { length } = this.#late;
    this.#late.length = 0;
    return length;
  }

  #start(exchange: Exchange, request: RequestHead, origin: Origin, role: Role): TracedSpan {
    const parent = traceParent(request.fields, this.#options.propagators);
    const shown = { origin, role, key: exchange.key, parent };
    const pair = this.#pairs.find(shown) ?? this.#pairs.add(shown, this.#newTrace(request, role, parent));
    const spanId = role === 'client' ? pair.clientSpanId : this.#ids.generateSpanId();
    return new TracedSpan(pair, spanId, parent?.span);
  }

  #newTrace({ method }: RequestHead, role: Role, parent: TraceParent | undefined): Omit<Pair, Role> {
    const traceId = parent?.span.traceId ?? this.#ids.generateTraceId();
    const context = parent?.isDecided ? trace.setSpanContext(ROOT_CONTEXT, parent.span) : ROOT_CONTEXT;
    const kind = role === 'client' ? SpanKind.CLIENT : SpanKind.SERVER;
    const { decision } = this.#options.sampler.shouldSample(context, traceId, method, kind, {}, []);
    const traceFlags = decision === RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return { traceId, traceFlags, clientSpanId: this.#ids.generateSpanId() };
  }

  #end(exchange: Exchange, request: RequestHead, origin: Origin, role: Role, context: TracedSpan): void {
    const { pair, parent, traceFlags } = context;
    if (traceFlags !== TraceFlags.SAMPLED) return;
    const startUnixNanos = this.#options.toUnixNanos(exchange.startBootNanos);
    const span: SpanData = {
      ...describeExchange(exchange, request, origin, role, this.#options),
      context,
      parentSpanId: parent?.spanId,
      isParentRemote: parent !== undefined,
      kind: role,
      startUnixNanos,
      // The wall clock may have been set meanwhile.
      endUnixNanos: startUnixNanos + exchange.endBootNanos - exchange.startBootNanos,
    };
    if (role === 'client') {
      this.#options.write(origin, span);
      return;
    }
    const late: Late = { origin, span, pair, sinceBootNanos: exchange.endBootNanos };
    if (pair.client) {
      this.#writeLate(late);
      return;
    }
    this.#late.push(late);
    if (this.#late.length > MAX_LATE) for (const oldest of this.#late.splice(0, 1)) this.#writeLate(oldest);
  }

  /** The client's span goes between the server's and what the request names as its parent. */
  #writeLate({ origin, span, pair }: Late): void {
    const isMirrored = pair.client;
    this.#options.write(origin, isMirrored ? { ...span, parentSpanId: pair.clientSpanId, isParentRemote: true } : span);
  }
}
