// SPDX-License-Identifier: Apache-2.0
// One of the two pipelines in a process of its own: pipeline.tool.cjs ours|stock ENDPOINT. File 3 is the ring.
import { BootClock, libcClock } from '../../src/capture/boot-clock.ts';
import type { CapturedEvent } from '../../src/capture/event.ts';
import { type EventSink, Reader } from '../../src/capture/reader.ts';
import { RingBuffer } from '../../src/capture/ring-buffer.ts';
import { RingWait } from '../../src/capture/ring-wait.ts';
import { createExport } from '../../src/export/create-export.ts';
import { LOGS } from '../../src/export/log-signal.ts';
import { openLibc, pageBytes } from '../../src/ffi/libc.ts';
import { AlertCounts } from '../../src/metrics/alert-counts.ts';
import { Processes } from '../../src/process/processes.ts';
import { Pipeline } from '../../src/run/pipeline.ts';
import { Streams } from '../../src/streams/streams.ts';
import { createResource } from '../../src/telemetry/resource.ts';
import { exportSettings } from '../unit/export/export-settings.ts';
import { noFailure, stages, unlimited } from '../unit/run/stages.ts';
import type { Measurement, Reply, Request } from './messages.ts';
import { BENCH_PROCESS, RING_BYTES } from './sample.ts';
import { createStockExport } from './stock-export.ts';

const RING_FD = 3;
const FLUSH_TIMEOUT_MILLIS = 60_000;

/** Counts what goes into the pipeline; `done` when as much has come as was announced, less what was lost. */
class CountingSink implements EventSink {
  readonly #inner: EventSink;
  #expected = 0;
  #count = 0;
  #done: () => void = () => {};
  startMillis = 0;

  constructor(inner: EventSink) {
    this.#inner = inner;
  }

  expect(records: number): Promise<void> {
    this.#count = 0;
    this.#expected = records;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  expectLess(records: number): void {
    this.#expected -= records;
    if (this.#count === this.#expected) this.#done();
  }

  push(event: CapturedEvent): void {
    if (this.#count === 0) this.startMillis = performance.now();
    this.#inner.push(event);
    if (++this.#count === this.#expected) this.#done();
  }

  hasRoom(): boolean {
    return this.#inner.hasRoom();
  }

  room(): Promise<void> {
    return this.#inner.room();
  }
}

function reply(message: Reply): void {
  process.send?.(message);
}

async function main(kind: string, endpoint: string): Promise<void> {
  const libc = openLibc();
  const resource = await createResource('ktls-otel', '0.1.0');
  const logExport =
    kind === 'stock'
      ? createStockExport(resource, endpoint)
      : createExport(LOGS, {
          settings: exportSettings(Number(new URL(endpoint).port)),
          scope: { name: 'ktls-otel', version: '0.1.0' },
          onWarning: (message) => process.stderr.write(`${kind}: ${message}\n`),
        });
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(1024),
    ...unlimited(),
    ...stages(),
    recordOptions: { plaintextBytes: 256, plaintextField: 'attribute' },
    connectionRecords: false,
    alerts: new AlertCounts(),
    write: (_, record) => logExport.write(resource, record),
    queues: [logExport],
    console: undefined,
    onFailure: noFailure,
  });
  pipeline.push(BENCH_PROCESS);
  const sink = new CountingSink(pipeline);
  const ring = new RingBuffer(libc, RING_FD, RING_BYTES, pageBytes());
  const reader = new Reader(ring, new RingWait(libc, RING_FD), new BootClock(libcClock()), false);
  const droppedSoFar = (): number =>
    Object.values(logExport.counters().dropped).reduce((sum, count) => sum + count, reader.malformed);

  const measure = async (records: number): Promise<Measurement> => {
    const cpu = process.cpuUsage();
    const [exported, dropped] = [logExport.counters().exported, droppedSoFar()];
    const come = sink.expect(records);
    reply({ kind: 'expecting' });
    await come;
    await logExport.forceFlush(FLUSH_TIMEOUT_MILLIS);
    const { user, system } = process.cpuUsage(cpu);
    return {
      exported: logExport.counters().exported - exported,
      dropped: droppedSoFar() - dropped,
      seconds: (performance.now() - sink.startMillis) / 1000,
      cpuMicros: user + system,
      maxRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  };

  process.on('message', (request: Request) => {
    if (request.kind === 'lost') sink.expectLess(request.records);
    else void measure(request.records).then((measurement) => reply({ kind: 'measured', ...measurement }));
  });
  process.on('disconnect', () => reader.abandon());
  reply({ kind: 'ready' });
  await reader.run(sink);
  process.exit();
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
