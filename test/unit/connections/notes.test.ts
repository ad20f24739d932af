// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noSocketHint } from '../../../src/connections/hint.ts';
import { notesOn } from '../../../src/connections/notes.ts';
import { debian612, fakeHost, without } from '../check/fake-host.ts';

const COMMON = {
  rateLimit: 0,
  cgroupRate: 0,
  isComplete: true,
  isRootPidNamespace: true,
  closedNamespaces: new Set<number>(),
  hiddenProcesses: 0,
  oneWaySockets: 0,
};

test('nothing is noted where all is seen', () => {
  assert.deepEqual(notesOn(COMMON), []);
});

describe('noted', () => {
  const privileges = 'Run as root or with';
  for (const [what, circumstances, expected] of [
    ['a rate limit', { rateLimit: 5 }, 'KTLS_RATE_LIMIT: of all calls at most 5 a second are captured.'],
    ['that of a cgroup', { cgroupRate: 6 }, 'KTLS_CGROUP_RATE: of each cgroup at most 6 calls a second are captured.'],
    [
      'sockets of one direction',
      { oneWaySockets: 2 },
      'Sockets with kTLS in one direction alone: 2. What goes the other way is not seen, and there are no spans of them. OpenSSL before 3.2 receives TLS 1.3 by itself.',
    ],
    [
      'an incomplete list',
      { isComplete: false },
      'The list may lack sockets: the kernel was interrupted each time it was asked.',
    ],
    [
      'another pid namespace',
      { isRootPidNamespace: false },
      'This is not the root pid namespace: processes outside are not seen, and filters by pid, cgroup and container compare what the host sees.',
    ],
    [
      'hidden processes',
      { hiddenProcesses: 3 },
      `Processes whose sockets can't be seen: 3. ${privileges} CAP_SYS_PTRACE.`,
    ],
    [
      'eight namespaces that are closed',
      { closedNamespaces: new Set([1, 2, 3, 4, 5, 6, 7, 8]) },
      `Network namespaces that can't be entered: 8 (1, 2, 3, 4, 5, 6, 7, 8). ${privileges} CAP_SYS_ADMIN.`,
    ],
    [
      'nine, of which eight are named',
      { closedNamespaces: new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      `Network namespaces that can't be entered: 9 (1, 2, 3, 4, 5, 6, 7, 8, ...). ${privileges} CAP_SYS_ADMIN.`,
    ],
  ] as const) {
    test(what, () => assert.deepEqual(notesOn({ ...COMMON, ...circumstances }), [expected]));
  }
});

describe('without a socket', () => {
  const programs = [
    'A program uses kTLS when its TLS library asks for it: see "Programs that use kTLS" in the README.',
    'What uses OpenSSL without kTLS is not seen, and curl, Node.js and gRPC never are.',
  ];

  test('it is said that the module is not loaded', (context) => {
    const root = fakeHost(context, without(debian612, 'sys/module/tls'));
    assert.deepEqual(noSocketHint(root), [
      'No socket uses kTLS now.',
      'The tls module is not loaded: nothing has used kTLS since boot.',
      ...programs,
    ]);
  });

  test('the kernel counts connections, of software and of devices', (context) => {
    const counts = {
      TlsCurrTxSw: 1,
      TlsCurrRxSw: 2,
      TlsCurrTxDevice: 4,
      TlsCurrRxDevice: 8,
      TlsTxSw: 16,
      TlsRxSw: 32,
      TlsTxDevice: 64,
      TlsRxDevice: 128,
    };
    const text = Object.entries(counts)
      .map(([name, count]) => `${name.padEnd(32)}\t${count}\n`)
      .join('');
    const root = fakeHost(context, { ...debian612, 'proc/net/tls_stat': text });
    assert.deepEqual(noSocketHint(root), [
      'No socket uses kTLS now.',
      '/proc/net/tls_stat of this network namespace: connections that sent by kTLS 80, received 160; now 5 and 10.',
      ...programs,
    ]);
  });

  test('counts that cannot be read are left out', (context) => {
    assert.deepEqual(noSocketHint(fakeHost(context, debian612)), ['No socket uses kTLS now.', ...programs]);
  });
});
