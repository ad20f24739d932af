// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelService } from '../../../src/process/kernel-socket.ts';

const EPHEMERAL = 40_000;

for (const [localPort, peerPort, comm, expected] of [
  [2049, 800, 'nfsd', 'nfs'],
  [800, 2049, 'kworker/u8:0', 'nfs'],
  [800, 2049, 'cp', 'nfs'],
  [EPHEMERAL, 10_809, 'kworker/u9:2', 'nbd'],
  [EPHEMERAL, 4420, 'kworker/0:1H', 'nvme'],
  [8009, EPHEMERAL, 'kworker/0:1H', 'nvme'],
  [EPHEMERAL, 2049, 'nbd0', 'nfs'],
  [12_049, EPHEMERAL, 'nfsd', 'nfs'],
  [EPHEMERAL, 443, 'NFSv4 callback', 'nfs'],
  [EPHEMERAL, 443, 'nfsv4.1-svc', 'nfs'],
  [EPHEMERAL, 443, 'nbd12', 'nbd'],
  [EPHEMERAL, 443, 'nvmet-wq', 'nvme'],
  [EPHEMERAL, 443, 'kworker/0:0', 'kernel'],
  [EPHEMERAL, 443, '', 'kernel'],
] as const) {
  test(`${comm} from ${localPort} to ${peerPort} is ${expected}`, () => {
    assert.equal(kernelService({ localPort, peerPort, comm }), expected);
  });
}
