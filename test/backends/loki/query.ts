// SPDX-License-Identifier: Apache-2.0
import { MAX_ENTRIES_A_QUERY } from './configuration.ts';

/** A log record as Loki gives it back. */
export interface LokiEntry {
  timeUnixNano: bigint;
  line: string;
  /** Labels and structured metadata: attributes with underscores for dots, all values as text. */
  labels: Record<string, string>;
}

export interface RangeQuery {
  /** LogQL */
  query: string;
  /** The first moment that counts and the first that does not. */
  startUnixNano: bigint;
  endUnixNano: bigint;
  /** Entries asked for at once. */
  pageSize?: number;
}

interface QueryResponse {
  data: { resultType: string; result: { stream: Record<string, string>; values: [string, string][] }[] };
}

const PAGE_SIZE = 100;

async function page(
  url: string,
  { query, startUnixNano, endUnixNano }: RangeQuery,
  limit: number,
): Promise<LokiEntry[]> {
  const parameters = {
    query,
    start: String(startUnixNano),
    end: String(endUnixNano),
    limit: String(limit),
    direction: 'forward',
  };
  const response = await fetch(`${url}/loki/api/v1/query_range?${new URLSearchParams(parameters)}`);
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${(await response.text()).slice(0, 500)}`);
  const { resultType, result } = ((await response.json()) as QueryResponse).data;
  if (resultType !== 'streams') throw new TypeError(`${resultType}, not streams`);
  return result.flatMap(({ stream, values }) =>
    values.map(([time, line]) => ({ timeUnixNano: BigInt(time), line, labels: stream })),
  );
}

/** The entries of a page whose moment is complete: those of its last one may go on in the next page. */
function beforeLast(entries: readonly LokiEntry[]): { complete: LokiEntry[]; last: bigint } {
  // biome-ignore lint/complexity/useMathMinMax: Math.max refuses a bigint.
  const last = entries.reduce((latest, { timeUnixNano }) => (timeUnixNano > latest ? timeUnixNano : latest), 0n);
  return { complete: entries.filter(({ timeUnixNano }) => timeUnixNano < last), last };
}

/**
 * All entries that LogQL finds in a span of time, oldest first; those of one nanosecond in no order. Throws when one
 * nanosecond has more entries than Loki gives at once, for a query can't begin in the middle of it.
 */
export async function queryRange(url: string, range: RangeQuery): Promise<LokiEntry[]> {
  const found: LokiEntry[] = [];
  let { startUnixNano, pageSize: limit = PAGE_SIZE } = range;
  for (;;) {
    const entries = await page(url, { ...range, startUnixNano }, limit);
    if (entries.length < limit) return sorted([...found, ...entries]);
    const { complete, last } = beforeLast(entries);
    found.push(...complete);
    if (complete.length === 0) {
      if (limit === MAX_ENTRIES_A_QUERY) throw new RangeError(`${limit} entries or more at ${last}`);
      limit = Math.min(2 * limit, MAX_ENTRIES_A_QUERY);
    }
    startUnixNano = last;
  }
}

function sorted(entries: LokiEntry[]): LokiEntry[] {
  return entries.sort((a, b) => Number(a.timeUnixNano - b.timeUnixNano));
}
