// SPDX-License-Identifier: Apache-2.0
import { fromReversibleText } from '../../unit/records/from-reversible-text.ts';
import type { LokiEntry } from './query.ts';

function number({ labels }: LokiEntry, name: string): number {
  const text = labels[name];
  if (text === undefined) throw new Error(`an entry without ${name}`);
  return Number(text);
}

/**
 * The bytes of one connection and direction, put together by ktls.stream.offset: the entries may be in any order. Throws
 * when they are of several connections or directions, leave a gap, overlap or don't begin at 0.
 */
export function plaintextOf(entries: readonly LokiEntry[]): Buffer {
  const streams = new Set(entries.map(({ labels }) => `${labels.ktls_connection_id} ${labels.ktls_direction}`));
  if (streams.size > 1) throw new Error(`${streams.size} streams, not one`);
  const inPlace = [...entries].sort((a, b) => number(a, 'ktls_stream_offset') - number(b, 'ktls_stream_offset'));
  const parts: Buffer[] = [];
  let end = 0;
  for (const entry of inPlace) {
    const bytes = fromReversibleText(entry.labels.ktls_plaintext ?? '');
    const offset = number(entry, 'ktls_stream_offset');
    if (offset !== end) throw new Error(`an entry at ${offset}, after ${end} bytes`);
    if (bytes.length !== number(entry, 'ktls_captured_length'))
      throw new Error(`the entry at ${offset} has ${bytes.length} bytes`);
    parts.push(bytes);
    end += bytes.length;
  }
  return Buffer.concat(parts);
}
