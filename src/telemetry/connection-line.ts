// SPDX-License-Identifier: Apache-2.0
import { isIPv6 } from 'node:net';
import type { ConnectionEnd, ConnectionEvent, Origin } from '../capture/event.ts';
import { closeReason, errorType } from './close-reason.ts';
import { threadLabel } from './thread-label.ts';

/**
 * The readable body of a connection's record:
 * `OPEN ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, TLS 1.3, AES-128-GCM`
 * `CLOSE ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, peer, 1.250 s, TX 99 B, RX 1024 B`
 */
export function connectionLine(event: ConnectionEvent): string {
  const { origin } = event;
  const ends = origin.networkType === undefined ? [] : [endpoints(origin)];
  const facts = event.kind === 'open' ? protocol(origin) : endFacts(event.end);
  return `${event.kind.toUpperCase()} ${threadLabel(origin)} ${[...ends, ...facts].join(', ')}`.trimEnd();
}

function endpoints({ localAddress, localPort, peerAddress, peerPort }: Origin): string {
  const endpoint = (address: string, port: number): string => `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  return `${endpoint(localAddress, localPort)} to ${endpoint(peerAddress, peerPort)}`;
}

function protocol({ tlsVersion, cipher }: Origin): string[] {
  return [tlsVersion === undefined ? '' : `TLS ${tlsVersion}`, cipher ?? ''].filter((fact) => fact !== '');
}

function endFacts(end: ConnectionEnd): string[] {
  const reason = closeReason(end);
  return [
    reason === 'error' ? `error ${errorType(end)}` : reason,
    ...(end.durationSeconds === undefined ? [] : [`${end.durationSeconds.toFixed(3)} s`]),
    `TX ${end.bytes.TX} B`,
    `RX ${end.bytes.RX} B`,
  ];
}
