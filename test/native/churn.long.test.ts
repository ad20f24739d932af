// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const CONNECTIONS = 20_000;
/** How many at once. By the end of the first round the heap has its size. */
const ROUNDS = [1, 50];
const READ_EVERY = 1_000;
/** One message each way, seen at both ends. */
const CALLS_EACH = 4;
const MEBIBYTE = 1024 * 1024;
/** What would be kept of each later connection: 240 bytes, for two ends and their four streams. */
const GROWTH_BYTES = 8 * MEBIBYTE;
const SETTINGS = {
  // A small heap collects its garbage soon, so that it is not taken for growth.
  NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=48',
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_PLAINTEXT_BYTES: '0',
  // Small, since its pages count as memory once they were read.
  KTLS_RING_BYTES: String(4 * MEBIBYTE),
};
const MESSAGE = Buffer.alloc(100, 'x');

function rssBytes({ process }: RingService): number {
  const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** So many connections, `parallel` at once; resolves once the service has read all there is of them. */
async function churn({ ring }: RingService, wire: Wire, connections: number, parallel: number): Promise<void> {
  for (let made = 0; made < connections; made += parallel) {
    const pairs = Array.from({ length: parallel }, () => wire.connect());
    for (const pair of pairs) pair.move('client', MESSAGE);
    for (const pair of pairs) pair.move('server', MESSAGE);
    for (const pair of pairs) pair.close();
    // Those of so many fit into the ring many times.
    if (made % READ_EVERY === 0) await untilRead(ring);
  }
  await untilRead(ring);
}

async function untilRead(ring: RingService['ring']): Promise<void> {
  while (ring.pendingBytes > 0) await sleep(5);
}

test(`the memory of the service does not grow with ${CONNECTIONS} connections, one after the other and 50 at once`, async () => {
  const service = await startRingService(SETTINGS);
  try {
    const wire = new Wire(service.ring);
    const measured: number[] = [];
    for (const parallel of ROUNDS) {
      await churn(service, wire, CONNECTIONS, parallel);
      measured.push(rssBytes(service));
    }
    const { code, summary, stderr } = await service.stop();
    assert.equal(code, 0, stderr);
    const calls = ROUNDS.length * CONNECTIONS * CALLS_EACH;
    const { calls: counted, lost, produced, dropped } = summary;
    assert.deepEqual(
      { counted, lost, produced, dropped },
      { counted: calls, lost: 0, produced: calls, dropped: calls },
    );
    const [first = 0, last = Number.POSITIVE_INFINITY] = measured;
    assert.ok(last - first < GROWTH_BYTES, `${first} bytes, then ${last}`);
  } finally {
    service.process.kill('SIGKILL');
  }
});
