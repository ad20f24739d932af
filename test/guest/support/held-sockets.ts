// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RAW } from '../../support/workload.ts';

const IN_NEW_NETWORK = ['--net', 'bash', '-c', 'ip link set lo up && exec "$@"', 'bash'];

/**
 * Two connections, of a process whose name clears a terminal, and of its child: at $1 the kernel sends for the client
 * and receives for the server, at $2 it has no keys. SOL_TLS 282, TLS_TX 1, TLS_RX 2, TCP_ULP 31; TLS 1.2, AES-128-GCM.
 */
const ONE_WAY_PROGRAM = `
import json, os, socket, sys
def pair(port):
    listener = socket.create_server(("127.0.0.1", port))
    client = socket.create_connection(("127.0.0.1", port))
    server = listener.accept()[0]
    for end in client, server:
        end.setsockopt(socket.IPPROTO_TCP, 31, b"tls")
    return client, server
client, server = pair(int(sys.argv[1]))
keys = bytes([3, 3, 51, 0]) + bytes([7]) * 36
client.setsockopt(282, 1, keys)
server.setsockopt(282, 2, keys)
keyless = pair(int(sys.argv[2]))
with open("/proc/self/comm", "wb") as comm:
    comm.write(b"a\\x1b[2J")
gate = os.pipe()
child = os.fork()
if child == 0:
    os.close(gate[1])
    os.read(gate[0], 1)
    os._exit(0)
print(json.dumps({"pid": os.getpid(), "child": child, "client_port": client.getsockname()[1],
                  "keyless_port": keyless[0].getsockname()[1]}), flush=True)
sys.stdin.readline()
`;

export interface Held {
  /** What the program printed when its connections were open. */
  said: Record<string, number>;
  /** Resolves when the program has ended. */
  release(): Promise<void>;
}

const held: ChildProcess[] = [];

async function hold(command: string, ...args: string[]): Promise<Held> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  held.push(child);
  const end = once(child, 'close');
  const failed = end.then(([code]) => Promise.reject(new Error(`${command} ended with ${code}`)));
  failed.catch(() => {});
  const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), failed]);
  return {
    said: JSON.parse(line),
    async release() {
      child.stdin.end('\n');
      assert.deepEqual(await end, [0, null]);
    },
  };
}

/** How long the workload may live goes by its --count, of which this scenario makes no other use. */
const rawArguments = (port: number): string[] => ['--port', String(port), '--count', '1000000', 'preopened'];

/** A connection both ways of test/workload/raw.c. */
export const holdRaw = (port: number, ...options: string[]): Promise<Held> =>
  hold(RAW, ...options, ...rawArguments(port));

/** The same in a network namespace of its own. */
export const holdElsewhere = (port: number): Promise<Held> =>
  hold('unshare', ...IN_NEW_NETWORK, RAW, ...rawArguments(port));

export const holdOneWay = (port: number, keylessPort: number): Promise<Held> =>
  hold('python3', '-c', ONE_WAY_PROGRAM, String(port), String(keylessPort));

/** Ends what was not released. */
export function endHeld(): void {
  for (const child of held) child.kill('SIGKILL');
}
