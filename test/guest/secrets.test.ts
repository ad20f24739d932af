// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conversationCutAt } from '../support/conversation.ts';
import { closing, fetchAll } from '../support/fetch-nginx.ts';
import { LOST_OR_JOINED, OF_EACH_CARRIER } from '../support/secret-cases.ts';
import { MARK, type RunResult, runService } from '../support/secret-run.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { startService } from '../support/service.ts';
import { longest, secretsOf } from '../unit/redact/corpus/case.ts';
import { CASES } from '../unit/redact/corpus/cases.ts';
import { SPOTS } from '../unit/redact/corpus/corpus.ts';
import { hold } from './support/secret-replay.ts';

const search = new SecretSearch(secretsOf(CASES));

const run = (env: Record<string, string>, work: () => Promise<void>): Promise<RunResult> =>
  runService(startService, env, work);

describe('no 6 bytes of a secret are in what the Collector, the console or the own log holds', () => {
  test('when the service starts in the middle of connections', async () => {
    // A record in which it starts, for each case somewhere else.
    const waiting = await Promise.all(
      OF_EACH_CARRIER.map((one, i) => hold(conversationCutAt(one, 1 + ((i * 29) % longest(one)), 'wait\n'))),
    );
    const result = await run({ KTLS_CONSOLE: 'json' }, async () => {
      for (const held of waiting) await held.goOn();
    });
    assert.ok(result.plaintexts.length >= OF_EACH_CARRIER.length);
    for (const plaintext of result.plaintexts) assert.match(plaintext, LOST_OR_JOINED);
    assert.ok(result.plaintexts.includes('[redacted:lost]'));
    assert.deepEqual(search.find(result.left), []);
  });

  test("through nginx, by Python's ssl", async () => {
    const directory = mkdtempSync(join(tmpdir(), 'secrets-nginx-'));
    // Made on the host: a guest takes long to find primes.
    cpSync('dist/certificates', directory, { recursive: true });
    const cases = CASES.filter(({ shape }) => shape.endsWith(', HTTP/1.1'));
    const requests = cases.flatMap(({ steps: [first] }) => (first ? [closing(first.bytes)] : []));
    try {
      const result = await run({ KTLS_CONSOLE: 'json', KTLS_PLAINTEXT_BYTES: '16384' }, async () => {
        const responses = await fetchAll(directory, requests);
        assert.equal(responses.length, SPOTS.filter(({ place }) => place !== 'stream').length);
        for (const response of responses) assert.match(response.toString('latin1'), /^HTTP\/1\.1 \d{3} /);
      });
      const { missed, filtered, lost, dropped } = result.end.summary;
      assert.deepEqual({ missed, filtered, lost, dropped }, { missed: 0, filtered: 0, lost: 0, dropped: 0 });
      const shown = result.plaintexts.join('\n');
      assert.ok(shown.includes('Host: shop.example') && shown.includes('Server: nginx') && MARK.test(shown));
      assert.deepEqual(search.find(result.left), []);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
