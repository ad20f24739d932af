// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { Console } from '../../../src/console/console.ts';
import { Output } from '../../../src/console/output.ts';
import { createConsoleLogs } from '../../../src/export/console-export.ts';
import { Processes } from '../../../src/process/processes.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { noFailure, stages, unlimited } from '../run/stages.ts';
import { recordOf } from './records.ts';

/** A pipeline whose export and console each write to a stream that is full after two lines; the ring waits for one. */
function pipelineOf(waitsFor: 'export' | 'console'): {
  pipeline: Pipeline;
  exported: PassThrough;
  printed: PassThrough;
  console: Console;
} {
  const [exported, printed] = [new PassThrough({ highWaterMark: 5 }), new PassThrough({ highWaterMark: 5 })];
  const logExport = createConsoleLogs({ name: 'test' }, new InMemoryLogRecordExporter(), new Output(exported));
  const console = new Console(
    printed,
    () => 'line',
    undefined,
    () => {},
  );
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(1),
    ...stages(),
    recordOptions: { plaintextBytes: 256, plaintextField: 'attribute' },
    connectionRecords: false,
    alerts: new AlertCounts(),
    oneWay: { see: () => {} },
    write: (_, record) => logExport.write({ attributes: {} }, record),
    ...unlimited(),
    room: waitsFor === 'export' ? logExport : console,
    console,
    onFailure: noFailure,
  });
  return { pipeline, exported, printed, console };
}

function fill(console: Console, exported: PassThrough): void {
  for (let i = 0; i < 2; i++) {
    console.write(recordOf('a'));
    exported.write('line\n');
  }
}

for (const [waitsFor, name, other] of [
  ['export', 'exported', 'printed'],
  ['console', 'printed', 'exported'],
] as const) {
  test(`a pipeline that waits for its ${waitsFor} has room once that has, whatever the other does`, async () => {
    const { pipeline, console, ...streams } = pipelineOf(waitsFor);
    assert.equal(pipeline.hasRoom(), true);
    fill(console, streams.exported);
    let rooms = 0;
    void pipeline.room().then(() => (rooms += 1));
    const seen: [boolean, number][] = [];
    for (const stream of [other, name] as const) {
      streams[stream].resume();
      await nextTurn();
      seen.push([pipeline.hasRoom(), rooms]);
    }
    assert.deepEqual(seen, [
      [false, 0],
      [true, 1],
    ]);
  });
}

test('a console whose reader has gone holds up no pipeline', async () => {
  const { pipeline, console, printed } = pipelineOf('console');
  for (let i = 0; i < 2; i++) console.write(recordOf('a'));
  assert.equal(pipeline.hasRoom(), false);
  const room = pipeline.room();
  printed.destroy(new Error('nobody reads'));
  await room;
  assert.equal(pipeline.hasRoom(), true);
});
