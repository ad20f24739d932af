// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PORT } from '../../support/nginx.ts';
import { CLOSE_WAIT, ESTABLISHED, untilSocket } from './tcp-sockets.ts';
import { startTold, type ToldProgram } from './told-program.ts';

/** `-ktls` came with OpenSSL 3.2. */
const OPENSSL_CONF = `openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = settings
[settings]
Options = KTLS
`;
const OPENSSL_PORT = 8444;
/** What curl writes to. */
const BODY = 'body';
const { O_NONBLOCK, O_RDWR } = constants;
/** More than the socket buffers hold. */
const LONG_BYTES = 20_000_000;

export const TLS_VERSIONS = ['1.2', '1.3'] as const;
type Tls = (typeof TLS_VERSIONS)[number];

export interface Ports {
  server: number;
  client: number;
}

type Reason = 'local' | 'peer' | 'reset';

/** How real programs end a connection. curl's end of it is not the kernel's to encrypt. */
interface RealEnd {
  name: string;
  reasons: { server: Reason; client: Reason | undefined };
  /** Resolves to the connection, once both ends are closed. */
  run(programs: RealPrograms, tls: Tls): Promise<Ports>;
}

/**
 * Programs are stopped so that who ends the connection is first for certain: whoever reads close_notify may close before the
 * other one's FIN has come.
 */
