// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Filler } from '../native/ring/filler.ts';
import type { Kind, Measurement, Reply, Request } from './messages.ts';
import { BENCH_SAMPLE, PLAINTEXT_BYTES, RING_BYTES } from './sample.ts';

/** Samples that one run of the program makes at most. */
const RUN = 1024;
const PAUSE_MILLIS = 2;

export interface LaneMeasurement extends Measurement {
  produced: number;
  lost: number;
}

/** A ring that this process fills, and a pipeline that reads it in a process of its own. */
export class Lane implements Disposable {
  readonly #filler = new Filler(RING_BYTES);
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;
  readonly #ready: Promise<unknown>;

  constructor(kind: Kind, endpoint: string) {
    this.#filler.setSample(BENCH_SAMPLE);
    this.#child = spawn(process.execPath, [join(__dirname, 'pipeline.tool.cjs'), kind, endpoint], {
      stdio: ['ignore', 'inherit', 'inherit', this.#filler.ringFd, 'ipc'],
    });
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the pipeline's process ended with ${code}`);
    });
    this.#ended.catch(() => {});
    this.#ready = this.#reply();
  }

  /** Produces as fast as the pipeline reads: the ring is kept half full and never overflows. */
  async saturate(records: number): Promise<LaneMeasurement> {
    return this.#measure(records, async () => {
      const before = this.#filler.counters().produced;
      for (let left = records; left > 0; left = records - (this.#filler.counters().produced - before)) {
        const run = Math.min(left, RUN);
        const { produced } = this.#filler.counters();
        this.#filler.fill(run, { minBytes: PLAINTEXT_BYTES, maxPending: RING_BYTES / 2 });
        if (this.#filler.counters().produced - produced < run) await delay(PAUSE_MILLIS);
      }
    });
  }

  /** Produces at this rate, whether or not the ring has room. */
  async pace(recordsPerSecond: number, seconds: number): Promise<LaneMeasurement> {
    const records = Math.round(recordsPerSecond * seconds);
    return this.#measure(records, async () => {
      const startMillis = performance.now();
      for (let produced = 0; produced < records; ) {
        const due = Math.floor(((performance.now() - startMillis) / 1000) * recordsPerSecond);
        const run = Math.min(due, records) - produced;
        if (run > 0) this.#filler.fill(run, { minBytes: PLAINTEXT_BYTES });
        produced += run;
        await delay(PAUSE_MILLIS);
      }
    });
  }

  async #measure(records: number, produce: () => Promise<void>): Promise<LaneMeasurement> {
    await this.#ready;
    const before = this.#filler.counters();
    const expecting = this.#reply();
    this.#send({ kind: 'expect', records });
    await expecting;
    const measured = this.#reply();
    await produce();
    const after = this.#filler.counters();
    const lost = after.lost - before.lost;
    if (lost > 0) this.#send({ kind: 'lost', records: lost });
    const message = await measured;
    if (message.kind !== 'measured') throw new Error(`${message.kind} instead of a measurement`);
    const { kind: _, ...measurement } = message;
    return { ...measurement, produced: after.produced - before.produced, lost };
  }

  #send(request: Request): void {
    this.#child.send(request);
  }

  async #reply(): Promise<Reply> {
    const [message] = (await Promise.race([once(this.#child, 'message'), this.#ended])) as [Reply];
    return message;
  }

  [Symbol.dispose](): void {
    if (this.#child.connected) this.#child.disconnect();
    this.#filler[Symbol.dispose]();
  }
}
