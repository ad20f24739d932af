// SPDX-License-Identifier: Apache-2.0
// With the kernel of this host, which need not have kTLS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync, statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { AF_INET, AF_INET6, dumpTlsSockets } from '../../../src/connections/dump.ts';
import { visitNetworkNamespaces } from '../../../src/connections/namespaces.ts';
import { openDiagChannel } from '../../../src/connections/netlink-socket.ts';
import { openLibc } from '../../../src/ffi/socket-calls.ts';

const OWN = '/proc/self/ns/net';
const libc = openLibc();

/** The inode of a network namespace that only a process of this test is in. */
async function otherNamespace(context: TestContext): Promise<number> {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo there; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return statSync(`/proc/${child.pid}/ns/net`).ino;
}

test('every network namespace is entered once, from its own on, and left again', async (context) => {
  const [own, other] = [statSync(OWN).ino, await otherNamespace(context)];
  const { results, closed } = visitNetworkNamespaces(libc, () => readlinkSync(OWN));
  assert.equal([...results.keys()][0], own);
  for (const inode of [own, other]) assert.equal(results.get(inode), `net:[${inode}]`);
  for (const [inode, link] of results) assert.equal(link, `net:[${inode}]`);
  assert.deepEqual(closed, new Set());
  assert.equal(statSync(OWN).ino, own);
});

test('a failure in another namespace leads back too', async (context) => {
  const [own, other] = [statSync(OWN).ino, await otherNamespace(context)];
  const failInOther = (): void => {
    if (statSync(OWN).ino === other) throw new Error('as it should');
  };
  assert.throws(() => visitNetworkNamespaces(libc, failInOther), /as it should/);
  assert.equal(statSync(OWN).ino, own);
});

for (const family of [AF_INET, AF_INET6]) {
  test(`the kernel answers for family ${family}, to the end`, () => {
    const { isComplete, isTold } = dumpTlsSockets(() => openDiagChannel(libc), family);
    assert.deepEqual({ isComplete, isTold }, { isComplete: true, isTold: true });
  });
}
