// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CapturedEvent, ProcessEvent } from '../../../src/capture/event.ts';
import { Processes } from '../../../src/process/processes.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { closeEvent, dataEvent, openEvent, streamOf } from '../capture/events.ts';
import { HoldingScanner } from '../redact/holding-scanner.ts';
import { noFailure, plainHttp, stages, takeAll, unlimited } from './stages.ts';

const ID = '0123456789abcdef'.repeat(4);

/** A pipeline whose redaction holds everything back for as long as it may, and what came out of it. */
function pipelineOf(connectionRecords: boolean): { pipeline: Pipeline; records: CapturedRecord[] } {
  const records: CapturedRecord[] = [];
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(10),
    ...unlimited(),
    ...stages({ mode: 'redact', createScanner: () => new HoldingScanner([]) }),
    http: plainHttp(),
    recordOptions: { plaintextBytes: 4, plaintextField: 'body' },
    connectionRecords,
    alerts: new AlertCounts(),
    oneWay: { see: () => {} },
    write: (_, record) => void records.push(record),
    console: undefined,
    onFailure: noFailure,
  });
  return { pipeline, records };
}

/** The records of these events: of data its plaintext, of a connection its state. */
function recordsOf(events: readonly CapturedEvent[], connectionRecords = true): { shown: unknown[]; unshown: number } {
  const { pipeline, records } = pipelineOf(connectionRecords);
  for (const event of events) pipeline.push(event);
  takeAll(pipeline.end());
  const shown = records.map(({ body, attributes }) => attributes['ktls.connection.state'] ?? body);
  assert.equal(
    records.reduce((sum, { events }) => sum + events, 0),
    records.length,
  );
  return { shown, unshown: pipeline.unshown };
}

describe('the records of a connection', () => {
  const [sent, received] = [streamOf('a', 'TX'), streamOf('a', 'RX')];
  const events = [openEvent('a'), sent('1'), received('2'), sent('3'), closeEvent('a'), openEvent('b')];

  test('come before its data and after all of it, that which was held back too', () => {
    assert.deepEqual(recordsOf(events), { shown: ['open', '1', '[red', '[red', 'close', 'open'], unshown: 0 });
  });

  test('are none where they are not asked for; the end still lets go of what was held back', () => {
    assert.deepEqual(recordsOf(events, false), { shown: ['1', '[red', '[red'], unshown: 0 });
  });
});

test('a connection whose end was lost ends when it is told so: what was held back is let go, and nothing is kept', () => {
  const { pipeline, records } = pipelineOf(true);
  for (const id of ['a', 'b']) pipeline.push(streamOf(id)('1'));
  takeAll(pipeline.close(['a', 'never seen']));
  assert.deepEqual([records.map(({ body }) => body), pipeline.isHolding], [['[red'], true]);
  takeAll(pipeline.close(['b']));
  assert.deepEqual([records.length, pipeline.isHolding], [2, false]);
  assert.deepEqual(pipeline.abandon(), { records: 0, spans: 0 });
});

test('samples that would show nothing more of a call are counted', () => {
  const sample = (text: string, callOffset: number, isLast: boolean) =>
    dataEvent(text, { length: 9, callOffset, streamOffset: callOffset, isLast });
  const events = [sample('123', 0, false), sample('456', 3, false), sample('78', 6, false), sample('9', 8, true)];
  assert.deepEqual(recordsOf(events), { shown: ['123', '4'], unshown: 2 });
});

test('what is known of a process is in all records that follow, and in none before', () => {
  const { pipeline, records } = pipelineOf(true);
  const told: ProcessEvent = {
    kind: 'process',
    bootNanos: 0n,
    pid: 7,
    cgroupId: 70n,
    executableName: 'nginx',
    cgroupPath: `/docker/${ID}`,
  };
  const nobody = { executableName: undefined, containerId: undefined, connectionId: undefined };
  const data = (pid: number, cgroupId: bigint) => dataEvent('x', { ...nobody, pid, cgroupId });
  const opened = openEvent('a');
  const events = [
    data(7, 70n),
    told,
    data(7, 70n),
    data(8, 70n),
    data(7, 71n),
    { ...opened, origin: { ...opened.origin, ...nobody, pid: 7, cgroupId: 70n } },
  ];
  for (const event of events) pipeline.push(event);
  const names = records.map(({ attributes }) => [attributes['process.executable.name'], attributes['container.id']]);
  assert.deepEqual(names, [
    [undefined, undefined],
    ['nginx', ID],
    [undefined, ID],
    ['nginx', undefined],
    ['nginx', ID],
  ]);
});

test('what is held back is masked two seconds later, or when so much later was read as long as more waits in the ring', () => {
  const HELD = 2_000_000_000n;
  const heldAt = (timeUnixNanos: bigint) => {
    const { pipeline, records } = pipelineOf(false);
    const push = (at: bigint, connectionId: string): void =>
      pipeline.push(dataEvent('1234', { connectionId, timeUnixNanos: at }));
    push(timeUnixNanos, 'a');
    const shownAt = (now: bigint, isRingEmpty: boolean): number => {
      takeAll(pipeline.expire(now, isRingEmpty));
      return records.length;
    };
    return { push, shownAt };
  };
  const idle = heldAt(10n);
  assert.deepEqual([idle.shownAt(HELD + 10n, true), idle.shownAt(HELD + 11n, true)], [0, 1]);
  const busy = heldAt(10n);
  assert.equal(busy.shownAt(9n * HELD, false), 0);
  busy.push(HELD + 10n, 'b');
  assert.equal(busy.shownAt(9n * HELD, false), 0);
  busy.push(HELD + 11n, 'c');
  assert.equal(busy.shownAt(9n * HELD, false), 1);
});

test('an end that is broken off tells how many records it leaves, and writes no more', () => {
  const { pipeline, records } = pipelineOf(false);
  for (const id of ['a', 'b', 'c']) for (const text of ['1', '2']) pipeline.push(streamOf(id, 'RX')(text));
  const held = 6 - records.length;
  const steps = pipeline.end();
  steps.next();
  const written = records.length;
  assert.deepEqual(pipeline.abandon(), { records: held - (written - (6 - held)), spans: 0 });
  assert.ok(written < 6 && written > 6 - held);
  assert.deepEqual(pipeline.abandon(), { records: 0, spans: 0 });
});
