// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CapturedEvent } from '../../../src/capture/event.ts';
import { closeEvent, dataEvent, openEvent } from '../capture/events.ts';
import { BAD, conversation, FailingRun, GOOD, TestError, textOf } from './failing-run.ts';
import { takeAll } from './stages.ts';

const LATER = 1n << 62n;

/** Makes a method throw whenever the condition holds of its arguments. */
function fail(target: object, name: string, isDue: (...args: never[]) => boolean = () => true): void {
  const method = Reflect.get(target, name).bind(target) as (...args: unknown[]) => unknown;
  const failing = (...args: unknown[]): unknown => {
    if (isDue(...(args as never[]))) throw new TestError(textOf(BAD));
    return method(...args);
  };
  Object.assign(target, { [name]: failing });
}

const ofBad = (connectionId: string): boolean => connectionId === BAD;
/** The parts that end its texts come before the end of its stream. */
const endOfBad = ({ connectionId }: { connectionId?: string }): boolean => connectionId === BAD;

/** Bytes that may become HTTP, so that the http stage holds them; or whose secret is not complete, so that redaction does. */
const undecided = (connectionId: string): CapturedEvent => dataEvent('GET /', { connectionId });
const halfSecret = (connectionId: string): CapturedEvent => dataEvent('no HTTP\nhttps://user:pass', { connectionId });

function warning(stage: string, records: number): string {
  return `the stage ${stage} failed with TestError ERR_TEST: ${records} records dropped, and connection ${BAD} is masked from here on`;
}

describe('what is held back for too long', () => {
  for (const [stage, held] of [
    ['http', undecided],
    ['redaction', halfSecret],
  ] as const) {
    test(`is given up for the connection at which ${stage} throws, and let go of for the others`, () => {
      const run = new FailingRun().push(held(BAD), held(GOOD));
      assert.deepEqual([run.written, run.pipeline.unshown], [[], 0]);
      fail(run.stages[stage], 'expire', ofBad);
      takeAll(run.pipeline.expire(LATER, true));
      assert.deepEqual([run.textsOf(BAD), run.textsOf(GOOD).length], [[], 1]);
      assert.deepEqual(run.account(), { produced: 2, exported: 1, unshown: 0, dropped: { error: 1 } });
      assert.deepEqual(run.warnings, [warning(stage, 1)]);
      run.push(dataEvent(textOf(BAD), { connectionId: BAD, streamOffset: 100 }));
      assert.deepEqual(run.textsOf(BAD), ['[redacted:lost]']);
    });
  }

  test('of spans is tried again', () => {
    const run = new FailingRun().push(...conversation(GOOD, 'RX'));
    fail(run.stages.tracing, 'expire');
    takeAll(run.pipeline.expire(LATER, true));
    assert.deepEqual(run.warnings, ['the stage tracing failed with TestError ERR_TEST: 0 records dropped']);
    assert.equal(run.spans.length, 0);
    takeAll(run.pipeline.end());
    // The exchange that is under way then makes none.
    assert.equal(run.spans.length, 1);
  });
});

describe('the end of the service', () => {
  for (const stage of ['http', 'redaction'] as const) {
    test(`costs the connection at which ${stage} throws what is held of it, and no other anything`, () => {
      const run = new FailingRun().push(halfSecret(BAD), halfSecret(GOOD));
      fail(run.stages[stage], 'push', endOfBad);
      takeAll(run.pipeline.end());
      assert.deepEqual([run.textsOf(BAD), run.textsOf(GOOD).length], [[], 1]);
      assert.deepEqual(run.account(), { produced: 2, exported: 1, unshown: 0, dropped: { error: 1 } });
      assert.deepEqual(run.warnings, [warning(stage, 1)]);
    });
  }

  test('comes when tracing throws at it, too', () => {
    const run = new FailingRun().push(halfSecret(GOOD));
    fail(run.stages.tracing, 'end');
    takeAll(run.pipeline.end());
    assert.deepEqual(run.account(), { produced: 1, exported: 1, unshown: 0, dropped: {} });
  });
});

test('a connection that makes room for another and throws then costs the other nothing', () => {
  const run = new FailingRun({ maxConnections: 1 }).push(halfSecret(BAD));
  fail(run.stages.redaction, 'push', endOfBad);
  takeAll(run.push(halfSecret(GOOD)).pipeline.end());
  assert.deepEqual([run.textsOf(BAD), run.textsOf(GOOD).length], [[], 1]);
  assert.deepEqual(run.account(), { produced: 2, exported: 1, unshown: 0, dropped: { error: 1 } });
});

test('what another connection lets go of to make room is not taken for its own', () => {
  const run = new FailingRun({ maxConnections: 1 }).push(halfSecret(GOOD), halfSecret(BAD));
  assert.equal(run.textsOf(GOOD).length, 1);
  fail(run.stages.redaction, 'expire', ofBad);
  takeAll(run.pipeline.expire(LATER, true));
  assert.deepEqual(run.account(), { produced: 2, exported: 1, unshown: 0, dropped: { error: 1 } });
});

test('a stage that throws at a connection without an id costs the call alone', () => {
  const run = new FailingRun();
  const alone = (text: string): CapturedEvent => dataEvent(text, { connectionId: undefined });
  let calls = 0;
  fail(run.stages.redaction, 'push', () => ++calls === 1);
  takeAll(run.push(alone('one'), alone('two')).pipeline.end());
  assert.deepEqual(run.account(), { produced: 2, exported: 1, unshown: 0, dropped: { error: 1 } });
  assert.deepEqual(run.warnings, ['the stage redaction failed with TestError ERR_TEST: 1 records dropped']);
});

test('what is told of a process and throws costs no record', () => {
  const run = new FailingRun();
  fail(run.processes, 'learn');
  run.push(
    { kind: 'process', bootNanos: 0n, pid: 1, cgroupId: 1n, executableName: 'x', cgroupPath: '/' },
    openEvent(GOOD),
  );
  assert.deepEqual(run.account(), { produced: 1, exported: 1, unshown: 0, dropped: {} });
  assert.equal(run.warnings.length, 1);
});

test('connections without records of their own count none that throw', () => {
  const run = new FailingRun({ connectionRecords: false });
  fail(run.streams, 'push');
  run.push(openEvent(BAD), closeEvent(BAD));
  assert.deepEqual(run.account(), { produced: 0, exported: 0, unshown: 0, dropped: {} });
});

test('after its close a connection is forgotten: another of the same id is not masked', () => {
  const run = new FailingRun();
  let calls = 0;
  fail(run.stages.http, 'push', () => ++calls === 1);
  run.push(dataEvent('first', { connectionId: BAD }), closeEvent(BAD));
  takeAll(run.push(dataEvent('no HTTP, no secret\n', { connectionId: BAD })).pipeline.end());
  assert.deepEqual(run.textsOf(BAD), ['close', 'no HTTP, no secret\n']);
});
