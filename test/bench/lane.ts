// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Filler } from '../native/ring/filler.ts';
import { installedOptions } from '../support/installed-options.ts';
import type { Traffic } from '../unit/run/traffic.ts';
import type { Measurement, Mode, Reply, Request } from './messages.ts';
import { pace } from './pace.ts';
import { RING_BYTES } from './pipeline.ts';

/** How many samples are put before the ring's filling is looked at. */
const RUN = 512;
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
  readonly #isFloor: boolean;

  constructor(mode: Mode, endpoint: string) {
    this.#isFloor = mode === 'floor';
    const flags = mode === 'stock' ? [] : installedOptions();
    this.#child = spawn(process.execPath, [...flags, join(__dirname, 'pipeline.tool.cjs'), mode, endpoint], {
      stdio: ['ignore', 'inherit', 'inherit', this.#filler.ringFd, 'ipc'],
    });
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the pipeline's process ended with ${code}`);
    });
    this.#ended.catch(() => {});
    this.#ready = this.#reply();
  }

  /** Produces as fast as the pipeline reads: the ring is kept half full and never overflows. */
  async saturate(traffic: Traffic, samples: number): Promise<LaneMeasurement> {
    const all = samplesOf(traffic, samples);
    return this.#measure(samples, async () => {
      for (let left = samples; left > 0; left -= RUN) {
        this.#put(all, Math.min(left, RUN));
        while (this.#filler.pendingBytes > RING_BYTES / 2) await delay(PAUSE_MILLIS);
      }
    });
  }

  /** Produces at this rate, whether or not the ring has room. */
  async pace(traffic: Traffic, samplesPerSecond: number, seconds: number): Promise<LaneMeasurement> {
    const samples = Math.round(samplesPerSecond * seconds);
    const all = samplesOf(traffic, samples);
    return this.#measure(samples, () => pace((count) => this.#put(all, count), samplesPerSecond, seconds));
  }

  #put(samples: Iterator<Buffer>, count: number): void {
    for (let index = 0; index < count && !this.#isFloor; index += 1) this.#filler.put(samples.next().value);
  }

  async #measure(samples: number, produce: () => Promise<unknown>): Promise<LaneMeasurement> {
    await this.#ready;
    const before = this.#filler.counters();
    const expecting = this.#reply();
    this.#send({ kind: 'expect', samples });
    await expecting;
    const measured = this.#reply();
    await produce();
    const after = this.#filler.counters();
    const lost = after.lost - before.lost;
    if (lost > 0) this.#send({ kind: 'lost', samples: lost });
    const message = await measured;
    if (message.kind !== 'measured') throw new Error(`${message.kind} instead of a measurement`);
    const { kind: _, ...measurement } = message;
    const produced = this.#isFloor ? measurement.exported : after.produced - before.produced;
    return { ...measurement, produced, lost };
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

/** Calls alone, on one connection after the other. */
function* samplesOf(traffic: Traffic, count: number): Generator<Buffer, Buffer, undefined> {
  for (let left = count; ; ) {
    for (const sample of traffic.onNewConnection()) {
      yield sample;
      left -= 1;
      if (left === 0) return sample;
    }
  }
}
