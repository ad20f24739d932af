// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MalformedReply } from '../../../src/connections/netlink.ts';
import { decodeSocket, STATES_MASK } from '../../../src/connections/tls-socket.ts';
import { attribute, BOTH_WAYS, IPV4, IPV6, MARK, socketPayload, ulpInfo } from './diag-messages.ts';

const MAPPED_PEER = Buffer.from('00000000000000000000ffff0a010203', 'hex');

test('a socket of IPv4, its addresses as mapped ones', () => {
  assert.deepEqual(decodeSocket(socketPayload(IPV4, MARK, ulpInfo(BOTH_WAYS))), {
    cookie: 1n,
    isTold: true,
    tls: {
      state: 'established',
      localAddress: Buffer.from('00000000000000000000ffff7f000001', 'hex'),
      peerAddress: MAPPED_PEER,
      localPort: 443,
      peerPort: 40_000,
      inode: 0x1234,
      tx: 'software',
      rx: 'software',
      version: 0x0304,
      cipher: 52,
    },
  });
});

test('a socket of IPv6', () => {
  assert.deepEqual(decodeSocket(socketPayload(IPV6, ulpInfo({ 1: '0303', 2: '3300', 3: '0300', 4: '0100' }), MARK)), {
    cookie: 2n,
    isTold: true,
    tls: {
      state: 'close-wait',
      localAddress: Buffer.from('20010db8000000000000000000000001', 'hex'),
      peerAddress: MAPPED_PEER,
      localPort: 443,
      peerPort: 40_000,
      inode: 0x1235,
      tx: 'device',
      rx: 'none',
      version: 0x0303,
      cipher: 51,
    },
  });
});

test('what is kept does not change with the buffer', () => {
  const payload = socketPayload(IPV6, MARK, ulpInfo(BOTH_WAYS));
  const { tls } = decodeSocket(payload);
  payload.fill(0);
  assert.equal(tls?.localAddress.toString('hex'), '20010db8000000000000000000000001');
});

test('a socket that has no keys yet', () => {
  const { tls } = decodeSocket(socketPayload(IPV4, MARK, ulpInfo({ 3: '0100', 4: '0100' })));
  assert.deepEqual(
    { tx: tls?.tx, rx: tls?.rx, version: tls?.version, cipher: tls?.cipher },
    { tx: 'none', rx: 'none', version: undefined, cipher: undefined },
  );
});

for (const [value, expected] of [
  ['0100', 'none'],
  ['0200', 'software'],
  ['0300', 'device'],
  ['0400', 'hw-record'],
  ['0000', 'unknown'],
  ['0500', 'unknown'],
] as const) {
  test(`TLS_INFO_TXCONF and TLS_INFO_RXCONF ${value}: ${expected}`, () => {
    const offloads = (info: Record<number, string>) => {
      const { tls } = decodeSocket(socketPayload(IPV4, ulpInfo(info)));
      return [tls?.tx, tls?.rx];
    };
    assert.deepEqual(offloads({ ...BOTH_WAYS, 3: value }), [expected, 'software']);
    assert.deepEqual(offloads({ ...BOTH_WAYS, 4: value }), ['software', expected]);
  });
}

describe('no TLS socket is', () => {
  for (const [what, attributes] of [
    ['one without a ULP', [MARK]],
    ['one of another ULP', [ulpInfo(BOTH_WAYS, attribute(1, Buffer.from('mptcp\0')))]],
    ['one whose name goes on', [ulpInfo(BOTH_WAYS, attribute(1, Buffer.from('tlsx\0')))]],
    ['one without a name', [ulpInfo(BOTH_WAYS, Buffer.alloc(0))]],
    ['one of which the name alone is told', [attribute(19, attribute(1, '746c7300'))]],
  ] as const) {
    test(what, () => assert.equal(decodeSocket(socketPayload(IPV4, ...attributes)).tls, undefined));
  }
});

test('the kernel tells nothing of an established socket that has no mark', () => {
  assert.equal(decodeSocket(socketPayload(IPV4)).isTold, false);
});

test('what is left of a closed connection has no mark, and nothing to tell', () => {
  assert.equal(decodeSocket(socketPayload(IPV4.replace(/^0201/, '0205'))).isTold, true);
});

test('asked for are the states of connections: no listener, none that is not there yet, none in TIME_WAIT', () => {
  assert.equal(STATES_MASK, 0b1011_0011_0010);
});

describe('refused as a socket', () => {
  for (const [what, payload] of [
    ['nothing', Buffer.alloc(0)],
    ['one cut short', socketPayload(IPV4).subarray(0, 71)],
    ['one with an attribute cut short', socketPayload(IPV4, MARK).subarray(0, 79)],
    ['one with a nested attribute that is too long', socketPayload(IPV4, attribute(19, '0600010074'))],
    ['one whose version is a byte', socketPayload(IPV4, ulpInfo({ ...BOTH_WAYS, 1: '04' }))],
    ['one whose offload has four bytes', socketPayload(IPV4, ulpInfo({ ...BOTH_WAYS, 3: '02000000' }))],
  ] as const) {
    test(what, () => assert.throws(() => decodeSocket(payload), MalformedReply));
  }
});
