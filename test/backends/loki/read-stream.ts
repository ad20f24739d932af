// SPDX-License-Identifier: Apache-2.0
import { type LokiEntry, queryRange, type RangeQuery } from './query.ts';

/** Escaped, and with the metadata that Loki sends twice, it is below the 4 MiB that its parts send each other at once. */
const WINDOW_BYTES = 256 * 1024;

/**
 * The entries of one connection and direction, which `range` chooses, from windows of ktls.stream.offset: the records of
 * one call have one time, so it is not by time that large ones can be read in parts. `bytes` is how much is expected;
 * what lies beyond comes too.
 */
export async function readStream(url: string, range: RangeQuery, bytes: number): Promise<LokiEntry[]> {
  const entries: LokiEntry[] = [];
  for (let from = 0; from < bytes; from += WINDOW_BYTES) {
    const window = `ktls_stream_offset >= ${from} | ktls_stream_offset < ${Math.min(from + WINDOW_BYTES, bytes)}`;
    entries.push(...(await queryRange(url, { ...range, query: `${range.query} | ${window}` })));
  }
  entries.push(...(await queryRange(url, { ...range, query: `${range.query} | ktls_stream_offset >= ${bytes}` })));
  return entries;
}
