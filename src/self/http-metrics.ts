// SPDX-License-Identifier: Apache-2.0
import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import type { Origin } from '../capture/event.ts';
import type { Exchange } from '../http/exchange.ts';
import { errorTypeOf, isRpc, rpcStatusOf, unseenOf } from '../trace/outcome.ts';
import type { Role } from '../trace/pairs.ts';
import type { Route } from '../trace/routes.ts';
import { isStatus } from './counts.ts';
import { INSTRUMENTS, type InstrumentName } from './instruments.ts';

/** Advised by the semantic conventions for HTTP and for RPC, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** The conventions advise none: powers of four, in bytes. */
const SIZE_BUCKETS = Array.from({ length: 14 }, (_, index) => 64 * 4 ** index);
const NANOS = 1e9;
/** Of a method that is none of the known ones (HTTP semantic conventions). */
const OTHER_METHOD = '_OTHER';

/** Whose exchange it is. */
export interface ExchangeOwner {
  readonly role: Role;
  readonly origin: Origin;
  readonly service: string;
  readonly route: Route | undefined;
  readonly scheme: string;
  /** A call of gRPC's; undefined: not to be shown. */
  readonly rpcMethod: string | undefined;
}

/** The metrics of the semantic conventions for HTTP and RPC, of each exchange that was seen to its end, sampled or not. */
export class HttpMetrics {
  readonly #knownMethods: ReadonlySet<string>;
  readonly #durations: Record<Role, Histogram>;
  readonly #calls: Record<Role, Histogram>;
  readonly #requests: Record<Role, Histogram>;
  readonly #responses: Record<Role, Histogram>;

  constructor(meter: Meter, knownMethods: readonly string[]) {
    this.#knownMethods = new Set(knownMethods);
    const both = (of: (role: Role) => InstrumentName, buckets: number[]): Record<Role, Histogram> => ({
      client: histogram(meter, of('client'), buckets),
      server: histogram(meter, of('server'), buckets),
    });
    this.#durations = both((role) => `http.${role}.request.duration`, DURATION_BUCKETS);
    this.#requests = both((role) => `http.${role}.request.body.size`, SIZE_BUCKETS);
    this.#responses = both((role) => `http.${role}.response.body.size`, SIZE_BUCKETS);
    this.#calls = both((role) => `rpc.${role}.call.duration`, DURATION_BUCKETS);
  }

  record(exchange: Exchange, owner: ExchangeOwner): void {
    if (unseenOf(exchange) !== undefined) return;
    const { role } = owner;
    const seconds = Number(exchange.endBootNanos - exchange.startBootNanos) / NANOS;
    const attributes = this.#httpAttributes(exchange, owner);
    this.#durations[role].record(seconds, attributes);
    if (exchange.isRequestWhole) this.#requests[role].record(exchange.requestBodyBytes, attributes);
    if (exchange.isResponseWhole) this.#responses[role].record(exchange.responseBodyBytes, attributes);
    if (isRpc(exchange)) this.#calls[role].record(seconds, rpcAttributes(exchange, owner));
  }

  #httpAttributes(exchange: Exchange, owner: ExchangeOwner): Attributes {
    const { request, response, version } = exchange;
    const { role, route, scheme } = owner;
    const method = request?.method;
    const attributes: Attributes = {
      ...commonAttributes(exchange, owner),
      'http.request.method': method !== undefined && this.#knownMethods.has(method) ? method : OTHER_METHOD,
      'url.scheme': scheme,
      'network.protocol.name': 'http',
      'network.protocol.version': version,
    };
    if (response !== undefined && isStatus(response.status)) attributes['http.response.status_code'] = response.status;
    if (route !== undefined) attributes[role === 'server' ? 'http.route' : 'url.template'] = route.name;
    if (route?.isGuessed === true) attributes['ktls.http.route.guessed'] = true;
    return attributes;
  }
}

function rpcAttributes(exchange: Exchange, owner: ExchangeOwner): Attributes {
  const status = rpcStatusOf(exchange, owner.role);
  return {
    ...commonAttributes(exchange, owner),
    'rpc.system.name': 'grpc',
    ...(owner.rpcMethod !== undefined && { 'rpc.method': owner.rpcMethod }),
    ...(status !== undefined && { 'rpc.response.status_code': status }),
  };
}

/** A client's server is that of its socket: names are the peer's choice. */
function commonAttributes(exchange: Exchange, { role, origin, service }: ExchangeOwner): Attributes {
  const errorType = errorTypeOf(exchange, role);
  return {
    'service.name': service,
    ...(errorType !== undefined && { 'error.type': errorType }),
    ...(role === 'client' && { 'server.address': origin.peerAddress, 'server.port': origin.peerPort }),
  };
}

function histogram(meter: Meter, name: InstrumentName, explicitBucketBoundaries: number[]): Histogram {
  const { unit, description } = INSTRUMENTS[name];
  return meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries } });
}
