// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conversation, conversationCutAt } from '../support/conversation.ts';
import { CUT_EVERYWHERE, LOST_OR_JOINED, OF_EACH_CARRIER } from '../support/secret-cases.ts';
import { assertComplete, assertShown, MARK, type RunResult, runService } from '../support/secret-run.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { longest, secretsOf } from '../unit/redact/corpus/case.ts';
import { CASES, OF_EACH_SPOT, READABLE } from '../unit/redact/corpus/cases.ts';
import { SPOTS } from '../unit/redact/corpus/corpus.ts';
import { replay } from './support/replay.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const search = new SecretSearch(secretsOf(CASES));
/** Conversations that come at once. */
const BURST = 80;

const run = (env: Record<string, string>, work: (service: RingService) => Promise<void>): Promise<RunResult> =>
  runService(startRingService, env, work);

const atEveryPlace = CUT_EVERYWHERE.flatMap((one) =>
  Array.from({ length: longest(one) - 1 }, (_, i) => conversationCutAt(one, i + 1)),
);

describe('no 6 bytes of a secret are in what the Collector, the console or the own log holds', () => {
  test('the corpus has at least 300 secrets in at least 40 shapes', () => {
    assert.ok(secretsOf(CASES).length >= 300);
    assert.ok(SPOTS.length >= 40);
    assert.equal(OF_EACH_SPOT.length, SPOTS.length);
  });

  test('but of each shape when nothing is redacted', async () => {
    const env = { KTLS_PAYLOAD: 'raw', KTLS_CONSOLE: 'json', KTLS_PLAINTEXT_BYTES: '65536' };
    const result = await run(env, async ({ ring }) => {
      replay(
        new Wire(ring),
        READABLE.map((one) => conversation(one)),
      );
    });
    const found = new Set(search.find(result.left).map(({ shape }) => shape));
    assert.deepEqual(
      READABLE.filter(({ shape }) => !found.has(shape)).map(({ shape }) => shape),
      [],
    );
  });

  test('by default, with the console as JSON: whole, cut in two, byte by byte', async () => {
    let calls = 0;
    const result = await run({ KTLS_CONSOLE: 'json' }, async ({ ring }) => {
      const wire = new Wire(ring);
      const whole = replay(
        wire,
        CASES.map((one) => conversation(one)),
      );
      const cut = replay(
        wire,
        OF_EACH_SPOT.map((one, i) => conversationCutAt(one, 1 + ((i * 13) % longest(one)))),
      );
      const everywhere = replay(wire, atEveryPlace);
      const slowly = replay(
        wire,
        CUT_EVERYWHERE.map((one) => conversation(one, { send: 1, receive: 1 })),
      );
      calls = whole.length + cut.length + everywhere.length + slowly.length;
    });
    console.log(
      `secrets: ${CASES.length} cases, ${atEveryPlace.length} cut connections, ${calls} calls, ${result.spans} spans`,
    );
    assertComplete(result, calls);
    assertShown(result);
    assert.deepEqual(search.find(result.left), []);
  });

  test('records of 3 bytes received in calls of 50, TLS 1.2 and IPv6, with the console as a table', async () => {
    let calls = 0;
    const result = await run({ KTLS_CONSOLE: 'table', KTLS_PLAINTEXT_BYTES: '16384' }, async ({ ring }) => {
      const small = OF_EACH_SPOT.map((one) => conversation(one, { send: 3, receive: 50 }));
      calls = replay(new Wire(ring), small, { tls: '1.2', family: 6 }).length;
    });
    assertComplete(result, calls);
    assertShown(result);
    assert.deepEqual(search.find(result.left), []);
  });

  for (const captureBytes of [64, 200]) {
    test(`when ${captureBytes} bytes of each call are copied`, async () => {
      let calls = 0;
      const result = await run({ KTLS_CONSOLE: 'json', KTLS_CAPTURE_BYTES: String(captureBytes) }, async ({ ring }) => {
        const conversations = OF_EACH_SPOT.map((one) => conversation(one));
        calls = replay(new Wire(ring, { captureBytes }), conversations).length;
      });
      assertComplete(result, calls);
      assert.ok(result.plaintexts.some((plaintext) => MARK.test(plaintext)));
      assert.deepEqual(search.find(result.left), []);
    });
  }

  test('when the ring has no room for some', async () => {
    // Each burst is more than the ring holds. In every other one nothing is read meanwhile, so that its end is lost; in
    // the rest now this call finds room and now that.
    const result = await run({ KTLS_RING_BYTES: '65536', KTLS_CONSOLE: 'table' }, async ({ ring, process }) => {
      const wire = new Wire(ring);
      for (let burst = 0; burst * BURST < CASES.length; burst++) {
        const conversations = CASES.slice(burst * BURST, (burst + 1) * BURST).map((one) => conversation(one));
        if (burst % 2 === 0) process.kill('SIGSTOP');
        replay(wire, conversations);
        process.kill('SIGCONT');
        await sleep(100);
      }
    });
    const { lost = 0, exported = 0 } = result.end.summary;
    console.log(`secrets: ${lost} records lost, ${exported} exported`);
    assert.ok(lost > 0, 'nothing was lost');
    assertShown(result);
    assert.deepEqual(search.find(result.left), []);
  });

  test('when the service starts in the middle of connections', async () => {
    // A record in which it starts, for each case somewhere else.
    const joined = OF_EACH_CARRIER.map((one, i) =>
      conversationCutAt(one, 1 + ((i * 29) % longest(one)), 'wait\n').replace(/[\s\S]*\nwait\n/, 'open\n'),
    );
    const result = await run({ KTLS_CONSOLE: 'json' }, async ({ ring }) => {
      replay(new Wire(ring), joined, { isPartial: true });
    });
    assert.ok(result.plaintexts.length >= OF_EACH_CARRIER.length);
    for (const plaintext of result.plaintexts) assert.match(plaintext, LOST_OR_JOINED);
    assert.ok(result.plaintexts.includes('[redacted:lost]'));
    assert.deepEqual(search.find(result.left), []);
  });
});
