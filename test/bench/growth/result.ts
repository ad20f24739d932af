// SPDX-License-Identifier: Apache-2.0
import { WORSE } from '../kept.ts';
import { markdownTable } from '../table.ts';

export interface CostRow {
  readonly grows: string;
  readonly count: number;
  /** Of the service's process, a log record with its spans: the median of the rounds. */
  readonly cpuMicrosPerRecord: number;
  /** To the first count in the same round, the median. */
  readonly ratio: number;
}

export const IDLE_CONNECTIONS = 100_000;

export interface IdleRow {
  /** What the connections carried before they fell silent. */
  readonly carried: string;
  /** Of the service's process, the ring's pages included: right behind their traffic. */
  readonly busyBytes: number;
  /** And after half a minute of silence. */
  readonly rssBytes: number;
  /** Heap and buffers that the connections take from the ring's samples to OTLP. */
  readonly heapBytes: number;
}

export interface GrowthResult {
  readonly growth: {
    readonly costs: readonly CostRow[];
    readonly idleConnections: readonly IdleRow[];
    readonly idleShare?: number;
  };
}

/** Of what grows, how much more a record may cost at its largest count. */
const RATIO_BOUNDS: Readonly<Record<string, number>> = { 'exchanges before': 1.2 };
const RSS_BOUND_BYTES = 250e6;
const IDLE_BOUND_SHARE = 0.002;

const isCostKept = ({ grows, ratio }: CostRow): boolean => ratio <= (RATIO_BOUNDS[grows] ?? Infinity);
const isRssKept = ({ rssBytes }: IdleRow): boolean => rssBytes <= RSS_BOUND_BYTES;
const isIdleKept = (share = 0): boolean => share <= IDLE_BOUND_SHARE;
const verdict = (isKept: boolean): string => (isKept ? 'kept' : 'NOT KEPT');
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

export function costsTable({ growth: { costs } }: GrowthResult): string {
  const cells = costs.map((row) => {
    const bound = RATIO_BOUNDS[row.grows];
    const kept = bound === undefined ? ['', ''] : [String(bound), verdict(isCostKept(row))];
    return [
      row.grows,
      row.count.toLocaleString('en'),
      row.cpuMicrosPerRecord.toFixed(1),
      row.ratio.toFixed(2),
      ...kept,
    ];
  });
  return markdownTable(['what grows', 'count', 'CPU us/record', 'to the first', 'at most', 'bound'], cells);
}

export function idleTable({ growth: { idleConnections } }: GrowthResult): string {
  const cells = idleConnections.map((row) => [
    row.carried,
    megabytes(row.busyBytes),
    megabytes(row.rssBytes),
    megabytes(RSS_BOUND_BYTES),
    verdict(isRssKept(row)),
    megabytes(row.heapBytes),
  ]);
  const head = ['connection', 'RSS MB behind traffic', 'RSS MB in silence', 'at most', 'bound', 'of it heap MB'];
  return markdownTable(head, cells);
}

export function growthTables(result: GrowthResult): string {
  const { costs, idleConnections, idleShare } = result.growth;
  const texts: string[] = [];
  if (costs.length > 0) texts.push(`From the ring to the Collector in the default mode\n${costsTable(result)}`);
  if (idleConnections.length > 0)
    texts.push(`${IDLE_CONNECTIONS.toLocaleString('en')} idle connections\n${idleTable(result)}`);
  if (idleShare !== undefined) {
    const [share, most] = [idleShare, IDLE_BOUND_SHARE].map((part) => `${(100 * part).toFixed(2)} %`);
    texts.push(`Idle: ${share} of a processor, at most ${most}: ${verdict(isIdleKept(idleShare))}`);
  }
  return `${texts.join('\n\n')}\n`;
}

export const isGrowthKept = ({ growth: { costs, idleConnections, idleShare } }: GrowthResult): boolean =>
  costs.every(isCostKept) && idleConnections.every(isRssKept) && isIdleKept(idleShare);

export function isGrowthWorse({ growth: now }: GrowthResult, { growth: before }: GrowthResult): string[] {
  return now.costs.flatMap(({ grows, count, ratio }) => {
    const old = before.costs.find((row) => row.grows === grows && row.count === count);
    if (old === undefined || ratio <= WORSE * old.ratio) return [];
    return [`${grows}, ${count}: ${ratio.toFixed(2)} times the first, where it was ${old.ratio.toFixed(2)}`];
  });
}
