// SPDX-License-Identifier: Apache-2.0
// bench.tool.cjs COLLECTOR [--check | --write]: a ring to the real Collector, by ktls-otel in its modes and by
// OpenTelemetry's own pipeline, in turns. --write keeps the result in docs/bench.json; --check compares with what is kept.
import { startCollector } from '../backends/collector/start.ts';
import { freePort } from '../unit/export/free-port.ts';
import { settle } from './kept.ts';
import { Lane, type LaneMeasurement } from './lane.ts';
import { MODES, type Mode } from './messages.ts';
import { median } from './redaction/cpu.ts';
import { type BenchResult, type BenchRow, isWorse, tables } from './result.ts';
import { TRAFFICS } from './traffics.ts';

const ROUNDS = 5;
const SAMPLES = 20_000;
const WARM_UP_SAMPLES = 30_000;
/** What is held of the rate at full speed, for so long, without a loss. */
const SUSTAINED = { traffic: 'HTTP/1 keep-alive', fraction: 0.8, seconds: 60 };

const cpuMicrosPerRecord = ({ cpuMicros, exported }: LaneMeasurement): number => cpuMicros / exported;
const recordsPerSecond = ({ exported, seconds }: LaneMeasurement): number => exported / seconds;
const arrivedWhole = ({ produced, lost, dropped, unshown, exported }: LaneMeasurement): boolean =>
  lost === 0 && dropped === 0 && exported + unshown === produced;

function progress(message: string): void {
  process.stderr.write(`bench: ${message}\n`);
}

type Lanes = ReadonlyMap<Mode, Lane>;

/** Rounds at full speed, the modes in turns, so that all see the same machine. */
async function measureTraffic(lanes: Lanes, name: string): Promise<BenchRow[]> {
  const traffic = TRAFFICS[name];
  if (traffic === undefined) throw new Error(`no traffic ${name}`);
  const rounds = new Map<Mode, LaneMeasurement[]>(MODES.map((mode) => [mode, []]));
  for (const lane of lanes.values()) await lane.saturate(traffic, WARM_UP_SAMPLES);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [mode, lane] of lanes) rounds.get(mode)?.push(await lane.saturate(traffic, SAMPLES));
  const costs = (mode: Mode): number[] => rounds.get(mode)?.map(cpuMicrosPerRecord) ?? [];
  /** Of what was measured in the same round. */
  const ratio = (mode: Mode, to: Mode): number => {
    const others = costs(to);
    return median(costs(mode).map((cost, round) => cost / (others[round] ?? Number.NaN)));
  };
  return MODES.map((mode) => {
    const all = rounds.get(mode) ?? [];
    if (!all.every(arrivedWhole)) throw new Error(`${name}, ${mode}: records were lost, although the ring had room`);
    const row = {
      traffic: name,
      mode,
      cpuMicrosPerRecord: median(costs(mode)),
      toStock: ratio(mode, 'stock'),
      toFloor: ratio(mode, 'floor'),
      recordsPerSecond: median(all.map(recordsPerSecond)),
      maxRssBytes: Math.max(...all.map(({ maxRssBytes }) => maxRssBytes)),
    };
    progress(
      `${name}, ${mode}: ${row.cpuMicrosPerRecord.toFixed(1)} us CPU a record, ${row.toStock.toFixed(2)} of stock`,
    );
    return row;
  });
}

async function measureSustained(lane: Lane, rows: readonly BenchRow[]): Promise<BenchResult['sustained']> {
  const { traffic: name, fraction, seconds } = SUSTAINED;
  const traffic = TRAFFICS[name];
  const row = rows.find(({ mode, traffic }) => mode === 'default' && traffic === name);
  if (traffic === undefined || row === undefined) throw new Error(`no traffic ${name}`);
  const rate = Math.floor(row.recordsPerSecond * fraction);
  const measurement = await lane.pace(traffic, rate, seconds);
  const { lost, dropped, maxRssBytes } = measurement;
  return { traffic: name, samplesPerSecond: rate, seconds, lostOrDropped: lost + dropped, maxRssBytes };
}

async function main(binary: string, option: string): Promise<boolean> {
  const port = await freePort();
  const collector = await startCollector({ binary, file: undefined, port });
  const lanes = new Map(MODES.map((mode) => [mode, new Lane(mode, `http://127.0.0.1:${port}`)]));
  try {
    const rows: BenchRow[] = [];
    for (const name of Object.keys(TRAFFICS)) rows.push(...(await measureTraffic(lanes, name)));
    const lane = lanes.get('default');
    if (lane === undefined) throw new Error('no default mode');
    const result: BenchResult = { rows, sustained: await measureSustained(lane, rows) };
    process.stdout.write(tables(result));
    if (option !== '--check' && result.sustained.lostOrDropped > 0) return false;
    const worse = settle(option, result, isWorse);
    for (const what of worse) progress(what);
    return worse.length === 0;
  } finally {
    for (const lane of lanes.values()) lane[Symbol.dispose]();
    await collector.stop();
  }
}

main(process.argv[2] ?? '', process.argv[3] ?? '').then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
