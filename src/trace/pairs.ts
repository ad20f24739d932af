// SPDX-License-Identifier: Apache-2.0
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';

export type Role = 'client' | 'server';

/** A request as both of its ends know it, where both are on this host. */
export interface Pair {
  traceId: string;
  traceFlags: number;
  clientSpanId: string;
  /** Whether that end has shown the request. */
  client: boolean;
  server: boolean;
}

const REMEMBERED = 65_536;

/**
 * Requests by what is the same at both ends: addresses, ports, and the request's key. Whoever sees a request first
 * makes its pair. An end that has been seen with the same key is of an earlier connection: addresses come again.
 */
export class Pairs {
  readonly #pairs: LRUCache<string, Pair>;

  constructor(capacity = REMEMBERED) {
    this.#pairs = lruCache(capacity);
  }

  find(key: string, role: Role): Pair | undefined {
    const pair = this.#pairs.get(key);
    if (pair === undefined || pair[role]) return undefined;
    pair[role] = true;
    return pair;
  }

  add(key: string, role: Role, { traceId, traceFlags, clientSpanId }: Omit<Pair, Role>): Pair {
    const pair = { traceId, traceFlags, clientSpanId, client: role === 'client', server: role === 'server' };
    this.#pairs.set(key, pair);
    return pair;
  }
}
