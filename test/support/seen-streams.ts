// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { DataLine } from './console-records.ts';
import type { TrueCall } from './workload.ts';

/** One direction of a connection as a consumer of its records knows it. */
interface SeenStream {
  pid: number;
  direction: 'TX' | 'RX';
  localPort: number;
  peerPort: number;
  /** Bytes that records stand for, and those that are missing before one of them. */
  coveredBytes: number;
  gapBytes: number;
  /** Where the last record ends: what the stream moved after that is missing too. */
  end: number;
  /** Calls that records tell to have been missed before the last of them. */
  missed: number;
}

/** Where the record ends: the last one of a call stands for the rest of it. */
function endOf(line: DataLine): number {
  const callOffset = line['ktls.call.offset'] ?? 0;
  const isLast = line['ktls.truncated'] || callOffset + line['ktls.captured_length'] === line['ktls.length'];
  if (isLast) return line['ktls.stream.offset'] - callOffset + line['ktls.length'];
  return line['ktls.stream.offset'] + line['ktls.captured_length'];
}

/** By connection and direction. Throws when a record starts before the one before it has ended. */
export function seenStreams(lines: readonly DataLine[]): SeenStream[] {
  const streams = new Map<string, SeenStream>();
  for (const line of lines) {
    const key = `${line['ktls.connection.id']} ${line['ktls.direction']}`;
    const stream = streams.get(key) ?? {
      pid: line['process.pid'],
      direction: line['ktls.direction'],
      localPort: line['network.local.port'],
      peerPort: line['network.peer.port'],
      coveredBytes: 0,
      gapBytes: 0,
      end: 0,
      missed: 0,
    };
    const start = line['ktls.stream.offset'];
    if (start < stream.end) throw new Error(`${key}: a record starts at ${start}, before ${stream.end}`);
    stream.gapBytes += start - stream.end;
    stream.end = endOf(line);
    stream.coveredBytes += stream.end - start;
    stream.missed = Math.max(stream.missed, line['ktls.stream.missed'] ?? 0);
    streams.set(key, stream);
  }
  return [...streams.values()];
}

const portsOf = ({ direction, localPort, peerPort }: TrueCall | SeenStream): string =>
  `${direction} ${localPort}->${peerPort}`;

/** Bytes of each stream that no record stands for, as far as a consumer can know: up to the stream's true end. */
export function missingBytes(truth: readonly TrueCall[], seen: readonly SeenStream[]): number {
  const trueEnds = new Map<string, number>();
  for (const call of truth) trueEnds.set(portsOf(call), (trueEnds.get(portsOf(call)) ?? 0) + call.bytes.length);
  let missing = 0;
  for (const stream of seen) {
    const end = trueEnds.get(portsOf(stream)) ?? 0;
    assert.ok(stream.end <= end, `${portsOf(stream)} ends at ${stream.end}, truly at ${end}`);
    missing += stream.gapBytes + end - stream.end;
    trueEnds.delete(portsOf(stream));
  }
  for (const end of trueEnds.values()) missing += end;
  return missing;
}
