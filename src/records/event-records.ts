// SPDX-License-Identifier: Apache-2.0
import { isIPv6 } from 'node:net';
import { escapeInText } from '../base/steering.ts';
import { closeReason } from '../capture/close-reason.ts';
import { errnoName } from '../capture/errno-name.ts';
import type { ConnectionEnd, ConnectionEvent, Origin } from '../capture/event.ts';
import { threadLabel } from './call-record.ts';
import {
  type CapturedRecord,
  CONNECTION_EVENT,
  LOSS_EVENT,
  originAttributes,
  type RecordAttributes,
} from './captured-record.ts';

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

/** Of these, calls were lost: nobody knows how many records they would have made. */
const OF_CALLS = new Set(['missed', 'cgroup_rate']);
const NANOS_PER_SECOND = 1e9;

/** A cgroup; `path` as far as it is known. */
interface LossCgroup {
  readonly id: bigint;
  readonly path: string | undefined;
}

/** What was lost for one reason, in a span of time. */
export interface Loss {
  readonly reason: string;
  readonly count: number;
  /** What these stood for; undefined: not known. */
  readonly bytes?: number | undefined;
  /** Perhaps it was less. */
  readonly isAtMost?: boolean | undefined;
  readonly cgroup?: LossCgroup | undefined;
  readonly startUnixNanos: bigint;
  readonly endUnixNanos: bigint;
}

/** The record of a loss. It stands for no captured event, and so changes nothing of the account. */
export function lossRecord(loss: Loss): CapturedRecord {
  const { reason, count, bytes, isAtMost, cgroup, endUnixNanos } = loss;
  const attributes: RecordAttributes = {
    'ktls.loss.reason': reason,
    'ktls.loss.count': count,
    'ktls.loss.duration': secondsOf(loss),
  };
  if (bytes !== undefined) attributes['ktls.loss.bytes'] = bytes;
  if (isAtMost) attributes['ktls.loss.at_most'] = true;
  if (cgroup !== undefined) attributes['ktls.cgroup.id'] = String(cgroup.id);
  if (cgroup?.path !== undefined) attributes['ktls.cgroup.path'] = escapeInText(cgroup.path);
  return {
    eventName: LOSS_EVENT,
    severity: 'WARN',
    timeUnixNanos: endUnixNanos,
    observedTimeUnixNanos: endUnixNanos,
    body: lossLine(loss),
    attributes,
    span: undefined,
    events: 0,
  };
}

/** The clock may have been set back meanwhile. */
function secondsOf({ startUnixNanos, endUnixNanos }: Loss): number {
  return Math.max(Number(endUnixNanos - startUnixNanos) / NANOS_PER_SECOND, 0);
}

/**
 * The readable body of a loss:
 * `LOSS cgroup 12 records, 3400 B, 60.012 s, /system.slice/noisy.service`
 * `LOSS missed 3 calls, 10.000 s`
 * `LOSS killed at most 512 records, 75.120 s`
 */
function lossLine(loss: Loss): string {
  const { reason, count, bytes, isAtMost, cgroup } = loss;
  const unit = OF_CALLS.has(reason) ? 'calls' : 'records';
  const facts = [
    `${isAtMost ? 'at most ' : ''}${count} ${unit}`,
    ...(bytes === undefined ? [] : [`${bytes} B`]),
    `${secondsOf(loss).toFixed(3)} s`,
    ...(cgroup === undefined ? [] : [cgroup.path === undefined ? `cgroup ${cgroup.id}` : escapeInText(cgroup.path)]),
  ];
  return `LOSS ${reason} ${facts.join(', ')}`;
}
