// SPDX-License-Identifier: Apache-2.0
// A pipeline in a process of its own: pipeline.tool.cjs MODE ENDPOINT. File 3 is the ring.
import { readFileSync, writeFileSync } from 'node:fs';
import { BootClock, libcClock } from '../../src/capture/boot-clock.ts';
import type { CapturedEvent } from '../../src/capture/event.ts';
import { type EventSink, Reader } from '../../src/capture/reader.ts';
import { RingBuffer } from '../../src/capture/ring-buffer.ts';
import { RingWait } from '../../src/capture/ring-wait.ts';
import { openLibc, pageBytes } from '../../src/ffi/libc.ts';
import { createResource } from '../../src/records/resources.ts';
import { Floor } from './floor.ts';
import type { Measurement, Mode, Reply, Request } from './messages.ts';
import { benchPipeline, RING_BYTES } from './pipeline.ts';

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

  expect(samples: number): Promise<void> {
    this.#count = 0;
    this.#expected = samples;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  expectLess(samples: number): void {
    this.#expected -= samples;
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

/** VmHWM, in bytes: the most memory since it was last reset. What the process's usage says begins with that of its parent. */
function maxRssBytes(): number {
  const [, kibibytes = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return Number(kibibytes) * 1024;
}

/** What happened meanwhile. */
async function measured(work: () => Promise<Omit<Measurement, 'cpuMicros' | 'maxRssBytes'>>): Promise<Measurement> {
  // Resets VmHWM (proc(5), clear_refs).
  writeFileSync('/proc/self/clear_refs', '5');
  const cpu = process.cpuUsage();
  const counts = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ...counts, cpuMicros: user + system, maxRssBytes: maxRssBytes() };
}

const secondsSince = (startMillis: number): number => (performance.now() - startMillis) / 1000;

async function runFloor(endpoint: string): Promise<void> {
  const floor = new Floor(await createResource('ktls-otel', '1.0.0'), endpoint);
  process.on('message', async (request: Request) => {
    if (request.kind === 'lost') return;
    reply({ kind: 'expecting' });
    const startMillis = performance.now();
    const measurement = await measured(async () => {
      const exported = await floor.send(request.samples);
      return { exported, dropped: 0, unshown: 0, seconds: secondsSince(startMillis) };
    });
    reply({ kind: 'measured', ...measurement });
  });
  process.on('disconnect', () => process.exit());
  reply({ kind: 'ready' });
}

async function runPipeline(mode: Exclude<Mode, 'floor'>, endpoint: string): Promise<void> {
  const libc = openLibc();
  const { pipeline, logs, flush } = benchPipeline(mode, await createResource('ktls-otel', '1.0.0'), endpoint);
  const sink = new CountingSink(pipeline);
  const ring = new RingBuffer(libc, RING_FD, RING_BYTES, pageBytes());
  const reader = new Reader(ring, new RingWait(libc, RING_FD), new BootClock(libcClock()), false);
  const dropped = (): number =>
    Object.values(logs.counters().dropped).reduce((sum, count) => sum + count, reader.malformed);

  const measure = (samples: number): Promise<Measurement> =>
    measured(async () => {
      const before = { exported: logs.counters().exported, dropped: dropped(), unshown: pipeline.unshown };
      const come = sink.expect(samples);
      reply({ kind: 'expecting' });
      await come;
      await flush(FLUSH_TIMEOUT_MILLIS);
      return {
        exported: logs.counters().exported - before.exported,
        dropped: dropped() - before.dropped,
        unshown: pipeline.unshown - before.unshown,
        seconds: secondsSince(sink.startMillis),
      };
    });

  process.on('message', (request: Request) => {
    if (request.kind === 'lost') sink.expectLess(request.samples);
    else void measure(request.samples).then((measurement) => reply({ kind: 'measured', ...measurement }));
  });
  process.on('disconnect', () => reader.abandon());
  reply({ kind: 'ready' });
  await reader.run(sink);
  process.exit();
}

const [mode = 'default', endpoint = ''] = process.argv.slice(2) as [Mode, string];
void (mode === 'floor' ? runFloor(endpoint) : runPipeline(mode, endpoint));
