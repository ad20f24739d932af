// SPDX-License-Identifier: Apache-2.0
// bench.tool.cjs COLLECTOR: a ring to the real Collector, by ktls-otel and by OpenTelemetry's own pipeline in turns.
import { startCollector } from '../backends/collector/start.ts';
import { freePort } from '../unit/export/free-port.ts';
import { Lane, type LaneMeasurement } from './lane.ts';
import type { Kind } from './messages.ts';
import { type Row, table } from './table.ts';

const KINDS: readonly Kind[] = ['ours', 'stock'];
const ROUNDS = 5;
const RECORDS = 51_200;
const PACED_SECONDS = 3;
/** Of the rate at saturation, tried from the highest. */
const FRACTIONS = [0.9, 0.75, 0.6, 0.45, 0.3, 0.15];

const cpuMicrosPerRecord = ({ cpuMicros, exported }: LaneMeasurement): number => cpuMicros / exported;
const recordsPerSecond = ({ exported, seconds }: LaneMeasurement): number => exported / seconds;
const arrivedWhole = ({ produced, lost, dropped, exported }: LaneMeasurement): boolean =>
  lost === 0 && dropped === 0 && exported === produced;

const describe = (measurement: LaneMeasurement): string =>
  `${recordsPerSecond(measurement).toFixed(0)} records/s, ${cpuMicrosPerRecord(measurement).toFixed(1)} us CPU a record`;

function progress(message: string): void {
  process.stderr.write(`bench: ${message}\n`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Rounds at full speed, the pipelines in turns, so that both see the same machine. */
async function saturate(lanes: Record<Kind, Lane>): Promise<Record<Kind, LaneMeasurement[]>> {
  const rounds: Record<Kind, LaneMeasurement[]> = { ours: [], stock: [] };
  for (const kind of KINDS) await lanes[kind].saturate(RECORDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of KINDS) {
      const measurement = await lanes[kind].saturate(RECORDS);
      rounds[kind].push(measurement);
      progress(`${kind}, full speed: ${describe(measurement)}`);
    }
  }
  return rounds;
}

/** The highest rate, of the fractions of `limit`, at which every record arrives. */
async function highestWholeRate(lane: Lane, limit: number): Promise<LaneMeasurement & { rate: number }> {
  let rate = 0;
  for (const fraction of FRACTIONS) {
    rate = Math.floor((limit * fraction) / 1000) * 1000;
    const measurement = await lane.pace(rate, PACED_SECONDS);
    progress(`${rate} records/s: ${describe(measurement)}, ${measurement.lost + measurement.dropped} lost or dropped`);
    if (arrivedWhole(measurement)) return { ...measurement, rate };
  }
  throw new Error(`records are lost at ${rate} a second too`);
}

async function main(binary: string): Promise<boolean> {
  const port = await freePort();
  const collector = await startCollector({ binary, file: undefined, port });
  const endpoint = `http://127.0.0.1:${port}`;
  using ours = new Lane('ours', endpoint);
  using stock = new Lane('stock', endpoint);
  const lanes = { ours, stock };
  const rounds = await saturate(lanes);
  const rows: Row[] = [];
  for (const kind of KINDS) {
    const paced = await highestWholeRate(lanes[kind], median(rounds[kind].map(recordsPerSecond)));
    rows.push({ kind, ...paced, cpuMicrosPerRecord: median(rounds[kind].map(cpuMicrosPerRecord)) });
  }
  const ratios = rounds.ours.map((our, i) => cpuMicrosPerRecord(our) / cpuMicrosPerRecord(rounds.stock[i] ?? our));
  const ratio = median(ratios);
  process.stdout.write(table(rows, ratio));
  await collector.stop();
  const whole = rounds.ours.every(arrivedWhole);
  if (!whole) progress('records were lost at full speed, although the ring had room');
  if (ratio > 1) progress('more CPU per record than the stock pipeline');
  return whole && ratio <= 1;
}

main(process.argv[2] ?? '').then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
