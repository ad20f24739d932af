// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { WallClock } from '../../../src/capture/boot-clock.ts';
import { decodeSample } from '../../../src/capture/decode.ts';
import { CallOrigins } from '../../../src/capture/decode-origin.ts';
import type { CapturedEvent } from '../../../src/capture/event.ts';
import { byte, bytes, list } from '../arbitraries.ts';
import { encodeClose, encodeProcess, encodeSample, type SampleFields } from './sample.ts';

const CLOCK: WallClock = { wallNanos: (boot) => boot, nowNanos: () => 0n };
const ORIGINS = new CallOrigins();

function decode(sample: Buffer): CapturedEvent | undefined {
  return decodeSample(sample, CLOCK, ORIGINS);
}

describe('malformed samples', () => {
  for (const [what, sample] of [
    ['data', encodeSample({ length: 6 }, Buffer.from('secret'))],
    ['an open', encodeSample({ kind: 2 })],
    ['a close', encodeClose()],
    ['a process', encodeProcess('nginx', '/')],
  ] as const) {
    test(`every shorter length of ${what}`, () => {
      for (let length = 0; length < sample.length; length++) {
        assert.equal(decode(sample.subarray(0, length)), undefined, `${length} bytes`);
      }
      assert.notEqual(decode(sample), undefined);
    });
  }

  const data = (fields: SampleFields, payload = 'secret'): Buffer => encodeSample(fields, Buffer.from(payload));
  for (const [what, malformed, sound] of [
    ['more captured than the call moved', data({ length: 5 }), data({ length: 6 })],
    [
      'more captured than the rest of the call',
      data({ length: 9, call_offset: 4, stream_offset: 4 }),
      data({ length: 10, call_offset: 4, stream_offset: 4 }),
    ],
    [
      'more captured than a sample holds',
      encodeSample({}, Buffer.alloc(16_385)),
      encodeSample({}, Buffer.alloc(16_384)),
    ],
    ['more captured than there is', data({ length: 99, captured_length: 7 }), data({ length: 99, captured_length: 6 })],
    ['a length of 32 bits', data({ length: 5, captured_length: 0xffff_ffff }), data({ length: 0xffff_ffff })],
    [
      'a sample behind the end of its call',
      data({ length: 4, call_offset: 4, stream_offset: 4 }, ''),
      data({ length: 5, call_offset: 4, stream_offset: 4 }, ''),
    ],
    [
      'a sample that starts before its stream',
      data({ length: 9, call_offset: 3, stream_offset: 2 }),
      data({ length: 9, call_offset: 3, stream_offset: 3 }),
    ],
    ['an offset that is no exact number', data({ stream_offset: 2n ** 53n }), data({ stream_offset: 2n ** 53n - 1n })],
    [
      'such an offset of a connection that is not known',
      data({ stream_offset: 2n ** 53n, flags: 20 }),
      data({ stream_offset: 2n ** 53n - 1n, flags: 20 }),
    ],
    ['a sample before the last that is all of its call', data({ flags: 0 }), data({ flags: 0, length: 7 })],
    ['a sample before the last without bytes', data({ flags: 0, length: 7 }, ''), data({ flags: 0, length: 7 }, 'x')],
    ['an unknown kind', data({ kind: 4 }), data({ kind: 0 })],
    ['the highest kind', data({ kind: 255 }), data({ kind: 0 })],
    ['an unknown direction', data({ direction: 2 }), data({ direction: 1 })],
    ['an unknown operation', data({ operation: 5 }), data({ operation: 4 })],
    ['the highest operation', data({ operation: 255 }), data({ operation: 4 })],
    ['an unknown way to offload', data({ offload: 4 }), data({ offload: 3 })],
    ['an open with a payload', data({ kind: 2 }, 'x'), data({ kind: 2 }, '')],
    ['a close with half a payload', encodeClose({ captured_length: 47 }), encodeClose()],
    ['a close with more than its payload', data({ kind: 1 }, 'x'.repeat(49)), data({ kind: 1 }, '\0'.repeat(48))],
    [
      'a close before its connection',
      encodeClose({ ktime_boot_ns: 0xabcdee }),
      encodeClose({ ktime_boot_ns: 0xabcdef }),
    ],
    [
      'bytes that are no exact number',
      encodeClose({}, { rxBytes: 2n ** 53n }),
      encodeClose({}, { rxBytes: 2n ** 53n - 1n }),
    ],
    ['calls that are no exact number', encodeClose({}, { txCalls: 2n ** 64n - 1n }), encodeClose({}, { txCalls: 1n })],
    [
      'a name longer than its sample',
      encodeProcess('nginx', '', { length: 6 }),
      encodeProcess('nginx', '', { length: 5 }),
    ],
    ['a name longer than any', encodeProcess('n'.repeat(256), '/'), encodeProcess('n'.repeat(255), '/')],
  ] as const) {
    test(what, () => {
      assert.equal(decode(malformed), undefined);
      assert.notEqual(decode(sound), undefined);
    });
  }
});

/** Whether an event keeps what its type promises and what later stages rely on. */
function assertSound(event: CapturedEvent): void {
  if (event.kind !== 'data') return;
  const { length, callOffset, isLast, streamOffset, origin } = event.call;
  assert.ok(event.payload.length <= 16_384 && callOffset + event.payload.length <= length);
  assert.ok(isLast || callOffset + event.payload.length < length);
  assert.ok(origin.connectionId === undefined || (Number.isSafeInteger(streamOffset) && streamOffset >= callOffset));
}

describe('random samples never throw', () => {
  test('bytes of any length', () => {
    const holds = fc.property(bytes(0, 399), (sample) => {
      const event = decode(sample);
      if (event) assertSound(event);
    });
    fc.assert(holds, { seed: 1, numRuns: 20_000 });
  });

  test('sound ones of which a few bytes are changed', () => {
    const sound = fc.constantFrom(
      encodeSample({ length: 99 }, Buffer.from('secret')),
      encodeSample({ kind: 2 }),
      encodeClose(),
      encodeProcess('nginx', '/'),
    );
    const changes = list(fc.tuple(fc.nat(1000), byte), 0, 3);
    const decoded = new Set<string | undefined>();
    const holds = fc.property(sound, changes, (whole, all) => {
      const sample = Buffer.from(whole);
      for (const [at, to] of all) sample[at % sample.length] = to;
      const event = decode(sample);
      if (event) assertSound(event);
      decoded.add(event?.kind);
    });
    fc.assert(holds, { seed: 2, numRuns: 40_000 });
    assert.deepEqual(decoded, new Set(['data', 'open', 'close', 'process', undefined]));
  });
});