export const REAL_ENDS: readonly RealEnd[] = [
  {
    name: 's_client is told to end, and waits for s_server',
    reasons: { server: 'peer', client: 'local' },
    run: async (programs, tls) => {
      const { server, client, ports } = await programs.openssl(tls);
      await programs.clientQuits(client, server, ports);
      return programs.bothEnded(ports, server, client);
    },
  },
  {
    name: 's_server is told to end',
    reasons: { server: 'local', client: 'peer' },
    run: async (programs, tls) => {
      const { server, client, ports } = await programs.openssl(tls);
      server.tell('q\n');
      return programs.bothEnded(ports, server, client);
    },
  },
  {
    name: 's_server is killed before it has read a line',
    reasons: { server: 'local', client: 'reset' },
    run: async (programs, tls) => {
      const { server, client, ports } = await programs.openssl(tls);
      server.signal('SIGSTOP');
      client.tell('a line\n');
      await programs.untilUnread(ports.server, ports.client);
      server.signal('SIGKILL');
      return programs.bothEnded(ports, server, client);
    },
  },
  {
    name: 's_client is told to end between two requests to nginx',
    reasons: { server: 'peer', client: 'local' },
    run: async (programs, tls) => {
      const { client, ports } = await programs.clientOfNginx(tls);
      client.tell('GET /get HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await client.says('hello from nginx');
      await programs.clientQuits(client, programs.nginxWorker(), ports);
      return programs.bothEnded(ports, client);
    },
  },
  {
    name: 'nginx ends behind its answer to s_client, and lingers',
    reasons: { server: 'local', client: 'peer' },
    run: async (programs, tls) => {
      const { client, ports } = await programs.clientOfNginx(tls);
      // It lingers where more than the request has come.
      const request = 'GET /get HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nmore';
      await programs.serverAnswersFirst(programs.nginxWorker(), client, ports, request);
      await client.says('hello from nginx');
      return programs.bothEnded(ports, client);
    },
  },
  {
    name: "s_client is killed amid nginx's answer",
    reasons: { server: 'reset', client: 'local' },
    run: async (programs, tls) => {
      const { client, ports } = await programs.clientOfNginx(tls);
      const nginx = programs.nginxWorker();
      nginx.signal('SIGSTOP');
      client.tell('GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await programs.untilUnread(ports.server, ports.client);
      client.signal('SIGSTOP');
      nginx.signal('SIGCONT');
      await programs.untilUnread(ports.client, ports.server);
      client.signal('SIGKILL');
      return programs.bothEnded(ports, client);
    },
  },
  {
    name: 'curl ends behind an answer of nginx, which would have kept the connection',
    reasons: { server: 'peer', client: undefined },
    run: async (programs, tls) => {
      const { curl, ports, goOn } = await programs.heldCurl(tls);
      const nginx = programs.nginxWorker();
      nginx.signal('SIGSTOP');
      goOn();
      await programs.untilEnded(ports.server, ports.client);
      nginx.signal('SIGCONT');
      return programs.bothEnded(ports, curl);
    },
  },
  {
    name: 'nginx ends behind its answer to curl, which asked for it',
    reasons: { server: 'local', client: undefined },
    run: async (programs, tls) => {
      const { curl, ports, goOn } = await programs.heldCurl(tls, '--header', 'Connection: close');
      await programs.untilEnded(ports.client, ports.server);
      goOn();
      return programs.bothEnded(ports, curl);
    },
  },
];

type Stoppable = Pick<ToldProgram, 'signal'>;

/** OpenSSL's programs with kTLS, curl, and an nginx that runs on PORT, all on the certificates in `directory`. */
export class RealPrograms {
  readonly #directory: string;
  readonly #started: ToldProgram[] = [];

  constructor(directory: string) {
    this.#directory = directory;
    writeFileSync(this.#file('ktls.cnf'), OPENSSL_CONF);
    mkdirSync(this.#file('www'));
    writeFileSync(this.#file('www/long'), Buffer.alloc(LONG_BYTES, 'x'));
    spawnSync('mkfifo', [this.#file(BODY)]);
  }

  /** Ends what a failure has left. */
  kill(): void {
    for (const program of this.#started) program.signal('SIGKILL');
    // Who waits for a writer of the FIFO would wait for ever, and this process with it.
    const writer = openSync(this.#file(BODY), O_RDWR | O_NONBLOCK);
    closeSync(writer);
  }

  /** s_server and s_client, connected. */
  async openssl(tls: Tls): Promise<{ server: ToldProgram; client: ToldProgram; ports: Ports }> {
    const keys = ['-cert', this.#file('server.pem'), '-key', this.#file('server.key')];
    const listen = ['-accept', `127.0.0.1:${OPENSSL_PORT}`, '-naccept', '1'];
    const server = this.#start('openssl', ['s_server', ...listen, ...keys]);
    await server.says('ACCEPT');
    return { server, ...(await this.#client(OPENSSL_PORT, tls)) };
  }

  clientOfNginx(tls: Tls): Promise<{ client: ToldProgram; ports: Ports }> {
    return this.#client(PORT, tls);
  }

  /** curl has its answer's head, and goes on when `goOn` is called. */
  async heldCurl(tls: Tls, ...options: string[]): Promise<{ curl: ToldProgram; ports: Ports; goOn(): void }> {
    const fifo = this.#file(BODY);
    // curl opens it when the first bytes of the body come, and waits for somebody to read.
    const version = ['--tlsv1.2', '--tls-max', tls, '--http1.1', '--cacert', this.#file('ca.pem')];
    const url = `https://127.0.0.1:${PORT}/get`;
    const curl = this.#start('curl', ['--silent', '--show-error', ...version, ...options, '--output', fifo, url]);
    const { localPort } = await untilSocket(
      ({ peerPort, state }) => peerPort === PORT && (state === ESTABLISHED || state === CLOSE_WAIT),
    );
    await this.#answered(curl, localPort);
    const goOn = (): void => {
      void readFile(fifo, 'utf8').then((body) => assert.match(body, /hello from nginx/));
    };
    return { curl, ports: { server: PORT, client: localPort }, goOn };
  }

  nginxWorker(): Stoppable {
    const master = readFileSync(this.#file('nginx.pid'), 'utf8').trim();
    const worker = Number(readFileSync(`/proc/${master}/task/${master}/children`, 'utf8'));
    return { signal: (signal) => void process.kill(worker, signal) };
  }

  /** The client's FIN is there before the server does anything. */
  async clientQuits(client: ToldProgram, server: Stoppable, ports: Ports): Promise<void> {
    server.signal('SIGSTOP');
    client.tell('Q\n');
    await this.untilEnded(ports.server, ports.client);
    server.signal('SIGCONT');
  }

  /** The server's answer and FIN are there before the client does anything. */
  async serverAnswersFirst(server: Stoppable, client: ToldProgram, ports: Ports, request: string): Promise<void> {
    server.signal('SIGSTOP');
    client.tell(request);
    await this.untilUnread(ports.server, ports.client);
    client.signal('SIGSTOP');
    server.signal('SIGCONT');
    await this.untilEnded(ports.client, ports.server);
    client.signal('SIGCONT');
  }

  /** Something has come to this end that nobody has read. */
  async untilUnread(local: number, peer: number): Promise<void> {
    await untilSocket(({ localPort, peerPort, unread }) => localPort === local && peerPort === peer && unread > 0);
  }

  /** The other end's FIN has come to this one, which has not ended. */
  async untilEnded(local: number, peer: number): Promise<void> {
    await untilSocket(
      ({ localPort, peerPort, state }) => localPort === local && peerPort === peer && state === CLOSE_WAIT,
    );
  }

  async bothEnded(ports: Ports, ...programs: readonly ToldProgram[]): Promise<Ports> {
    for (const { ended } of programs) await ended;
    return ports;
  }

  async #client(port: number, tls: Tls): Promise<{ client: ToldProgram; ports: Ports }> {
    const version = `-tls${tls.replace('.', '_')}`;
    const ca = ['-CAfile', this.#file('ca.pem')];
    const client = this.#start('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, version, ...ca]);
    await client.says('Verify return code: 0');
    const { localPort } = await untilSocket(({ peerPort, state }) => peerPort === port && state === ESTABLISHED);
    return { client, ports: { server: port, client: localPort } };
  }

  /** nginx has answered this client, and not another one whose answer it writes down late. */
  async #answered(client: ToldProgram, port: number): Promise<void> {
    let hasEnded = false;
    void client.ended.then(() => (hasEnded = true));
    while (!readFileSync(this.#file('access.jsonl'), 'utf8').includes(`"client_port":${port},`)) {
      assert.ok(!hasEnded, `the client of port ${port} has ended without an answer`);
      await sleep(10);
    }
  }

  #file(name: string): string {
    return join(this.#directory, name);
  }

  #start(command: string, args: readonly string[]): ToldProgram {
    const program = startTold(command, args, { OPENSSL_CONF: this.#file('ktls.cnf') });
    this.#started.push(program);
    return program;
  }
}
