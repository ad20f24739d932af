// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLogRecords } from '../../../src/records/call-record.ts';
import type { CollectedLog } from '../../backends/collector/read-logs.ts';
import { toCalls } from '../../support/captured-calls.ts';
import { type CallFields, redactedData } from '../capture/events.ts';

/** The records of a sample, of which at most 20,000 bytes of a call are shown, as the Collector has them. */
function logsOf(payload: Buffer, call: CallFields): CollectedLog[] {
  const records = toLogRecords(redactedData(payload, call), { plaintextBytes: 20_000, plaintextField: 'attribute' });
  return records.map(({ eventName, attributes }) => ({
    timeUnixNano: 1n,
    observedTimeUnixNano: 1n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName,
    body: '',
    attributes: attributes as CollectedLog['attributes'],
    resource: {},
    traceId: '',
    spanId: '',
    scopeName: 'ktls-otel',
  }));
}

/** A call of zeros, whose records are pieces of samples, in samples of 16,384 bytes. */
function samplesOf(length: number, streamOffset: number, tid: number): CollectedLog[][] {
  const samples: CollectedLog[][] = [];
  for (let callOffset = 0; callOffset < length; callOffset += 16_384) {
    const bytes = Math.min(16_384, length - callOffset);
    const isLast = callOffset + bytes === length;
    samples.push(
      logsOf(Buffer.alloc(bytes), { length, tid, callOffset, isLast, streamOffset: streamOffset + callOffset }),
    );
  }
  return samples;
}

const shape = (logs: readonly CollectedLog[]): number[][] =>
  toCalls(logs).map(({ offset, length, bytes }) => [offset, length, bytes.length]);

test('the records of a call are one call, shown as far as they show it', () => {
  const lengths = [1, 16_384, 16_385, 20_000, 20_001, 50_000];
  let offset = 0;
  const samples = lengths.flatMap((length) => {
    offset += length;
    return samplesOf(length, offset - length, 1);
  });
  assert.equal(samples.flat().length, 1 + 2 + 3 + 3 + 3 + 3);
  assert.deepEqual(shape(samples.flat()), [
    [0, 1, 1],
    [1, 16_384, 16_384],
    [16_385, 16_385, 16_385],
    [32_770, 20_000, 20_000],
    [52_770, 20_001, 20_000],
    [72_771, 50_000, 20_000],
  ]);
});

test('threads that write at once have their calls apart', () => {
  const [first, second] = [samplesOf(18_000, 0, 1), samplesOf(17_000, 0, 2)];
  const inTurns = [0, 1].flatMap((i) => [...(first[i] ?? []), ...(second[i] ?? [])]);
  assert.deepEqual(shape(inTurns), [
    [0, 18_000, 18_000],
    [0, 17_000, 17_000],
  ]);
});

test('records that do not fit together are refused', () => {
  const [start = [], rest = []] = samplesOf(18_000, 0, 1);
  assert.throws(() => toCalls(start), /without their last record/);
  assert.throws(() => toCalls(rest), /does not go on/);
  assert.throws(() => toCalls([...start, ...start]), /does not go on/);
  const moved = rest.map((log) => ({ ...log, attributes: { ...log.attributes, 'ktls.stream.offset': 17_000 } }));
  assert.throws(() => toCalls([...start, ...moved]), /with a gap/);
});
