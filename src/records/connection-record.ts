// SPDX-License-Identifier: Apache-2.0

import { isIPv6 } from 'node:net';
import { closeReason } from '../capture/close-reason.ts';
import { errnoName } from '../capture/errno-name.ts';
import type { ConnectionEnd, ConnectionEvent, Origin } from '../capture/event.ts';
import { threadLabel } from './call-record.ts';
import { type CapturedRecord, CONNECTION_EVENT, originAttributes, type RecordAttributes } from './captured-record.ts';

/** The record of a connection's start or end. */
export function connectionRecord(event: ConnectionEvent): CapturedRecord {
  const { origin } = event;
  const attributes = originAttributes(origin);
  attributes['ktls.connection.state'] = event.kind;
  if (event.kind === 'close') addEnd(attributes, event.end);
  return {
    eventName: CONNECTION_EVENT,
    timeUnixNanos: event.timeUnixNanos,
    observedTimeUnixNanos: event.observedTimeUnixNanos,
    body: connectionLine(event),
    attributes,
    span: undefined,
    events: 1,
  };
}

function addEnd(attributes: RecordAttributes, end: ConnectionEnd): void {
  const reason = closeReason(end);
  if (end.durationSeconds !== undefined) attributes['ktls.connection.duration'] = end.durationSeconds;
  attributes['ktls.connection.tx.bytes'] = end.bytes.TX;
  attributes['ktls.connection.rx.bytes'] = end.bytes.RX;
  attributes['ktls.connection.tx.calls'] = end.calls.TX;
  attributes['ktls.connection.rx.calls'] = end.calls.RX;
  attributes['ktls.connection.close_reason'] = reason;
  if (reason === 'error') attributes['error.type'] = errorType(end);
}

/**
 * The readable body of a connection's record:
 * `OPEN ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, TLS 1.3, AES-128-GCM`
 * `CLOSE ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, peer, 1.250 s, TX 99 B, RX 1024 B`
 */
function connectionLine(event: ConnectionEvent): string {
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

function errorType({ error }: ConnectionEnd): string {
  return errnoName(error);
}
