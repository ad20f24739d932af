// SPDX-License-Identifier: Apache-2.0
import type { Exchange, ExchangeFailure } from '../http/exchange.ts';
import type { Role } from '../trace/pairs.ts';

export interface CountedExchanges {
  role: Role;
  /** undefined when there was no response, or one without a status of HTTP's. */
  status: number | undefined;
  failure: ExchangeFailure | undefined;
  count: number;
}

/** Counts exchanges by role, status and failure: at most 2 x 501 x 6 counts. */
export class ExchangeCounts {
  readonly #counts = new Map<string, CountedExchanges>();

  /** Once for each exchange, when it has ended. */
  add(role: Role, { response, failure }: Pick<Exchange, 'response' | 'failure'>): void {
    const status = response && isStatus(response.status) ? response.status : undefined;
    const key = `${role} ${status} ${failure}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count++;
    else this.#counts.set(key, { role, status, failure, count: 1 });
  }

  read(): readonly CountedExchanges[] {
    return [...this.#counts.values()];
  }
}

const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 100 && status <= 599;
