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
import type { Origin } from '../capture/event.ts';
import type { Exchange, RequestHead } from '../http/exchange.ts';
import { type Pair, Pairs, type Role } from './pairs.ts';
import { type DescribeOptions, describeExchange } from './span-attributes.ts';
import type { SpanData } from './span-data.ts';
import { traceParent } from './trace-parent.ts';

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
  readonly sampler: Sampler;
  readonly write: (origin: Origin, span: SpanData) => void;
  readonly ended: (role: Role, exchange: Exchange) => void;
}

const RECORD_AND_SAMPLED = 2;
const MAX_LATE = 8_192;

/** A server's span that is over before the client's end of the request was seen. */
interface Late {
  origin: Origin;
  span: SpanData;
  pair: Pair;
  sinceUnixNanos: bigint;
}

interface Traced {
  request: RequestHead;
  pair: Pair;
  parent: SpanContext | undefined;
}

/** Makes spans of exchanges: gives each its ids once its head is known, and writes it when it has ended. */
export class Tracing {
  readonly #options: TracingOptions;
  readonly #pairs = new Pairs();
  readonly #ids = new RandomIdGenerator();
  readonly #late: Late[] = [];
  readonly #traced = new WeakMap<Exchange, Traced>();

  constructor(options: TracingOptions) {
    this.#options = options;
  }

  /** The request's head is complete. `origin`: of the exchange's connection; `role`: this end of it. */
  requestHead(exchange: Exchange, origin: Origin, role: Role): void {
    const { request } = exchange;
    if (request !== undefined) this.#traced.set(exchange, this.#start(exchange, request, origin, role));
  }

  /** The exchange is over. */
  ended(exchange: Exchange, origin: Origin, role: Role): void {
    this.#options.ended(role, exchange);
    const traced = this.#traced.get(exchange);
    if (traced !== undefined) this.#end(exchange, origin, role, traced);
  }

  /** Whether spans wait. */
  get isHolding(): boolean {
    return this.#late.length > 0;
  }

  /**
   * Writes the oldest server's span if its client has not been seen since before that time: that is on another host.
   * False: there was none.
   */
  expire(timeUnixNanos: bigint): boolean {
    const [oldest] = this.#late;
    if (oldest === undefined || oldest.sinceUnixNanos >= timeUnixNanos) return false;
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

  #start(exchange: Exchange, request: RequestHead, origin: Origin, role: Role): Traced {
    const parent = traceParent(request.fields);
    const key = pairKey(exchange, origin, role);
    const pair = this.#pairs.find(key, role) ?? this.#pairs.add(key, role, this.#newTrace(request, role, parent));
    const spanId = role === 'client' ? pair.clientSpanId : this.#ids.generateSpanId();
    exchange.span = { traceId: pair.traceId, spanId, traceFlags: pair.traceFlags };
    return { request, pair, parent };
  }

  #newTrace({ method }: RequestHead, role: Role, parent: SpanContext | undefined): Omit<Pair, 'seen'> {
    const traceId = parent?.traceId ?? this.#ids.generateTraceId();
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const kind = role === 'client' ? SpanKind.CLIENT : SpanKind.SERVER;
    const { decision } = this.#options.sampler.shouldSample(context, traceId, method, kind, {}, []);
    const traceFlags = decision === RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE;
    return { traceId, traceFlags, clientSpanId: this.#ids.generateSpanId() };
  }

  #end(exchange: Exchange, origin: Origin, role: Role, { request, pair, parent }: Traced): void {
    const context = exchange.span;
    if (context === undefined || context.traceFlags !== TraceFlags.SAMPLED) return;
    const span: SpanData = {
      ...describeExchange(exchange, request, origin, role, this.#options),
      context,
      parentSpanId: parent?.spanId,
      isParentRemote: parent !== undefined,
      kind: role,
      startUnixNanos: exchange.startUnixNanos,
      endUnixNanos: exchange.endUnixNanos,
    };
    if (role === 'client') {
      this.#options.write(origin, span);
      return;
    }
    const late: Late = { origin, span, pair, sinceUnixNanos: exchange.endUnixNanos };
    if (pair.seen.has('client')) {
      this.#writeLate(late);
      return;
    }
    this.#late.push(late);
    if (this.#late.length > MAX_LATE) for (const oldest of this.#late.splice(0, 1)) this.#writeLate(oldest);
  }

  /** The client's span goes between the server's and what the request names as its parent. */
  #writeLate({ origin, span, pair }: Late): void {
    const isMirrored = pair.seen.has('client');
    this.#options.write(origin, isMirrored ? { ...span, parentSpanId: pair.clientSpanId, isParentRemote: true } : span);
  }
}

function pairKey(exchange: Exchange, origin: Origin, role: Role): string {
  const local = `${origin.localAddress} ${origin.localPort}`;
  const peer = `${origin.peerAddress} ${origin.peerPort}`;
  return `${role === 'client' ? `${local} ${peer}` : `${peer} ${local}`} ${exchange.key}`;
}
