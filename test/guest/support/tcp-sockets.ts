// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MILLIS = 60_000;
const POLL_MILLIS = 10;

/** A TCP socket over IPv4, as proc_pid_net(5) has it. */
interface TcpSocket {
  localPort: number;
  peerPort: number;
  /** net/tcp_states.h */
  state: number;
  /** Bytes that came and that nobody has read yet. */
  unread: number;
}

export const ESTABLISHED = 1;
export const CLOSE_WAIT = 8;

function tcpSockets(): TcpSocket[] {
  const afterColon = (text = ''): number => Number.parseInt(text.split(':')[1] ?? '', 16);
  const [, ...lines] = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, local, peer, state = '', queues] = line.trim().split(/\s+/);
    const [localPort, peerPort, unread] = [afterColon(local), afterColon(peer), afterColon(queues)];
    return { localPort, peerPort, state: Number.parseInt(state, 16), unread };
  });
}

/** Resolves to the socket once one is so; throws when none has become so in time. */
export async function untilSocket(isSo: (socket: TcpSocket) => boolean): Promise<TcpSocket> {
  for (const start = Date.now(); Date.now() - start < WAIT_MILLIS; await sleep(POLL_MILLIS)) {
    const found = tcpSockets().find(isSo);
    if (found !== undefined) return found;
  }
  throw new Error(`no socket has become so: ${isSo}`);
}
