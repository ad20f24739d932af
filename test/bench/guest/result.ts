// SPDX-License-Identifier: Apache-2.0
import { WORSE } from '../kept.ts';
import { markdownTable } from '../table.ts';
import type { Latency } from './latency.ts';

/** `default` and `raw` are modes of ktls-otel; of the others, only the time of the BPF programs is measured. */
export const TRACERS = [
  'untraced',
  'default',
  'raw',
  'bpftrace',
  'filtered out by port',
  'filtered out by pid',
  '8 filters, passed',
  '32 filters, passed',
] as const;
export type TracerName = (typeof TRACERS)[number];

/** Medians of the rounds. What is a ratio is one of the same round. What does not apply is not there. */
export interface GuestRow {
  readonly workload: string;
  readonly tracer: TracerName;
  /** Records or requests of the traced program, to those it makes untraced. */
  readonly throughputKept?: number;
  /** Of the traced program. */
  readonly p99Micros?: number;
  /** Calls of the traced program, and which share of them is at the Collector or in bpftrace's file. */
  readonly callsPerSecond?: number;
  readonly deliveredShare?: number;
  /** Of the tracer's process, a record that was delivered. */
  readonly cpuMicros?: number;
  readonly cpuToBpftrace?: number;
  /** Of all of the tracer's programs, a call. */
  readonly bpfMicros?: number;
  readonly bpfToBpftrace?: number;
}

export interface GuestResult {
  readonly guest: { readonly rows: readonly GuestRow[]; readonly latency?: Latency; readonly idleShare?: number };
}

const number = (digits: number, value?: number): string => value?.toFixed(digits) ?? '';
const percent = (value?: number): string => (value === undefined ? '' : `${(100 * value).toFixed(1)} %`);

export function guestTable({ guest: { rows } }: GuestResult): string {
  const head = ['workload', 'tracer', 'kept', 'p99 ms', 'calls/s', 'delivered', 'CPU us', 'ratio', 'BPF us', 'ratio'];
  const cells = rows.map((row) => [
    row.workload,
    row.tracer,
    percent(row.throughputKept),
    number(1, row.p99Micros === undefined ? undefined : row.p99Micros / 1000),
    number(0, row.callsPerSecond),
    percent(row.deliveredShare),
    number(0, row.cpuMicros),
    number(2, row.cpuToBpftrace),
    number(1, row.bpfMicros),
    number(2, row.bpfToBpftrace),
  ]);
  return markdownTable(head, cells);
}

/** Ratios that are the worse the larger they are. */
function ratiosOf({ cpuToBpftrace, bpfToBpftrace, throughputKept }: GuestRow): Record<string, number | undefined> {
  const slowdown = throughputKept === undefined ? undefined : 1 / throughputKept;
  return { "of bpftrace's CPU": cpuToBpftrace, "of bpftrace's BPF time": bpfToBpftrace, 'times slower': slowdown };
}

/** What has become worse. Times of an emulated machine are not compared. */
export function isGuestWorse({ guest: now }: GuestResult, { guest: before }: GuestResult): string[] {
  return now.rows.flatMap((row) => {
    const old = before.rows.find(({ workload, tracer }) => workload === row.workload && tracer === row.tracer);
    const oldRatios = old === undefined ? {} : ratiosOf(old);
    return Object.entries(ratiosOf(row)).flatMap(([what, ratio]) => {
      const oldRatio = oldRatios[what];
      if (ratio === undefined || oldRatio === undefined || ratio <= WORSE * oldRatio) return [];
      const { workload, tracer } = row;
      return [`${workload}, ${tracer}: ${ratio.toFixed(2)} ${what}, where it was ${oldRatio.toFixed(2)}`];
    });
  });
}
