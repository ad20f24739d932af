// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import type { ConnectionEnd } from '../../../src/capture/event.ts';
import { connectionRecord } from '../../../src/records/event-records.ts';
import { closeEvent, END, LITTLE_KNOWN, ORIGIN, openEvent } from '../capture/events.ts';
import { ORIGIN_ATTRIBUTES } from './origin-attributes.ts';

const HEAD = {
  eventName: 'ktls.connection',
  timeUnixNanos: 1_700_000_000_123_456_789n,
  observedTimeUnixNanos: 1_700_000_001_000_000_001n,
  span: undefined,
  events: 1,
};
const UNKNOWN = { isProcessTold: true, ...LITTLE_KNOWN };

describe('the record of a connection', () => {
  test('that opens', () => {
    assert.deepEqual(connectionRecord(openEvent('abcdef-1')), {
      ...HEAD,
      body: 'OPEN ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, TLS 1.3, AES-128-GCM',
      attributes: { ...ORIGIN_ATTRIBUTES, 'ktls.connection.state': 'open' },
    });
  });

  test('that closes', () => {
    assert.deepEqual(connectionRecord(closeEvent('abcdef-1', END)), {
      ...HEAD,
      body: 'CLOSE ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, local, 1.250 s, TX 99 B, RX 1024 B',
      attributes: {
        ...ORIGIN_ATTRIBUTES,
        'ktls.connection.state': 'close',
        'ktls.connection.duration': 1.25,
        'ktls.connection.tx.bytes': 99,
        'ktls.connection.rx.bytes': 1024,
        'ktls.connection.tx.calls': 1,
        'ktls.connection.rx.calls': 2,
        'ktls.connection.close_reason': 'local',
      },
    });
  });

  test('of which little is known has no attribute without a value', () => {
    const opened = connectionRecord({ ...openEvent(undefined), origin: { ...ORIGIN, ...UNKNOWN } });
    const common = [
      'process.pid',
      'thread.id',
      'ktls.comm',
      'process.user.id',
      'ktls.netns.id',
      'tls.protocol.name',
      'network.transport',
    ];
    assert.equal(opened.body, 'OPEN ktls_client[1234]');
    assert.deepEqual(Object.keys(opened.attributes), [...common, 'ktls.connection.state']);
    const end = { ...END, durationSeconds: undefined, error: 110, state: 7 };
    const closed = connectionRecord({ ...closeEvent(undefined), origin: { ...ORIGIN, ...UNKNOWN }, end });
    assert.equal(closed.body, 'CLOSE ktls_client[1234] timeout, TX 99 B, RX 1024 B');
    assert.equal('ktls.connection.duration' in closed.attributes, false);
    assert.deepEqual(
      Object.values(closed.attributes).filter((value) => value === undefined),
      [],
    );
  });

  test('over IPv6, of a thread whose name holds a control', () => {
    const origin = {
      ...ORIGIN,
      comm: 'a\x1bb',
      networkType: 'ipv6',
      localAddress: '::1',
      peerAddress: '2001:db8::1',
    } as const;
    const { body } = connectionRecord({ ...openEvent('abcdef-1'), origin: { ...origin, cipher: undefined } });
    assert.equal(body, 'OPEN a b[1234] [::1]:40000 to [2001:db8::1]:443, TLS 1.3');
  });
});

describe('who closed', () => {
  const { EBADMSG, ECONNRESET, EHOSTUNREACH, EPIPE, ETIMEDOUT } = constants.errno;
  for (const [name, end, reason, error] of [
    ['an open connection: this end', { state: 1 }, 'local', undefined],
    ['after shutdown(): this end', { state: 4 }, 'local', undefined],
    ['after shutdown(), acknowledged: this end', { state: 5 }, 'local', undefined],
    ['after both have at once', { state: 11 }, 'local', undefined],
    ['after the peer has', { state: 8 }, 'peer', undefined],
    ['after the peer has, waiting for its last word', { state: 9 }, 'peer', undefined],
    ['both had shut down, this end first', { state: 7, isFinReceived: true, shutDown: 'first' }, 'local', undefined],
    ['both had shut down, the peer first', { state: 7, isFinReceived: true, shutDown: 'second' }, 'peer', undefined],
    ['after a reset behind the end of the peer, told', { state: 7, isFinReceived: true }, 'peer', undefined],
    ['shut down by this end, and reset, told', { state: 7, shutDown: 'first' }, 'reset', undefined],
    ['after a reset that the program was told of', { state: 7 }, 'reset', undefined],
    ['in a state that a socket with a file never has', { state: 6 }, 'error', '_OTHER'],
    ['after a reset', { state: 7, error: ECONNRESET }, 'reset', undefined],
    ['after a reset behind the end of the peer', { state: 7, error: EPIPE }, 'peer', undefined],
    [
      'after a reset behind the end of both, the peer first',
      { state: 7, error: ECONNRESET, isFinReceived: true, shutDown: 'second' },
      'peer',
      undefined,
    ],
    [
      'after a reset behind the end of both, this end first',
      { state: 7, error: ECONNRESET, isFinReceived: true, shutDown: 'first' },
      'local',
      undefined,
    ],
    ['shut down by this end, and reset', { state: 7, error: ECONNRESET, shutDown: 'first' }, 'reset', undefined],
    ['before a reset was noticed', { state: 1, error: ECONNRESET }, 'reset', undefined],
    ['after a timeout', { state: 7, error: ETIMEDOUT }, 'timeout', undefined],
    ['after a record that was no good', { state: 1, error: EBADMSG }, 'error', 'EBADMSG'],
    ['after the peer was unreachable', { state: 7, error: EHOSTUNREACH }, 'error', 'EHOSTUNREACH'],
    ['after an error without a name', { state: 8, error: 4095 }, 'error', '_OTHER'],
    ['in a state that is none of an end', { state: 2 }, 'error', '_OTHER'],
    ['in no state', { state: 0 }, 'error', '_OTHER'],
  ] as [string, Partial<ConnectionEnd>, string, string | undefined][]) {
    test(name, () => {
      const { attributes, body } = connectionRecord(closeEvent('a', end));
      assert.equal(attributes['ktls.connection.close_reason'], reason);
      assert.equal(attributes['error.type'], error);
      assert.ok(body.includes(error === undefined ? `443, ${reason}, ` : `443, error ${error}, `));
    });
  }
});
