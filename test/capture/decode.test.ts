// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeSample, type WallClock } from '../../src/capture/decode.ts';
import type { Call, DataEvent } from '../../src/capture/event.ts';
import { EVENT_BYTES } from '../../src/capture/event-layout.ts';
import { CALL } from './events.ts';
import { encodeSample, type SampleFields } from './sample.ts';

const CLOCK: WallClock = { wallNanos: (boot) => boot + 1_700_000_000_000_000_000n, nowNanos: () => 1_700_000_005_000_000_000n };

function decodeData(sample: Buffer, clock = CLOCK): DataEvent {
  const event = decodeSample(sample, clock);
  assert.ok(event?.kind === 'data');
  return event;
}

function callOf(fields: SampleFields): Call {
  return decodeData(encodeSample(fields)).call;
}

describe('a call', () => {
  test('every field', () => {
    const sample = encodeSample({ stream_offset: 2 ** 40, direction: 1, operation: 1, length: 10, flags: 1 }, Buffer.from('secret'));
    const { kind, call, payload } = decodeData(sample);
    assert.equal(kind, 'data');
    assert.deepEqual(payload.reveal(), Buffer.from('secret'));
    assert.deepEqual(call, {
      ...CALL,
      bootTimeNanos: 1_000_000_000n,
      timeUnixNanos: 1_700_000_001_000_000_000n,
      observedTimeUnixNanos: 1_700_000_005_000_000_000n,
      direction: 'RX',
      operation: 'recvmsg',
      length: 10,
      connectionPartial: true,
      streamOffset: 2 ** 40,
    } satisfies Call);
  });

  test('numbers of 32 and 64 bits with their highest bit set', () => {
    const { pid, tid, uid, cgroupId, connectionId } = callOf({
      tgid: 0xffff_fffe,
      tid: 0xffff_fffd,
      uid: 0xffff_ffff,
      cgroup_id: 0xffff_ffff_ffff_fffen,
      connection_ns: 0xffff_ffff_ffff_ffffn,
      connection_cpu: 0xffff_ffff,
    });
    assert.deepEqual([pid, tid, uid], [0xffff_fffe, 0xffff_fffd, 0xffff_ffff]);
    assert.equal(cgroupId, 0xffff_ffff_ffff_fffen);
    assert.equal(connectionId, 'ffffffffffffffff-ffffffff');
  });

  test('a connection that the map had no room for has no id', () => {
    assert.equal(callOf({ flags: 4 }).connectionId, undefined);
    assert.equal(callOf({ flags: 4 }).connectionPartial, false);
    assert.equal(callOf({ flags: 2 }).connectionId, 'abcdef-1');
  });

  test('a comm of 0, 15 and 16 bytes, and one that is not UTF-8', () => {
    assert.equal(callOf({ comm: Buffer.alloc(0) }).comm, '');
    assert.equal(callOf({ comm: Buffer.from('fifteen-bytes-x') }).comm, 'fifteen-bytes-x');
    assert.equal(callOf({ comm: Buffer.from('sixteen-bytes-xy') }).comm, 'sixteen-bytes-xy');
    assert.equal(callOf({ comm: Buffer.from('a\0b') }).comm, 'a');
    assert.equal(callOf({ comm: Buffer.from([0x61, 0xff]) }).comm, 'a\ufffd');
  });

  test('the device encrypts from TLS_HW on', () => {
    const offloads = [0, 1, 2, 3].map((offload) => callOf({ offload }).offload);
    assert.deepEqual(offloads, ['software', 'software', 'device', 'device']);
  });

  test('observed is never before it happened', () => {
    const late: WallClock = { wallNanos: () => 8n, nowNanos: () => 7n };
    assert.equal(decodeData(encodeSample(), late).call.observedTimeUnixNanos, 8n);
    const early: WallClock = { wallNanos: () => 8n, nowNanos: () => 9n };
    assert.equal(decodeData(encodeSample(), early).call.observedTimeUnixNanos, 9n);
  });

  test('the payload is a copy', () => {
    const sample = encodeSample({}, Buffer.from('secret'));
    const { payload } = decodeData(sample);
    sample.fill(0);
    assert.equal(payload.reveal().toString(), 'secret');
  });

  test('what follows the payload is not shown', () => {
    const sample = Buffer.concat([encodeSample({}, Buffer.from('secret')), Buffer.from('other')]);
    assert.equal(decodeData(sample).payload.reveal().toString(), 'secret');
  });
});

test('a close', () => {
  assert.deepEqual(decodeSample(encodeSample({ kind: 1 }), CLOCK), { kind: 'close', connectionId: 'abcdef-1' });
});

describe('malformed samples', () => {
  test('every length up to the header', () => {
    const sample = encodeSample({ length: 1 });
    for (let length = 0; length < EVENT_BYTES; length++) {
      assert.equal(decodeSample(sample.subarray(0, length), CLOCK), undefined, `${length} bytes`);
    }
    assert.equal(decodeData(sample).payload.length, 0);
  });

  test('every length up to the end of the payload', () => {
    const sample = encodeSample({}, Buffer.from('secret'));
    for (let length = EVENT_BYTES; length < EVENT_BYTES + 6; length++) {
      assert.equal(decodeSample(sample.subarray(0, length), CLOCK), undefined, `${length} bytes`);
    }
  });

  test('more captured than the call moved', () => {
    assert.equal(decodeSample(encodeSample({ length: 5 }, Buffer.from('secret')), CLOCK), undefined);
    assert.equal(decodeData(encodeSample({ length: 6 }, Buffer.from('secret'))).payload.length, 6);
    assert.equal(decodeSample(encodeSample({ length: 5, captured_length: 0xffff_ffff }), CLOCK), undefined);
  });

  test('an unknown kind or operation', () => {
    assert.equal(decodeSample(encodeSample({ kind: 2 }), CLOCK), undefined);
    assert.equal(decodeSample(encodeSample({ kind: 255 }), CLOCK), undefined);
    assert.equal(decodeSample(encodeSample({ operation: 2 }), CLOCK), undefined);
    assert.equal(decodeSample(encodeSample({ operation: 255 }), CLOCK), undefined);
  });
});
