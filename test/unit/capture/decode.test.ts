// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WallClock } from '../../../src/capture/boot-clock.ts';
import { decodeSample } from '../../../src/capture/decode.ts';
import type { Call, DataEvent } from '../../../src/capture/event.ts';
import { CALL, ORIGIN } from './events.ts';
import { encodeClose, encodeProcess, encodeSample, type SampleFields } from './sample.ts';

/** What the header of a sample without further fields tells of who and where. */
const TYPICAL_ORIGIN = {
  ...ORIGIN,
  bootTimeNanos: 1_000_000_000n,
  timeUnixNanos: 1_700_000_001_000_000_000n,
  observedTimeUnixNanos: 1_700_000_005_000_000_000n,
  isProcessTold: true,
  executableName: undefined,
  containerId: undefined,
};
const CLOCK: WallClock = {
  wallNanos: (boot) => boot + 1_700_000_000_000_000_000n,
  nowNanos: () => 1_700_000_005_000_000_000n,
};

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
    const fields = {
      stream_offset: 2 ** 40,
      call_offset: 50,
      missed: 3,
      direction: 1,
      operation: 2,
      length: 60,
      flags: 25,
    };
    const sample = encodeSample(fields, Buffer.from('secret'));
    const { kind, call, payload } = decodeData(sample);
    assert.equal(kind, 'data');
    assert.deepEqual(payload.reveal(), Buffer.from('secret'));
    assert.deepEqual(call, {
      ...CALL,
      ...TYPICAL_ORIGIN,
      direction: 'RX',
      operation: 'recvmsg',
      length: 60,
      callOffset: 50,
      isLast: true,
      connectionPartial: true,
      streamOffset: 2 ** 40,
      missed: 3,
      isConcurrent: true,
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
    assert.equal(callOf({ flags: 20 }).connectionId, undefined);
    assert.equal(callOf({ flags: 20 }).connectionPartial, false);
    assert.equal(callOf({ flags: 18 }).connectionId, 'abcdef-1');
  });

  test('a process that the kernel could not tell of', () => {
    assert.deepEqual(
      [16, 48].map((flags) => callOf({ flags }).isProcessTold),
      [true, false],
    );
  });

  test('a comm of 0, 15 and 16 bytes, and one that is not UTF-8', () => {
    assert.equal(callOf({ comm: Buffer.alloc(0) }).comm, '');
    assert.equal(callOf({ comm: Buffer.from('fifteen-bytes-x') }).comm, 'fifteen-bytes-x');
    const full = encodeSample({ comm: Buffer.from('sixteen-bytes-xy') }, Buffer.from('payload'));
    assert.equal(decodeData(full).call.comm, 'sixteen-bytes-xy');
    assert.equal(callOf({ comm: Buffer.from('a\0b') }).comm, 'a');
    assert.equal(callOf({ comm: Buffer.from([0x61, 0xff]) }).comm, 'a\ufffd');
  });

  test('the device encrypts from TLS_HW on', () => {
    const offloads = [0, 1, 2, 3].map((offload) => callOf({ offload }).offload);
    assert.deepEqual(offloads, ['software', 'software', 'device', 'device']);
  });

  test('every operation', () => {
    const operations = [0, 1, 2, 3, 4].map((operation) => callOf({ operation }).operation);
    assert.deepEqual(operations, ['sendmsg', 'sendpage', 'recvmsg', 'splice_read', 'read_sock']);
  });

  for (const captured of [0, 1, 16_383, 16_384]) {
    test(`${captured} bytes of one that moved 4 GiB`, () => {
      const { call, payload } = decodeData(encodeSample({ length: 2 ** 32 - 1 }, Buffer.alloc(captured, 'x')));
      assert.deepEqual([call.length, call.isLast, payload.length], [2 ** 32 - 1, true, captured]);
    });
  }

  test('in several samples', () => {
    const sizes = [16_384, 16_384, 1];
    const samples = sizes.map((size, i) => {
      const fields = { length: 40_000, call_offset: 16_384 * i, stream_offset: 7 + 16_384 * i, flags: i < 2 ? 0 : 16 };
      return decodeData(encodeSample(fields, Buffer.alloc(size)));
    });
    const places = samples.map(({ call, payload }) => [
      call.callOffset,
      call.streamOffset,
      payload.length,
      call.isLast,
    ]);
    assert.deepEqual(places, [
      [0, 7, 16_384, false],
      [16_384, 16_391, 16_384, false],
      [32_768, 32_775, 1, true],
    ]);
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

describe('a connection', () => {
  test('opens', () => {
    assert.deepEqual(decodeSample(encodeSample({ kind: 2 }), CLOCK), { kind: 'open', origin: TYPICAL_ORIGIN });
  });

  test('closes', () => {
    const end = { txBytes: 2 ** 40, rxBytes: 2 ** 53 - 1, txCalls: 3, rxCalls: 4, error: 104, state: 7 };
    assert.deepEqual(decodeSample(encodeClose({ ktime_boot_ns: 3_511_259_375n, flags: 17 }, end), CLOCK), {
      kind: 'close',
      origin: {
        ...TYPICAL_ORIGIN,
        bootTimeNanos: 3_511_259_375n,
        timeUnixNanos: 1_700_000_003_511_259_375n,
        connectionPartial: true,
      },
      end: {
        durationSeconds: 3.5,
        bytes: { TX: 2 ** 40, RX: 2 ** 53 - 1 },
        calls: { TX: 3, RX: 4 },
        error: 104,
        state: 7,
      },
    });
  });

  test('that the map had no room for has neither id nor duration', () => {
    const event = decodeSample(encodeClose({ flags: 4 }), CLOCK);
    assert.ok(event?.kind === 'close');
    assert.deepEqual([event.origin.connectionId, event.end.durationSeconds], [undefined, undefined]);
  });
});

describe('a process', () => {
  for (const [what, name, path] of [
    ['with name and cgroup', 'nginx', '/system.slice/nginx.service'],
    ['of the kernel, in the root', '', '/'],
    ['without a cgroup that is known', 'nginx', ''],
    ['of the longest name', 'n'.repeat(255), '/'],
    ['whose name has several bytes a character', 'naïve-漢字', '/é'],
  ] as const) {
    test(what, () => {
      const sample = encodeProcess(name, path, { tgid: 7, cgroup_id: 2 ** 40 });
      const expected = { kind: 'process', pid: 7, cgroupId: 2n ** 40n, executableName: name, cgroupPath: path };
      assert.deepEqual(decodeSample(sample, CLOCK), expected);
    });
  }

  test('whose name is not UTF-8', () => {
    const event = decodeSample(encodeProcess(Buffer.from([0x61, 0xff]), Buffer.from([0x2f, 0xfe])), CLOCK);
    assert.ok(event?.kind === 'process');
    assert.deepEqual([event.executableName, event.cgroupPath], ['a\ufffd', '/\ufffd']);
  });
});
