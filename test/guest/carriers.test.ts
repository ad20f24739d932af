// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conversation } from '../support/conversation.ts';
import { OF_EACH_CARRIER } from '../support/secret-cases.ts';
import { assertComplete, assertShown, type RunResult, runService } from '../support/secret-run.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { startService } from '../support/service.ts';
import { secretsOf } from '../unit/redact/corpus/case.ts';
import { CASES } from '../unit/redact/corpus/cases.ts';
import { replay } from './support/secret-replay.ts';

const search = new SecretSearch(secretsOf(CASES));

const run = (env: Record<string, string>, work: () => Promise<void>): Promise<RunResult> =>
  runService(startService, env, work);

describe('no 6 bytes of a secret are in what the Collector, the console or the own log holds', () => {
  test('of a conversation by each carrier, over kTLS', async () => {
    let calls = 0;
    const result = await run({ KTLS_CONSOLE: 'json' }, async () => {
      calls = (await replay(OF_EACH_CARRIER.map((one) => conversation(one)))).length;
    });
    assertComplete(result, calls);
    assertShown(result);
    assert.deepEqual(search.find(result.left), []);
  });
});
