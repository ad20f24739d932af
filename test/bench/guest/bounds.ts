// SPDX-License-Identifier: Apache-2.0
import { markdownTable } from '../table.ts';
import type { GuestResult, GuestRow, TracerName } from './result.ts';

type Value = Exclude<keyof GuestRow, 'workload' | 'tracer'>;
type Verdict = readonly [what: string, value: number, atLeast: number, atMost: number];

const BOUNDS: readonly (readonly [string, TracerName, Value, { atLeast: number } | { atMost: number }])[] = [
  ['raw kTLS, 500/s', 'default', 'cpuToBpftrace', { atMost: 1 }],
  ['raw kTLS, 500/s', 'default', 'deliveredShare', { atLeast: 1 }],
  ['raw kTLS, full speed', 'default', 'throughputKept', { atLeast: 0.75 }],
  ['raw kTLS, full speed', 'default', 'bpfToBpftrace', { atMost: 0.7 }],
  ['raw kTLS, full speed', 'filtered out by port', 'bpfToBpftrace', { atMost: 0.2 }],
  ['raw kTLS, full speed', 'filtered out by pid', 'bpfToBpftrace', { atMost: 0.2 }],
  ['nginx, 1 MB by sendfile', 'default', 'throughputKept', { atLeast: 0.9 }],
  ['nginx, small JSON', 'default', 'throughputKept', { atLeast: 0.7 }],
];
const CONSOLE_MILLIS = 200;
const COLLECTOR_MILLIS = 1_500;
const IDLE_SHARE = 0.005;

function verdictsOf({ guest: { rows, latency, idleShare } }: GuestResult): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [workload, tracer, value, bound] of BOUNDS) {
    const measured = rows.find((row) => row.workload === workload && row.tracer === tracer)?.[value];
    const { atLeast, atMost } = { atLeast: -Infinity, atMost: Infinity, ...bound };
    if (measured !== undefined) verdicts.push([`${workload}, ${tracer}: ${value}`, measured, atLeast, atMost]);
  }
  if (latency !== undefined) {
    verdicts.push(['milliseconds to the console, p99', latency.consoleMillis, -Infinity, CONSOLE_MILLIS]);
    verdicts.push(["milliseconds to the Collector's file, p99", latency.collectorMillis, -Infinity, COLLECTOR_MILLIS]);
  }
  if (idleShare !== undefined) verdicts.push(['idle, share of a processor', idleShare, -Infinity, IDLE_SHARE]);
  return verdicts;
}

const isKept = ([, value, atLeast, atMost]: Verdict): boolean => value >= atLeast && value <= atMost;

export const isGuestKept = (result: GuestResult): boolean => verdictsOf(result).every(isKept);

export function boundsTable(result: GuestResult): string {
  const cells = verdictsOf(result).map((verdict) => {
    const [what, value, atLeast, atMost] = verdict;
    const bound = Number.isFinite(atLeast) ? `at least ${atLeast}` : `at most ${atMost}`;
    return [what, String(Number(value.toPrecision(3))), bound, isKept(verdict) ? 'kept' : 'NOT KEPT'];
  });
  return markdownTable(['what', 'measured', 'bound', ''], cells);
}
