// SPDX-License-Identifier: Apache-2.0
import { WORSE } from './kept.ts';
import { MODES, type Mode } from './messages.ts';
import { markdownTable } from './table.ts';

/** At full speed, medians of the rounds. */
export interface BenchRow {
  readonly traffic: string;
  readonly mode: Mode;
  /** Of the pipeline's process, a log record that was exported; its spans are in it. */
  readonly cpuMicrosPerRecord: number;
  /** Of the same round. */
  readonly toStock: number;
  readonly toFloor: number;
  readonly recordsPerSecond: number;
  readonly maxRssBytes: number;
}

export interface BenchResult {
  readonly rows: readonly BenchRow[];
  /** The default mode at a part of its full speed. */
  readonly sustained: {
    readonly traffic: string;
    readonly samplesPerSecond: number;
    readonly seconds: number;
    readonly lostOrDropped: number;
    readonly maxRssBytes: number;
  };
}

const NAMES: Readonly<Record<Mode, string>> = {
  default: '`redact`, the default',
  headers: '`headers`',
  metadata: '`metadata`',
  raw: '`raw`',
  'raw, no spans': '`raw`, without spans',
  stock: 'OpenTelemetry JS, records as of that',
  floor: 'batches encoded before, sent',
};

/** CPU a record by mode and traffic, in microseconds and beside the stock pipeline, as README has it. */
export function costTable({ rows }: BenchResult): string {
  const traffics = [...new Set(rows.map(({ traffic }) => traffic))];
  const cells = MODES.map((mode) => [
    NAMES[mode],
    ...traffics.map((name) => {
      const row = rows.find(({ traffic, mode: other }) => traffic === name && other === mode);
      return row === undefined ? '' : `${row.cpuMicrosPerRecord.toFixed(1)} (${row.toStock.toFixed(2)})`;
    }),
  ]);
  return markdownTable(['CPU us a record (to OpenTelemetry JS)', ...traffics], cells);
}

export function tables(result: BenchResult): string {
  const { rows, sustained } = result;
  const cells = rows.map((row) => [
    row.traffic,
    row.mode,
    row.cpuMicrosPerRecord.toFixed(1),
    row.toStock.toFixed(2),
    row.toFloor.toFixed(2),
    row.recordsPerSecond.toFixed(0),
    (row.maxRssBytes / 1e6).toFixed(0),
  ]);
  const all = markdownTable(['traffic', 'mode', 'CPU us/record', 'to stock', 'to floor', 'records/s', 'MB'], cells);
  const { traffic, samplesPerSecond, seconds, lostOrDropped, maxRssBytes } = sustained;
  const held = `${samplesPerSecond} samples/s for ${seconds} s: ${lostOrDropped} lost or dropped, ${(maxRssBytes / 1e6).toFixed(0)} MB`;
  return `${all}\n\n${costTable(result)}\n\n${traffic}, default, ${held}\n`;
}

/** What has become worse: ratios of one run are compared, which another machine has too. */
export function isWorse(now: BenchResult, before: BenchResult): string[] {
  const worse = now.rows.flatMap(({ traffic, mode, toStock }) => {
    const old = before.rows.find((row) => row.traffic === traffic && row.mode === mode);
    if (old === undefined || toStock <= WORSE * old.toStock) return [];
    return [`${traffic}, ${mode}: ${toStock.toFixed(2)} of stock, where it was ${old.toStock.toFixed(2)}`];
  });
  return now.sustained.lostOrDropped === 0 ? worse : [...worse, 'records are lost at a part of the full speed'];
}
