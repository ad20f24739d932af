// SPDX-License-Identifier: Apache-2.0
import { type Exchange, newExchange } from '../../../src/http/exchange.ts';

/** An exchange that has ended, of which nothing else is known. */
export function endedExchange(status: number | undefined, failure?: Exchange['failure']): Exchange {
  const response = status === undefined ? undefined : { status, fields: [] };
  return { ...newExchange('1.1', 0, 0n), response, failure };
}
