// SPDX-License-Identifier: Apache-2.0
import type { LeftRun } from '../capture/pinned-run.ts';
import type { Loss } from '../records/event-records.ts';

export interface KilledRunsOptions {
  /** The first is the one whose spool this run has taken over. */
  readonly left: readonly LeftRun[];
  /** Records that this run has found in the spool. */
  readonly takenOver: number;
  /** When a run began that did not say that it has ended. */
  readonly unended: string | undefined;
  readonly onWarning: (message: string) => void;
  readonly onInfo: (message: string) => void;
  readonly tell: (loss: Loss) => void;
  readonly nowUnixNanos: bigint;
}

/** Tells what runs have lost that were killed. Returns how many records that are, at most. */
export function tellKilledRuns(options: KilledRunsOptions): number {
  const { left, takenOver, unended, onWarning } = options;
  if (unended !== undefined && left.length === 0)
    onWarning(`a run that began at ${unended} did not end, and its counters are gone: what it lost is not known`);
  return left.reduce((sum, run, index) => sum + tellRun(run, index === 0 ? takenOver : 0, options), 0);
}

function tellRun(
  { startedUnixNanos, account }: LeftRun,
  takenOver: number,
  { onWarning, onInfo, tell, nowUnixNanos }: KilledRunsOptions,
): number {
  const run = `the run that began at ${timeOf(startedUnixNanos)} was killed`;
  if (account === undefined) {
    onWarning(`${run}, and it was of another version, whose counters can't be read: what it lost is not known`);
    return 0;
  }
  const { count, isAtMost } = missingOf(account, takenOver);
  if (count === 0) {
    onInfo(`${run}: nothing of it is missing`);
    return 0;
  }
  const { counters, ledger } = account;
  const fates = `${counters.lost} lost, ${ledger.dropped} dropped, ${ledger.exported} exported`;
  const told = `${isAtMost ? 'at most ' : ''}${count} records`;
  onWarning(`${run}: ${told} were neither exported, dropped nor spooled; ${counters.produced} produced, ${fates}`);
  tell({ reason: 'killed', count, isAtMost, startUnixNanos: ledger.restUnixNanos, endUnixNanos: nowUnixNanos });
  return count;
}

/**
 * What had no fate and is not in the spool. Of what was being sent the Collector may have written some. What was exported,
 * and not marked in the spool, is among what was taken over, unless its mark was written at the last moment.
 * @internal
 */
export function missingOf(
  { counters, ledger }: NonNullable<LeftRun['account']>,
  takenOver: number,
): { count: number; isAtMost: boolean } {
  const { produced, lost } = counters;
  const { takenOver: takenBefore, unshown, dropped, exported, sending, unmarked } = ledger;
  const inFlight = produced + takenBefore - lost - unshown - dropped - exported;
  return { count: Math.max(inFlight - takenOver + unmarked, 0), isAtMost: sending + unmarked > 0 };
}

const timeOf = (unixNanos: bigint): string => new Date(Number(unixNanos / 1_000_000n)).toISOString();
