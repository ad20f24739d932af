// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { type RingService, startRingService } from '../../native/support/ring-service.ts';
import type { ServiceEnd } from '../../support/service.ts';
import { pace } from '../pace.ts';
import { cpuMicrosOf, quiet } from '../process-usage.ts';

/** What the tests turn off is as by default. */
const DEFAULT_SETTINGS = { KTLS_PAYLOAD: '', KTLS_SPANS: '', OTEL_METRICS_EXPORTER: '' };
/** How many samples are put before the ring's filling is looked at. */
const RUN = 512;
const PAUSE_MILLIS = 2;

/** The service as it is, over a ring that this process fills as fast as it is read. */
export class RingLane {
  readonly #service: RingService;

  private constructor(service: RingService) {
    this.#service = service;
  }

  static async start(collectorPort: number, settings: Record<string, string> = {}): Promise<RingLane> {
    const endpoint = `http://127.0.0.1:${collectorPort}`;
    return new RingLane(
      await startRingService({ ...DEFAULT_SETTINGS, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...settings }),
    );
  }

  get pid(): number {
    return this.#service.process.pid as number;
  }

  /** Resolves when all is exported, to the CPU that it took. */
  async put(samples: Iterable<Buffer>): Promise<number> {
    const before = cpuMicrosOf(this.pid);
    await this.fill(samples);
    await quiet(this.pid);
    return cpuMicrosOf(this.pid) - before;
  }

  /** Resolves when all is read. */
  async fill(samples: Iterable<Buffer>): Promise<void> {
    const { ring } = this.#service;
    let put = 0;
    for (const sample of samples) {
      ring.put(sample);
      if (++put % RUN > 0) continue;
      while (ring.pendingBytes > ring.ringBytes / 2) await sleep(PAUSE_MILLIS);
    }
    while (ring.pendingBytes > 0) await sleep(PAUSE_MILLIS);
  }

  /** So many samples a second, whether or not the ring has room; resolves to their number. */
  pace(samples: Iterator<Buffer, never>, samplesPerSecond: number, seconds: number): Promise<number> {
    const put = (count: number): void => {
      for (let left = count; left > 0; left -= 1) this.#service.ring.put(samples.next().value);
    };
    return pace(put, samplesPerSecond, seconds);
  }

  /** Resolves to its account and what it has said. Throws when a record was lost or given up. */
  async stop(): Promise<Pick<ServiceEnd, 'summary' | 'stderr'>> {
    const { code, summary, stderr } = await this.#service.stop();
    const { lost = 0, dropped = 0, unshown = 0, produced = 0, exported = 0 } = summary;
    if (code !== 0 || lost > 0 || dropped > 0 || exported + unshown !== produced)
      throw new Error(`the service ended with ${code} and ${JSON.stringify(summary)}\n${stderr}`);
    return { summary, stderr };
  }

  kill(): void {
    this.#service.process.kill('SIGKILL');
  }
}
