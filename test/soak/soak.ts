// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { startCollector } from '../backends/collector/start.ts';
import { RingLane } from '../bench/growth/ring-lane.ts';
import { rssBytesOf } from '../bench/process-usage.ts';
import { TRAFFICS } from '../bench/traffics.ts';
import { freePort } from '../unit/export/free-port.ts';

/** Of what the machine holds. */
const LOAD = 0.7;
const WARM_UP_SAMPLES = 60_000;
const MEASURED_SAMPLES = 60_000;
const OWN_LINE = /^ktls-otel: [a-z]+: /gm;

export interface SoakOptions {
  /** The Collector's. */
  readonly binary: string;
  readonly seconds: number;
  readonly lookSeconds: number;
  readonly onLook?: (look: Look) => void;
}

/** Of the service's process. */
export interface Look {
  /** Since the load began. */
  readonly seconds: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

export interface SoakResult {
  /** Samples that the machine holds, and those put. */
  readonly fullPerSecond: number;
  readonly samples: number;
  readonly looks: readonly Look[];
  /** The service's account at its end. */
  readonly summary: Record<string, number>;
  /** Log records that the Collector says it has taken, but for those of what the service says about itself. */
  readonly accepted: number;
}

/** A load that the service can bear, for so long, over a real ring, to the real Collector, which discards it. */
export async function soak({ binary, seconds, lookSeconds, onLook }: SoakOptions): Promise<SoakResult> {
  const [port, countsPort] = [await freePort(), await freePort()];
  const collector = await startCollector({ binary, file: undefined, port, countsPort });
  const lane = await RingLane.start(port);
  try {
    const samples = manySamples();
    await lane.put(taken(samples, WARM_UP_SAMPLES));
    const start = performance.now();
    await lane.fill(taken(samples, MEASURED_SAMPLES));
    const fullPerSecond = MEASURED_SAMPLES / ((performance.now() - start) / 1000);
    const looks: Look[] = [];
    let put = 0;
    for (let passed = 0; passed < seconds; passed += lookSeconds) {
      put += await lane.pace(samples, LOAD * fullPerSecond, lookSeconds);
      const look = {
        seconds: passed + lookSeconds,
        rssBytes: rssBytesOf(lane.pid),
        descriptors: readdirSync(`/proc/${lane.pid}/fd`).length,
      };
      looks.push(look);
      onLook?.(look);
    }
    const { summary, stderr } = await lane.stop();
    const own = stderr.match(OWN_LINE)?.length ?? 0;
    return { fullPerSecond, samples: put, looks, summary, accepted: (await acceptedRecords(countsPort)) - own };
  } finally {
    lane.kill();
    await collector.stop();
  }
}

/** Of one kind of traffic after the other, each on a connection that was not there before. */
function* manySamples(): Generator<Buffer, never, undefined> {
  for (;;) for (const traffic of Object.values(TRAFFICS)) yield* traffic.onNewConnection();
}

function* taken(samples: Iterator<Buffer, never>, count: number): Generator<Buffer, void, undefined> {
  for (let left = count; left > 0; left -= 1) yield samples.next().value;
}

async function acceptedRecords(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  const counts = (await answer.text()).matchAll(/^otelcol_receiver_accepted_log_records\S* (\S+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** By least squares: bytes an hour. */
export function growthOf(looks: readonly Look[]): number {
  const mean = (of: (look: Look) => number): number => looks.reduce((sum, look) => sum + of(look), 0) / looks.length;
  const [seconds, bytes] = [mean((look) => look.seconds), mean((look) => look.rssBytes)];
  const both = mean((look) => (look.seconds - seconds) * (look.rssBytes - bytes));
  return (3600 * both) / mean((look) => (look.seconds - seconds) ** 2);
}
