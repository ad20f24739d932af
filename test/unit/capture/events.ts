// SPDX-License-Identifier: Apache-2.0
import type {
  Call,
  CallOrigin,
  CloseEvent,
  ConnectionEnd,
  ConnectionEvent,
  DataEvent,
  Direction,
  Origin,
  Times,
} from '../../../src/capture/event.ts';
import { Sensitive } from '../../../src/capture/sensitive.ts';
import { Redacted, type RedactedData } from '../../../src/redact/redacted.ts';
import type { StreamEnd } from '../../../src/streams/stream-item.ts';

/** Who and where, known in every respect. */
export const ORIGIN: Origin = {
  pid: 1234,
  tid: 1235,
  uid: 1000,
  comm: 'ktls_client',
  cgroupId: 77n,
  isProcessTold: true,
  isKernelSocket: false,
  executableName: 'client',
  executablePath: '/usr/bin/client',
  owner: 'builder',
  containerId: '0123456789abcdef'.repeat(4),
  podUid: undefined,
  service: { name: 'client', namespace: undefined, by: 'process' },
  connectionId: 'abcdef-1',
  connectionPartial: false,
  networkNamespace: 12n,
  sentStart: 0,
  receivedStart: 0,
  tlsVersion: '1.3',
  cipher: 'AES-128-GCM',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  networkType: 'ipv4',
  localAddress: '127.0.0.1',
  localPort: 40_000,
  peerAddress: '192.0.2.10',
  peerPort: 443,
};

/** Of an origin, where little is known. */
export const LITTLE_KNOWN = {
  executableName: undefined,
  executablePath: undefined,
  owner: undefined,
  containerId: undefined,
  service: undefined,
  connectionId: undefined,
  tlsVersion: undefined,
  cipher: undefined,
  cipherSuite: undefined,
  networkType: undefined,
} as const satisfies Partial<Origin>;

export const CALL_ORIGIN: CallOrigin = {
  ...ORIGIN,
  direction: 'TX',
  operation: 'sendmsg',
  recordType: 'application_data',
  offload: 'software',
  isOneWay: false,
};

export const TIMES: Times = {
  timeUnixNanos: 1_700_000_000_123_456_789n,
  observedTimeUnixNanos: 1_700_000_001_000_000_001n,
};

/** As if the host had started when Unix time did. */
const bootNanosOf = (timeUnixNanos: bigint): bigint => timeUnixNanos;

/** A call in one sample, at the start of its stream. */
export const CALL: Call = {
  ...TIMES,
  bootNanos: bootNanosOf(TIMES.timeUnixNanos),
  origin: CALL_ORIGIN,
  length: 99,
  callOffset: 0,
  isLast: true,
  isLeftOut: false,
  streamOffset: 0,
  missed: 0,
  isConcurrent: false,
};

/** What is said of a call, and of who and where. */
export type CallFields = Partial<Omit<Call, 'origin'> & CallOrigin>;

/** CALL, but for these. */
export function callWith(fields: CallFields): Call {
  const ofOrigin = Object.entries(fields).filter(([name]) => name in CALL_ORIGIN);
  const ofCall = Object.entries(fields).filter(([name]) => !(name in CALL_ORIGIN));
  const origin = ofOrigin.length === 0 ? CALL_ORIGIN : { ...CALL_ORIGIN, ...Object.fromEntries(ofOrigin) };
  const bootNanos = bootNanosOf(fields.timeUnixNanos ?? CALL.timeUnixNanos);
  return { ...CALL, bootNanos, ...Object.fromEntries(ofCall), origin };
}

/** A connection that this side closed, after what moved on it. */
export const END: ConnectionEnd = {
  durationSeconds: 1.25,
  bytes: { TX: 99, RX: 1024 },
  calls: { TX: 1, RX: 2 },
  missed: { TX: 0, RX: 0 },
  error: 0,
  state: 1,
  isFinReceived: false,
  shutDown: undefined,
};

/** The end of a stream, of which all was shown. */
export const endOf = (direction: Direction, fields: Partial<StreamEnd> = {}): StreamEnd => ({
  kind: 'end',
  connectionId: 'a',
  direction,
  reason: 'closed',
  missing: 0,
  isFinished: true,
  ...fields,
});

/** `payload` is what was captured; the call's length is that of it unless `call` says otherwise. */
export function dataEvent(payload: string | Buffer, call: CallFields = {}): DataEvent {
  const bytes = Buffer.from(payload);
  return { kind: 'data', call: callWith({ length: bytes.length, ...call }), payload: new Sensitive(bytes) };
}

/** The same after redaction, which has changed nothing. */
export function redactedData(plaintext: string | Buffer, call: CallFields = {}): RedactedData {
  const bytes = Buffer.from(plaintext);
  const runs = [{ plaintext: new Redacted(bytes), span: undefined }];
  const shownBefore = call.callOffset ?? 0;
  const whole = callWith({ length: bytes.length, ...call });
  return { kind: 'data', call: whole, runs, shownTo: bytes.length, shownBefore, redactions: 0 };
}

export function openEvent(connectionId: string | undefined): ConnectionEvent & { kind: 'open' } {
  return { kind: 'open', ...TIMES, origin: { ...ORIGIN, connectionId } };
}

export function closeEvent(connectionId: string | undefined, end: Partial<ConnectionEnd> = {}): CloseEvent {
  const quiet = { ...END, bytes: { TX: 0, RX: 0 } };
  return { kind: 'close', ...TIMES, origin: { ...ORIGIN, connectionId }, end: { ...quiet, ...end } };
}

/** Calls of one connection and direction, each placed after the one before. */
export function streamOf(connectionId: string, direction: Direction = 'TX'): (payload: string) => DataEvent {
  let streamOffset = 0;
  return (payload) => {
    const event = dataEvent(payload, { connectionId, direction, streamOffset });
    streamOffset += event.call.length;
    return event;
  };
}
