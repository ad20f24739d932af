// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Both ends of a connection over kTLS on 127.0.0.1, whose ports are given, and one request on it: each line of standard
 * input is a step. What the client does, it does under another name. SOL_TLS 282, TLS_TX 1, TLS_RX 2, TCP_ULP 31; TLS 1.2,
 * AES-128-GCM. SO_NETNS_COOKIE 71 came with Linux 5.14.
 */
const PROGRAM = `
import json, os, socket, struct, sys
client_port, server_port, client_name, fields = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
REQUEST = ("GET /whose HTTP/1.1\\r\\nHost: localhost\\r\\n" + fields + "\\r\\n").encode()
RESPONSE = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"
KEYS = bytes([3, 3, 51, 0]) + bytes([7]) * 36
def named(name, act):
    with open("/proc/self/comm", "w") as comm:
        comm.write(name)
    act()
    with open("/proc/self/comm", "w") as comm:
        comm.write("http_pair")
def take(end, expected):
    received = b""
    while len(received) < len(expected):
        received += end.recv(65536)
    assert received == expected, received
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", server_port))
listener.listen()
client = socket.socket()
client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
client.bind(("127.0.0.1", client_port))
client.connect(("127.0.0.1", server_port))
server = listener.accept()[0]
for end in client, server:
    end.setsockopt(socket.IPPROTO_TCP, 31, b"tls")
    end.setsockopt(282, 1, KEYS)
    end.setsockopt(282, 2, KEYS)
def reset():
    for end in client, server:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()
STEPS = {
    "send": lambda: named(client_name, lambda: client.sendall(REQUEST)),
    "receive": lambda: take(server, REQUEST),
    "answer": lambda: (server.sendall(RESPONSE), named(client_name, lambda: take(client, RESPONSE))),
    "reset": reset,
}
try:
    cookie = struct.unpack("Q", client.getsockopt(socket.SOL_SOCKET, 71, 8))[0]
except OSError:
    cookie = os.stat("/proc/self/ns/net").st_ino
print(json.dumps({"pid": os.getpid(), "namespace": str(cookie)}), flush=True)
for line in sys.stdin:
    STEPS[line.strip()]()
    print("{}", flush=True)
`;

export type Step = 'send' | 'receive' | 'answer' | 'reset';

export interface HttpPairOptions {
  clientPort: number;
  serverPort: number;
  /** Header fields of the request, each with its line end. */
  fields?: string;
  /** What the client's calls are made under. */
  clientName?: string;
  /** Of a user; in a network namespace of their own, with all rights there, or in this one. Root's here without. */
  user?: { id: number; hasOwnNetwork: boolean };
}

const OWN_NETWORK = ['unshare', '--user', '--map-root-user', '--net', 'bash', '-c', 'ip link set lo up && exec "$@"'];

/** A running program, whose connection is open and has moved nothing. */
export class HttpPair {
  readonly pid: number;
  /** Cookie of its network namespace, or the inode number before Linux 5.14. */
  readonly namespace: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, said: string) {
    ({ pid: this.pid, namespace: this.namespace } = JSON.parse(said));
    this.#child = child;
    this.#lines = lines;
  }

  static async open(options: HttpPairOptions): Promise<HttpPair> {
    const { clientPort, serverPort, fields = '', clientName = 'http_pair', user } = options;
    const asUser = user ? ['setpriv', `--reuid=${user.id}`, `--regid=${user.id}`, '--clear-groups'] : [];
    const inNetwork = user?.hasOwnNetwork ? [...OWN_NETWORK, 'bash'] : [];
    const python = ['python3', '-c', PROGRAM, `${clientPort}`, `${serverPort}`, clientName, fields];
    const [command = '', ...args] = [...asUser, ...inNetwork, ...python];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stderr.pipe(process.stderr);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value, done } = await lines.next();
    if (done) throw new Error('the program ended before its connection was open');
    return new HttpPair(child, lines, value);
  }

  async do(...steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      this.#child.stdin.write(`${step}\n`);
      assert.equal((await this.#lines.next()).done, false, step);
    }
  }

  /** Closes the connection by the program's end. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    assert.equal(this.#child.exitCode, 0);
  }
}
