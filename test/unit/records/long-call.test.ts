// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toLogRecords } from '../../../src/records/call-record.ts';
import type { CapturedRecord, RecordAttributes } from '../../../src/records/captured-record.ts';
import { type CallFields, redactedData } from '../capture/events.ts';

const CHUNK = 16_384;
const STREAM_OFFSET = 1000;

/** The records of each sample of a call that moved `length` bytes, of which `captured` were copied. */
function samplesOf(length: number, captured: number, plaintextBytes: number, fill = 'x'): CapturedRecord[][] {
  const samples: CapturedRecord[][] = [];
  let callOffset = 0;
  do {
    const bytes = Math.min(captured - callOffset, CHUNK);
    const isLast = callOffset + bytes === captured;
    const call: CallFields = { length, callOffset, isLast, streamOffset: STREAM_OFFSET + callOffset };
    samples.push(
      toLogRecords(redactedData(Buffer.alloc(bytes, fill), call), { plaintextBytes, plaintextField: 'attribute' }),
    );
    callOffset += bytes;
  } while (callOffset < captured);
  return samples;
}

const numbers = (samples: CapturedRecord[][], name: keyof RecordAttributes): unknown[][] =>
  samples.map((records) => records.map(({ attributes }) => attributes[name]));

describe('a call in several samples shows, of each,', () => {
  for (const [name, length, captured, plaintextBytes, shown, truncated] of [
    ['nothing when none is asked for', 40_000, 40_000, 0, [[0], [], []], [[true], [], []]],
    ['one byte', 40_000, 40_000, 1, [[1], [], []], [[true], [], []]],
    ['what ends inside the first', 40_000, 40_000, 16_383, [[16_383], [], []], [[true], [], []]],
    ['what ends with the first', 40_000, 40_000, 16_384, [[16_384], [], []], [[true], [], []]],
    ['what ends behind the first', 40_000, 40_000, 16_385, [[16_384], [1], []], [[false], [true], []]],
    ['what ends inside the last', 40_000, 40_000, 39_999, [[16_384], [16_384], [7_231]], [[false], [false], [true]]],
    ['what ends with the last', 40_000, 40_000, 40_000, [[16_384], [16_384], [7_232]], [[false], [false], [false]]],
    [
      'all when more is asked for',
      40_000,
      40_000,
      1_048_576,
      [[16_384], [16_384], [7_232]],
      [[false], [false], [false]],
    ],
    [
      'all that was captured of a longer call',
      50_000,
      40_000,
      1_048_576,
      [[16_384], [16_384], [7_232]],
      [[false], [false], [true]],
    ],
    ['the whole of two full ones', 32_768, 32_768, 32_768, [[16_384], [16_384]], [[false], [false]]],
    ['one byte more than a full one', 16_385, 16_385, 16_385, [[16_384], [1]], [[false], [false]]],
  ] as const) {
    test(name, () => {
      const samples = samplesOf(length, captured, plaintextBytes);
      assert.deepEqual(numbers(samples, 'ktls.captured_length'), shown);
      assert.deepEqual(numbers(samples, 'ktls.truncated'), truncated);
      assert.deepEqual(
        samples.map((records) => records.map(({ events }) => events)),
        shown.map((counts) => counts.map(() => 1)),
      );
    });
  }
});

describe('a call in one sample', () => {
  for (const [name, length, captured, plaintextBytes, shown, truncated] of [
    ['of one byte less than a full one', 16_383, 16_383, 16_383, 16_383, false],
    ['that is full', 16_384, 16_384, 16_384, 16_384, false],
    ['that is full, of a longer call', 16_385, 16_384, 16_384, 16_384, true],
    ['whose bytes can not be read', 104_000, 0, 256, 0, true],
    ['of which none are shown', 5, 5, 0, 0, true],
  ] as const) {
    test(name, () => {
      const samples = samplesOf(length, captured, plaintextBytes);
      assert.deepEqual(numbers(samples, 'ktls.captured_length'), [[shown]]);
      assert.deepEqual(numbers(samples, 'ktls.truncated'), [[truncated]]);
      assert.deepEqual(numbers(samples, 'ktls.call.offset'), [[undefined]]);
    });
  }
});

