// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { median } from '../redaction/cpu.ts';
import { type GuestRow, TRACERS, type TracerName } from './result.ts';
import { bpftrace, startKtlsOtel, type Traced, type Tracer, untraced } from './tracers.ts';
import { FULL_SPEED, type Load, WORKLOADS } from './workloads.ts';

const STATISTICS = '/proc/sys/kernel/bpf_stats_enabled';

/** Ports from 1 on, to be excluded: nobody has them. */
const ports = (count: number): string => Array.from({ length: count }, (_, index) => `!${index + 1}`).join();

interface Variant {
  start(): Promise<Tracer>;
  /** Only the BPF time at full speed. */
  isBpfAlone?: boolean;
}

const alone = (settings: Record<string, string>): Variant => ({
  start: () => startKtlsOtel(settings),
  isBpfAlone: true,
});

const VARIANTS: Readonly<Record<TracerName, Variant>> = {
  untraced: { start: async () => untraced },
  default: { start: () => startKtlsOtel({}) },
  raw: { start: () => startKtlsOtel({ KTLS_PAYLOAD: 'raw' }) },
  bpftrace: { start: async () => bpftrace },
  // No program that is traced has them.
  'filtered out by port': alone({ KTLS_FILTER_LOCAL_PORT: '1' }),
  'filtered out by pid': alone({ KTLS_FILTER_PID: '1' }),
  '8 filters, passed': alone({ KTLS_FILTER_LOCAL_PORT: ports(8) }),
  '32 filters, passed': alone({ KTLS_FILTER_LOCAL_PORT: ports(32) }),
};

/** One tracer on one workload. */
interface Measured {
  bpfMicros: number;
  /** Without the BPF time's own measurement. */
  traced: Traced<Load> | undefined;
}
/** By tracer and workload. */
type Round = ReadonlyMap<string, Measured>;

const keyOf = (workload: string, tracer: TracerName): string => `${workload}, ${tracer}`;

async function measure(tracer: Tracer, run: () => Promise<Load>, isBpfAlone: boolean): Promise<Measured> {
  writeFileSync(STATISTICS, '1');
  const warmUp = await tracer.trace(run);
  writeFileSync(STATISTICS, '0');
  const traced = isBpfAlone ? undefined : await tracer.trace(run);
  return { bpfMicros: warmUp.bpfNanos / 1000 / warmUp.calls, traced };
}

/** All tracers in turns, each with all workloads: the first pass of each warms up and has its BPF time measured. */
async function measureRound(has: (workload: string) => boolean, tell: (message: string) => void): Promise<Round> {
  const round = new Map<string, Measured>();
  for (const name of TRACERS) {
    const { start, isBpfAlone = false } = VARIANTS[name];
    const wanted = Object.entries(WORKLOADS).filter(([of]) => (isBpfAlone ? of === FULL_SPEED && has(of) : has(of)));
    if (wanted.length === 0) continue;
    const tracer = await start();
    for (const [workload, run] of wanted) {
      tell(keyOf(workload, name));
      round.set(keyOf(workload, name), await measure(tracer, run, isBpfAlone));
    }
    await tracer.stop();
  }
  return round;
}

const rateOf = ({ result: { units, seconds } }: Traced<Load>): number => units / seconds;
const costOf = ({ cpuMicros, delivered }: Traced<Load>): number => cpuMicros / delivered;

/** Medians over the rounds of what `of` makes of each. */
function rowOf(rounds: readonly Round[], workload: string, tracer: TracerName): GuestRow | undefined {
  const of = (round: Round, name = tracer): Measured | undefined => round.get(keyOf(workload, name));
  const medianOf = (value: (round: Round) => number | undefined): number | undefined => {
    const values = rounds.map(value).filter((found) => found !== undefined && Number.isFinite(found));
    return values.length === 0 ? undefined : median(values as number[]);
  };
  const ofTraced = (value: (traced: Traced<Load>) => number): number | undefined =>
    medianOf((round) => {
      const traced = of(round)?.traced;
      return traced && value(traced);
    });
  /** To another tracer, in the same round. */
  const ratio = (to: TracerName, value: (measured: Measured) => number | undefined): number | undefined =>
    medianOf((round) => {
      const [own, other] = [of(round), of(round, to)];
      return own && other && (value(own) ?? Number.NaN) / (value(other) ?? Number.NaN);
    });
  if (rounds.every((round) => of(round) === undefined)) return undefined;
  return {
    workload,
    tracer,
    throughputKept: ratio('untraced', ({ traced }) => traced && rateOf(traced)),
    p99Micros: ofTraced(({ result }) => result.p99Micros),
    callsPerSecond: ofTraced(({ calls, result }) => calls / result.seconds || Number.NaN),
    deliveredShare: ofTraced(({ delivered, calls }) => delivered / calls),
    cpuMicros: ofTraced(costOf),
    cpuToBpftrace: ratio('bpftrace', ({ traced }) => traced && costOf(traced)),
    bpfMicros: medianOf((round) => of(round)?.bpfMicros),
    bpfToBpftrace: ratio('bpftrace', ({ bpfMicros }) => bpfMicros),
  } as GuestRow;
}

export async function measureRounds(
  count: number,
  has: (workload: string) => boolean,
  tell: (message: string) => void,
): Promise<GuestRow[]> {
  const rounds: Round[] = [];
  for (let round = 1; round <= count; round += 1)
    rounds.push(await measureRound(has, (message) => tell(`round ${round} of ${count}: ${message}`)));
  return Object.keys(WORKLOADS).flatMap((workload) =>
    TRACERS.map((tracer) => rowOf(rounds, workload, tracer)).filter((row) => row !== undefined),
  );
}
