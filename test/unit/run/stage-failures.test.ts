// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import type { ProgramResources } from '../../../src/records/resources.ts';
import { account } from '../../../src/run/account.ts';
import { createPipeline } from '../../../src/run/create-pipeline.ts';
import { Memory } from '../../../src/run/memory.ts';
import { Outputs } from '../../../src/run/outputs.ts';
import { inStage, StageError } from '../../../src/run/stage-error.ts';
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../../../src/self/counts.ts';
import { dataEvent } from '../capture/events.ts';
import { countsOf } from '../counts.ts';
import { BAD, conversation, FailingRun, TestError, textOf } from './failing-run.ts';
import { takeAll } from './stages.ts';

const SECRET = 'hunter2';

/** What is told of something that a stage has thrown. */
function told(thrown: unknown): string {
  try {
    return inStage('http', () => {
      throw thrown;
    });
  } catch (error) {
    assert.ok(error instanceof StageError);
    assert.ok(!`${error.message} ${error.stack}`.includes(SECRET));
    return error.reason;
  }
}

test('of what a stage throws, its class and its code are told, and no text that may be plaintext', () => {
  class Named extends Error {
    override name = SECRET;
  }
  assert.equal(told(new RangeError(SECRET)), 'RangeError');
  assert.equal(told(new Named(SECRET, { cause: SECRET })), 'Named');
  assert.equal(told(Object.assign(new Error(SECRET), { code: 'ERR_OUT_OF_RANGE' })), 'Error ERR_OUT_OF_RANGE');
  assert.equal(told(Object.assign(new Error(SECRET), { code: SECRET })), 'Error');
  assert.equal(told(SECRET), 'an unknown error');
  assert.equal(told({ message: SECRET, code: 'EPIPE' }), 'an unknown error EPIPE');
  assert.equal(told(undefined), 'an unknown error');
});

test('the innermost stage is told', () => {
  const nested = (): void => inStage('http', () => inStage('tracing', () => assert.fail()));
  assert.throws(nested, { stage: 'tracing', reason: 'AssertionError ERR_ASSERTION' });
});

test('of the warnings of a minute one is given, and the next says how many there were', () => {
  const run = new FailingRun();
  run.stages.http.push = () => {
    throw new TestError();
  };
  const push = (connectionId: string): void => void run.push(dataEvent('x', { connectionId }));
  for (const [now, id] of [
    [0, 'a'],
    [1, 'b'],
    [59_999, 'c'],
    [60_000, 'd'],
  ] as const) {
    run.now = now;
    push(id);
  }
  const warning = (id: string): string =>
    `the stage http failed with TestError ERR_TEST: 1 records dropped, and connection ${id} is masked from here on`;
  const again = `${warning('d')} (and 2 times more since the last such warning)`;
  assert.deepEqual(run.warnings, [warning('a'), again]);
  assert.deepEqual(run.dropped.toRecord(), { error: 4 });
});

test('a span whose export throws costs that span alone', () => {
  const run = new FailingRun();
  const { writeSpan } = run.outputs;
  let spans = 0;
  run.outputs.writeSpan = (call, span) => {
    if (++spans === 1) throw new TestError(textOf(BAD));
    writeSpan(call, span);
  };
  takeAll(run.push(...conversation(BAD, 'TX')).pipeline.end());
  assert.deepEqual(run.droppedSpans.toRecord(), { error: 1 });
  assert.deepEqual(run.warnings, ['the stage export failed with TestError ERR_TEST: 1 span dropped']);
  assert.deepEqual(run.account(), { produced: 9, exported: 9, unshown: 0, dropped: {} });
});

test('the account, the metrics and the warnings of a run have what was dropped', () => {
  const env = { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  const { settings } = loadSettings({ env });
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const outputs = new Outputs(settings, { scope: { name: 'test', version: '1' }, onWarning });
  const counts = { redactions: new RedactionCounts(), exchanges: new ExchangeCounts(), alerts: new AlertCounts() };
  // Asked for the resource of each record and span.
  const programs = {
    of: () => {
      throw new TestError(SECRET);
    },
  } as unknown as ProgramResources;
  const memory = new Memory(Infinity);
  const pipeline = createPipeline(settings, {
    outputs,
    programs,
    counts,
    httpMetrics: undefined,
    memory,
    toUnixNanos: (bootNanos) => bootNanos,
    processes: new LocalProcesses('/'),
    console: undefined,
    onContentEnd: () => {},
    onWarning,
  });
  for (const event of conversation(BAD, 'TX').slice(1)) pipeline.push(event);
  takeAll(pipeline.end());
  const capture = {
    reader: { malformed: 0, unread: 0 },
    counts: () => countsOf({ produced: 8 }),
  } as unknown as Parameters<typeof account>[0]['capture'];
  let summary = '';
  const { logExport, spanExport } = outputs;
  account({ capture, pipeline, logExport, spanExport, killed: 0 }, onWarning, (line) => (summary += line));
  const { produced, dropped, exported } = JSON.parse(summary);
  assert.deepEqual([produced, dropped, exported], [8, 8, 0]);
  assert.deepEqual(outputs.sources(capture).logs?.counters().dropped, { error: 8 });
  assert.match(warnings[0] ?? '', /^the stage export failed with TestError ERR_TEST: \d records dropped/);
  assert.deepEqual(warnings.slice(1), ['8 records dropped: error']);
});