test('the end of a call in the stream follows from each of its records', () => {
  const samples = samplesOf(50_000, 40_000, 1_048_576, '\0');
  assert.deepEqual(numbers(samples, 'ktls.captured_length'), [[8_192, 8_192], [8_192, 8_192], [7_232]]);
  const callOffsets = numbers(samples, 'ktls.call.offset');
  assert.deepEqual(callOffsets, [[undefined, 8_192], [16_384, 24_576], [32_768]]);
  assert.deepEqual(
    samples.map((records) => records.map(({ events }) => events)),
    [[0, 1], [0, 1], [1]],
  );
  assert.deepEqual(numbers(samples, 'ktls.truncated'), [[false, false], [false, false], [true]]);
  for (const { attributes } of samples.flat()) {
    const { 'ktls.stream.offset': offset, 'ktls.call.offset': callOffset = 0, 'ktls.length': length } = attributes;
    assert.equal(Number(offset) - Number(callOffset) + Number(length), STREAM_OFFSET + 50_000);
  }
});

test('the rest of a call whose bytes were not there makes a record, for none has said yet that it is truncated', () => {
  const call = { length: 20_000, callOffset: CHUNK, streamOffset: CHUNK };
  const records = toLogRecords(redactedData('', call), { plaintextBytes: 20_000, plaintextField: 'attribute' });
  assert.deepEqual(numbers([records], 'ktls.truncated'), [[true]]);
  assert.deepEqual(numbers([records], 'ktls.captured_length'), [[0]]);
  assert.equal(records[0]?.body, 'TX ktls_client[1234] 20000 B +16384');
});

test('calls that were missed before a call are told of once', () => {
  const call = { missed: 2, isConcurrent: true };
  const records = toLogRecords(redactedData(Buffer.alloc(CHUNK), call), {
    plaintextBytes: CHUNK,
    plaintextField: 'body',
  });
  assert.deepEqual(numbers([records], 'ktls.stream.missed'), [[2, undefined]]);
  assert.deepEqual(numbers([records], 'ktls.stream.concurrent'), [[true, true]]);
});

test('secrets that were masked in a sample are told of once, by its last record', () => {
  const options = { plaintextBytes: CHUNK, plaintextField: 'body' } as const;
  const data = redactedData(Buffer.alloc(CHUNK));
  assert.deepEqual(numbers([toLogRecords({ ...data, redactions: 3 }, options)], 'ktls.redactions'), [[undefined, 3]]);
  const none = toLogRecords(data, options).flatMap(({ attributes }) => Object.keys(attributes));
  assert.equal(none.includes('ktls.redactions'), false);
});

describe('of a call whose middle is left out', () => {
  const options = { plaintextBytes: 256, plaintextField: 'attribute' } as const;
  const start: CallFields = { length: 65_536, isLeftOut: true, isLast: false };

  test('the start says that it is truncated, whether or not all that was copied is shown', () => {
    for (const bytes of [100, 256, 4352]) {
      const [record, ...others] = toLogRecords(redactedData(Buffer.alloc(bytes, 'x'), start), options);
      assert.deepEqual(others, []);
      assert.deepEqual(
        [record?.attributes['ktls.captured_length'], record?.attributes['ktls.truncated'], record?.events],
        [Math.min(bytes, 256), true, 1],
      );
    }
  });

  test('nothing of the end is shown', () => {
    const end = { ...start, callOffset: 61_440, isLast: true };
    const data = redactedData(Buffer.alloc(4096, 'x'), end);
    for (const shownBefore of [0, 100, 256]) assert.deepEqual(toLogRecords({ ...data, shownBefore }, options), []);
  });
});
