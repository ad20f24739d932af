// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import { errnoName } from '../capture/errno-name.ts';
import type { ConnectionEnd } from '../capture/event.ts';

export type CloseReason = 'local' | 'peer' | 'reset' | 'timeout' | 'error';

/** net/tcp_states.h: the state at the moment of close(). */
const REASONS = new Map<number, CloseReason>([
  [1, 'local'], // ESTABLISHED
  [4, 'local'], // FIN_WAIT1
  [5, 'local'], // FIN_WAIT2
  [6, 'peer'], // TIME_WAIT
  [7, 'reset'], // CLOSE
  [8, 'peer'], // CLOSE_WAIT
  [9, 'peer'], // LAST_ACK
  [11, 'peer'], // CLOSING
]);

const { ECONNRESET, EPIPE, ETIMEDOUT } = constants.errno;

/** Who or what ended a connection: an error goes before the state, for it closes the socket too. */
export function closeReason({ error, state }: ConnectionEnd): CloseReason {
  if (error === ECONNRESET || error === EPIPE) return 'reset';
  if (error === ETIMEDOUT) return 'timeout';
  return (error === 0 && REASONS.get(state)) || 'error';
}

export function errorType({ error }: ConnectionEnd): string {
  return errnoName(error);
}
