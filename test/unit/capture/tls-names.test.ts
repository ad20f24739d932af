// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherName, cipherSuiteName, recordTypeName, tlsVersionName } from '../../../src/capture/tls-names.ts';

test('record types', () => {
  assert.deepEqual([21, 22, 23].map(recordTypeName), ['alert', 'handshake', 'application_data']);
  assert.deepEqual([0, 20, 24, 255].map(recordTypeName), ['type_0', 'type_20', 'type_24', 'type_255']);
});

test('versions', () => {
  assert.deepEqual([0x0303, 0x0304].map(tlsVersionName), ['1.2', '1.3']);
  assert.deepEqual([0, 0x0302, 0x0305, 0x0403].map(tlsVersionName), [undefined, undefined, undefined, undefined]);
});

test('ciphers', () => {
  assert.deepEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59].map(cipherName), [
    undefined,
    'AES-128-GCM',
    'AES-256-GCM',
    'AES-128-CCM',
    'CHACHA20-POLY1305',
    'SM4-GCM',
    'SM4-CCM',
    'ARIA-128-GCM',
    'ARIA-256-GCM',
    undefined,
  ]);
});

test('a suite is named only where version and cipher determine it', () => {
  assert.equal(cipherSuiteName(52, 0x0304), 'TLS_AES_256_GCM_SHA384');
  assert.equal(cipherSuiteName(52, 0x0303), undefined);
  assert.equal(cipherSuiteName(57, 0x0304), undefined);
  assert.equal(cipherSuiteName(0, 0x0304), undefined);
});
