// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { placeInCgroup } from './held-workload.ts';

/**
 * Connections over kTLS, at one end of each a thread that is blocked in recv, until a line comes on standard input; then
 * each gets one byte. SOL_TLS 282, TLS_TX 1, TLS_RX 2, TCP_ULP 31; TLS 1.2, AES-128-GCM. 45 is recvfrom (x86-64).
 */
const PROGRAM = `
import os, socket, sys, threading, time
sys.stdin.readline()
count = int(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
KEYS = bytes([3, 3, 51, 0]) + bytes([7]) * 36
def pair():
    client = socket.create_connection(listener.getsockname())
    server = listener.accept()[0]
    for end in client, server:
        end.setsockopt(socket.IPPROTO_TCP, 31, b"tls")
    client.setsockopt(282, 1, KEYS)
    server.setsockopt(282, 2, KEYS)
    return client, server
pairs = [pair() for _ in range(count)]
threading.stack_size(65536)
threads = [threading.Thread(target=server.recv, args=(1,)) for _, server in pairs]
for thread in threads:
    thread.start()
def blocked(thread):
    with open("/proc/self/task/%d/syscall" % thread.native_id) as file:
        return file.read().startswith("45 ")
while not all(blocked(thread) for thread in threads):
    time.sleep(0.1)
print("blocked", flush=True)
sys.stdin.readline()
for client, _ in pairs:
    client.sendall(b"x")
for thread in threads:
    thread.join()
`;

export interface HeldReceivers {
  pid: number;
  /** Resolves once each has got its byte and the program has ended: `count` sends and as many receives. */
  release(): Promise<void>;
}

/** So many, in that cgroup. */
export async function holdReceivers(count: number, cgroup: string): Promise<HeldReceivers> {
  const child = spawn('python3', ['-c', PROGRAM, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  placeInCgroup(cgroup, pid);
  child.stdin.write('\n');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, 'blocked');
  return {
    pid,
    async release() {
      child.stdin.write('\n');
      if (child.exitCode === null) await once(child, 'exit');
      assert.equal(child.exitCode, 0);
    },
  };
}
