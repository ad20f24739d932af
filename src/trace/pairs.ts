// SPDX-License-Identifier: Apache-2.0
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import type { Origin } from '../capture/event.ts';
import type { TraceParent } from './trace-parent.ts';

export type Role = 'client' | 'server';

/** A request as one end of its connection shows it. */
export interface ShownRequest {
  readonly origin: Pick<
    Origin,
    'networkNamespace' | 'localAddress' | 'localPort' | 'peerAddress' | 'peerPort' | 'sentStart' | 'receivedStart'
  >;
  readonly role: Role;
  /** Which one of the connection's it is. */
  readonly key: number;
  /** What its own bytes say. */
  readonly parent: TraceParent | undefined;
}

/** A request as both of its ends know it, where both are on this host. */
export interface Pair {
  readonly traceId: string;
  readonly traceFlags: number;
  readonly clientSpanId: string;
  /** Whether that end has shown the request. */
  client: boolean;
  server: boolean;
}

type Ids = Pick<Pair, 'traceId' | 'traceFlags' | 'clientSpanId'>;

const REMEMBERED = 65_536;

/**
 * Requests by what is the same at both ends: network namespace, addresses, ports, and the request's key. Whoever sees a
 * request first makes its pair. Addresses and ports come again, and whoever may choose them can be there first: the other
 * end is one whose TCP sequence numbers are those of the first, and whose bytes say the same of the trace.
 */
export class Pairs {
  readonly #pairs: LRUCache<string, { readonly pair: Pair; readonly first: ShownRequest }>;

  constructor(capacity = REMEMBERED) {
    this.#pairs = lruCache(capacity);
  }

  /** The pair that the request's other end has made, once. */
  find(shown: ShownRequest): Pair | undefined {
    const known = this.#pairs.get(keyOf(shown));
    if (known === undefined || known.pair[shown.role]) return undefined;
    if (!isOneConnection(known.first.origin, shown.origin) || !saysTheSame(known.first.parent, shown.parent))
      return undefined;
    known.pair[shown.role] = true;
    return known.pair;
  }

  add(shown: ShownRequest, ids: Ids): Pair {
    const pair = { ...ids, client: shown.role === 'client', server: shown.role === 'server' };
    this.#pairs.set(keyOf(shown), { pair, first: shown });
    return pair;
  }
}

function keyOf({ origin, role, key }: ShownRequest): string {
  const local = `${origin.localAddress} ${origin.localPort}`;
  const peer = `${origin.peerAddress} ${origin.peerPort}`;
  return `${origin.networkNamespace} ${role === 'client' ? `${local} ${peer}` : `${peer} ${local}`} ${key}`;
}

/** What the one end sends the other receives, by TCP's numbers: nobody chooses them, and nobody else knows them. */
const isOneConnection = (first: ShownRequest['origin'], second: ShownRequest['origin']): boolean =>
  isSameStart(first.sentStart, second.receivedStart) && isSameStart(second.sentStart, first.receivedStart);

/** The end that connected has sent from one less (bpf/connection.bpf.h). They are numbers modulo 2^32. */
const isSameStart = (sent: number, received: number): boolean => (received - sent) >>> 0 <= 1;

const saysTheSame = (first: TraceParent | undefined, second: TraceParent | undefined): boolean =>
  first?.span.traceId === second?.span.traceId &&
  first?.span.spanId === second?.span.spanId &&
  first?.span.traceFlags === second?.span.traceFlags &&
  first?.isDecided === second?.isDecided;
