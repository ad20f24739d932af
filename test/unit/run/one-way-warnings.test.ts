// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OneWayWarnings } from '../../../src/run/one-way-warnings.ts';
import { type CallFields, dataEvent } from '../capture/events.ts';

const ONE_WAY: CallFields = { isOneWay: true, executableName: 'nginx', direction: 'TX' };

function warningsOf(calls: readonly CallFields[], library?: string): string[] {
  const told: string[] = [];
  const warnings = new OneWayWarnings(
    (message) => told.push(message),
    () => library,
  );
  for (const fields of calls) warnings.see(dataEvent(Buffer.from('x'), fields).call.origin);
  return told;
}

test('a program of OpenSSL is named once, with what to do', () => {
  assert.deepEqual(warningsOf([ONE_WAY, ONE_WAY, { ...ONE_WAY, pid: 7 }], 'libssl.so.3'), [
    'nginx sends by the kernel and receives by itself (libssl.so.3): of its connections one direction is seen, without ' +
      'spans; OpenSSL before 3.2 receives TLS 1.3 by itself: use 3.2 or newer, or TLS 1.2, for both directions and for spans',
  ]);
});

test('so is one of another library, or of none that is known', () => {
  const advice = 'see "Programs that use kTLS" in the README for how to get both directions, and with them spans';
  const told = 'of its connections one direction is seen, without spans';
  assert.deepEqual(warningsOf([{ ...ONE_WAY, direction: 'RX' }], 'libssl.so.3'), [
    `nginx receives by the kernel and sends by itself (libssl.so.3): ${told}; ${advice}`,
  ]);
  assert.deepEqual(warningsOf([{ ...ONE_WAY, executableName: undefined, comm: 'a\x1b' }]), [
    `a\\u{1b} sends by the kernel and receives by itself: ${told}; ${advice}`,
  ]);
});

test('nothing is said of both directions, nor of what is no data, and of 64 programs at most', () => {
  assert.deepEqual(warningsOf([{ ...ONE_WAY, isOneWay: false }]), []);
  assert.deepEqual(warningsOf([{ ...ONE_WAY, recordType: 'handshake' }]), []);
  const many = Array.from({ length: 70 }, (_, index) => ({ ...ONE_WAY, executableName: `p${index}` }));
  assert.equal(warningsOf(many).length, 64);
});
