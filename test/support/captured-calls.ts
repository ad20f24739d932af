// SPDX-License-Identifier: Apache-2.0
import type { CollectedLog } from '../backends/collector/read-logs.ts';
import { fromReversibleText } from '../unit/records/from-reversible-text.ts';
import type { TrueCall } from './workload.ts';

/** A call as the Collector's records tell it: the records of one call put together. */
export interface CapturedCall extends TrueCall {
  comm: string;
  connectionId: string;
  offset: number;
  length: number;
  operation: string;
}

/**
 * The captured calls in the order of the Collector's file. Throws when the records of a call don't fit together: each
 * goes on where the one before it ended, until one says that it is truncated or the call is complete.
 */
export function toCalls(logs: readonly CollectedLog[]): CapturedCall[] {
  const calls: CapturedCall[] = [];
  const open = new Map<string, CapturedCall>();
  for (const { eventName, attributes, severityText } of logs) {
    if (eventName !== 'ktls.data') continue;
    if (severityText !== 'INFO') throw new Error(`severity ${severityText}`);
    const call = readRecord(attributes);
    const callOffset = Number(attributes['ktls.call.offset'] ?? 0);
    // Threads that write at once have their records in turns.
    const key = `${call.connectionId} ${call.direction} ${attributes['thread.id']}`;
    const started = open.get(key);
    if (callOffset !== (started?.bytes.length ?? 0)) throw new Error('a record does not go on where its call was');
    if (started && call.offset !== started.offset + callOffset) throw new Error('records of a call with a gap');
    const whole = started ?? call;
    if (started) started.bytes = Buffer.concat([started.bytes, call.bytes]);
    else calls.push(call);
    const isShown = whole.bytes.length >= whole.length;
    if (isShown || attributes['ktls.truncated'] === true) open.delete(key);
    else open.set(key, whole);
  }
  if (open.size > 0) throw new Error('calls without their last record');
  return calls;
}

function readRecord(attributes: CollectedLog['attributes']): CapturedCall {
  const text = (name: string): string => String(attributes[name]);
  const number = (name: string): number => Number(attributes[name]);
  const bytes = fromReversibleText(text('ktls.plaintext'));
  if (bytes.length !== number('ktls.captured_length')) throw new Error('ktls.captured_length is not the length');
  return {
    pid: number('process.pid'),
    direction: text('ktls.direction') as 'TX' | 'RX',
    localPort: number('network.local.port'),
    peerPort: number('network.peer.port'),
    recordType: text('ktls.record_type'),
    bytes,
    comm: text('ktls.comm'),
    connectionId: text('ktls.connection.id'),
    offset: number('ktls.stream.offset'),
    length: number('ktls.length'),
    operation: text('ktls.operation'),
  };
}

/** One end of a connection and a direction. */
export function streamKey({ pid, direction, localPort, peerPort }: TrueCall): string {
  return `pid ${pid} ${direction} ${localPort}->${peerPort}`;
}

export function byStream<T extends TrueCall>(calls: readonly T[]): Map<string, T[]> {
  const streams = new Map<string, T[]>();
  for (const call of calls) {
    const key = streamKey(call);
    const stream = streams.get(key);
    if (stream) stream.push(call);
    else streams.set(key, [call]);
  }
  return streams;
}
