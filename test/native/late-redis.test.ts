// SPDX-License-Identifier: Apache-2.0
// cspell:ignore requirepass
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { consoleRecords } from '../support/console-calls.ts';
import { scrapedAt, scrapeUntil } from '../support/scrape.ts';
import { freePort } from '../unit/export/free-port.ts';
import { startRedisServer } from './support/redis-server.ts';
import { startRingService } from './support/ring-service.ts';
import { type End, Wire } from './support/wire.ts';

const SECRETS = ['quartz7-bramble', 'walnut4-zephyr'] as const;
const EXCHANGES = 20;

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

interface Exchange {
  sent: Buffer;
  received: Buffer;
}

async function exchange(socket: Socket, text: string): Promise<Exchange> {
  const sent = Buffer.from(text);
  const answer = once(socket, 'data') as Promise<[Buffer]>;
  socket.write(sent);
  return { sent, received: (await answer)[0] };
}

/** What a client and Debian's redis-server said on a connection once it was open for a while. */
async function recorded(): Promise<Exchange[]> {
  const server = await startRedisServer();
  const socket = connect(server.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    await exchange(socket, command('CONFIG', 'SET', 'requirepass', SECRETS[0]));
    await exchange(socket, command('AUTH', SECRETS[0]));
    const seen: Exchange[] = [];
    for (let i = 0; i < EXCHANGES / 2; i += 1) {
      seen.push(await exchange(socket, command('SET', `tea:${i}`, `${'green '.repeat(i)}tea`)));
      seen.push(await exchange(socket, command('GET', `tea:${i}`)));
    }
    seen.push(await exchange(socket, command('AUTH', SECRETS[0])));
    seen.push(await exchange(socket, command('CONFIG', 'SET', 'requirepass', SECRETS[1])));
    seen.push(await exchange(socket, command('CONFIG', 'GET', 'requirepass')));
    return seen;
  } finally {
    socket.destroy();
    await server.stop();
  }
}

const put = (end: End, { sent, received }: Exchange): void => {
  end.call('TX', sent);
  end.call('RX', received);
};

/** What is shown of it: marks are without their first word. */
const shown = ({ sent, received }: Exchange): string[] => [
  SECRETS.reduce((text, secret) => text.replace(secret, '[login]'), sent.toString()),
  received.toString().replace(SECRETS[1], '[password]'),
];

test("a connection to Debian's redis-server that was open before the service is read from its next command on", async () => {
  const seen = await recorded();
  const scrapePort = await freePort();
  const service = await startRingService({
    ...scrapedAt(scrapePort),
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_TRACES_EXPORTER: 'none',
    KTLS_CONSOLE: 'json',
    KTLS_PAYLOAD: '',
    KTLS_SPANS: '',
  });
  try {
    const wire = new Wire(service.ring);
    /** Once so many of two connections are read. */
    const read = (count: number) =>
      scrapeUntil(
        `${count} connections that are read`,
        (now) => {
          const contents = now.of('ktls_connections');
          const [text, lost] = ['text', 'lost'].map(
            (content) => contents.get(`ktls_connection_content=${content}`) ?? 0,
          );
          return text === count && lost === 2 - count;
        },
        scrapePort,
      );
    const [first, ...rest] = seen;
    assert.ok(first);
    // The service starts between two exchanges, and between a command and its answer.
    const between = wire.connect({ isPartial: true }).client;
    const within = wire.connect({ isPartial: true, serverPort: 6379 }).client;
    put(between, first);
    within.call('RX', first.received.subarray(0, 3));
    await read(1);
    for (const one of rest) put(between, one);
    for (const one of rest) put(within, one);
    await read(2);
    between.close();
    within.close();
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    const records = consoleRecords(end.stdout) as Record<string, unknown>[];
    const textsOf = (port: number): string[] =>
      records
        .filter((record) => record['network.peer.port'] === port)
        .map((record) => String(record['ktls.plaintext']).replaceAll('[redacted:', '['));
    const expected = seen.flatMap(shown);
    assert.equal(expected.length, 2 * (EXCHANGES + 3));
    assert.deepEqual(textsOf(443), expected);
    assert.deepEqual(textsOf(6379), ['[gap]', ...expected.slice(2)]);
    for (const secret of SECRETS) assert.ok(!end.stdout.includes(secret) && !end.stderr.includes(secret));
  } finally {
    service.process.kill('SIGKILL');
  }
});
