// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import type { ConnectionEnd } from './event.ts';

export type CloseReason = 'local' | 'peer' | 'reset' | 'timeout' | 'error';

/** The state of a socket whose both ends are through, or that an error has ended. */
export const CLOSED = 7;

/** net/tcp_states.h: the state at the moment of close(), of a connection that no error had ended. */
const REASONS = new Map<number, CloseReason>([
  [1, 'local'], // ESTABLISHED
  [4, 'local'], // FIN_WAIT1
  [5, 'local'], // FIN_WAIT2
  [8, 'peer'], // CLOSE_WAIT
  [9, 'peer'], // LAST_ACK
  [11, 'local'], // CLOSING
]);

const { ECONNRESET, EPIPE, ETIMEDOUT } = constants.errno;

/**
 * Who or what ended a connection: an error goes before the state, for it closes the socket too. A reset that came after the
 * peer's FIN is no end of its own: EPIPE, or ECONNRESET where this end had shut down too (tcp_reset). CLOSE without an
 * error: both ends are through with it, or a reset of which the program has already been told.
 */
export function closeReason({ error, state, isFinReceived, shutDown }: ConnectionEnd): CloseReason {
  if (error === EPIPE) return 'peer';
  if (error === ECONNRESET || (error === 0 && state === CLOSED)) {
    if (!isFinReceived) return 'reset';
    return shutDown === 'first' ? 'local' : 'peer';
  }
  if (error === ETIMEDOUT) return 'timeout';
  return (error === 0 && REASONS.get(state)) || 'error';
}
