// SPDX-License-Identifier: Apache-2.0
import type { Exchange } from '../http/exchange.ts';
import { rpcErrorOf } from '../trace/outcome.ts';
import type { Role } from '../trace/pairs.ts';

export interface CountedExchanges {
  role: Role;
  /** undefined when there was no response, or one without a status of HTTP's. */
  status: number | undefined;
  errorType: string | undefined;
  count: number;
}

/** A peer answers with what status it likes, and the SDK loses count beyond 1,999 sets of attributes. */
const MAX_STATUSES = 1_000;

/**
 * Counts exchanges by role, status of HTTP, and error of another kind: a failure, or the status of a call of gRPC. A
 * combination too many is counted without its status.
 */
export class ExchangeCounts {
  readonly #counts = new Map<string, CountedExchanges>();

  /** Once for each exchange, when it has ended. */
  add(role: Role, exchange: Exchange): void {
    const { response, failure } = exchange;
    const errorType = failure ?? rpcErrorOf(exchange, role);
    const status = response && isStatus(response.status) ? response.status : undefined;
    if (!this.#count(role, status, errorType)) this.#count(role, undefined, errorType);
  }

  #count(role: Role, status: number | undefined, errorType: string | undefined): boolean {
    const key = `${role} ${status} ${errorType}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count++;
    else if (status !== undefined && this.#counts.size >= MAX_STATUSES) return false;
    else this.#counts.set(key, { role, status, errorType, count: 1 });
    return true;
  }

  read(): readonly CountedExchanges[] {
    return [...this.#counts.values()];
  }
}

const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 100 && status <= 599;

/** Counts what was masked by rule: as many counts as there are rules. */
export class RedactionCounts {
  readonly #counts = new Map<string, number>();

  add(rule: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }

  read(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
