// SPDX-License-Identifier: Apache-2.0
import type { Call, CloseEvent, DataEvent, Direction } from '../../src/capture/event.ts';
import { Sensitive } from '../../src/capture/sensitive.ts';

/** A call that is known in every respect. */
export const CALL: Call = {
  bootTimeNanos: 5_000_000_001n,
  timeUnixNanos: 1_700_000_000_123_456_789n,
  observedTimeUnixNanos: 1_700_000_001_000_000_001n,
  direction: 'TX',
  operation: 'sendmsg',
  recordType: 'application_data',
  pid: 1234,
  tid: 1235,
  uid: 1000,
  comm: 'ktls_client',
  cgroupId: 77n,
  length: 99,
  connectionId: 'abcdef-1',
  connectionPartial: false,
  streamOffset: 0,
  offload: 'software',
  tlsVersion: '1.3',
  cipher: 'AES-128-GCM',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  networkType: 'ipv4',
  localAddress: '127.0.0.1',
  localPort: 40_000,
  peerAddress: '192.0.2.10',
  peerPort: 443,
};

/** `payload` is what was captured; the call's length is that of it unless `call` says otherwise. */
export function dataEvent(payload: string | Buffer, call: Partial<Call> = {}): DataEvent {
  const bytes = Buffer.from(payload);
  return { kind: 'data', call: { ...CALL, length: bytes.length, ...call }, payload: new Sensitive(bytes) };
}

export function closeEvent(connectionId: string): CloseEvent {
  return { kind: 'close', connectionId };
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
