// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WallClock } from '../../../src/capture/boot-clock.ts';
import { decodeSample } from '../../../src/capture/decode.ts';
import { CallOrigins } from '../../../src/capture/decode-origin.ts';
import type { Call, CallOrigin, CapturedEvent, DataEvent } from '../../../src/capture/event.ts';
import { EVENT_BYTES, EVENT_OFFSETS, FLAGS } from '../../../src/capture/event-layout.ts';
import { CALL, CALL_ORIGIN, ORIGIN } from './events.ts';
import { encodeClose, encodeProcess, encodeSample, FIELD_BYTES, type SampleFields } from './sample.ts';

/** What the header of a sample without further fields tells of who and where. */
const NAMELESS = {
  isProcessTold: true,
  isKernelSocket: false,
  executableName: undefined,
  executablePath: undefined,
  owner: undefined,
  containerId: undefined,
  podUid: undefined,
  service: undefined,
};
const TYPICAL_ORIGIN = { ...ORIGIN, ...NAMELESS };
const TYPICAL_TIMES = {
  timeUnixNanos: 1_700_000_001_000_000_000n,
  observedTimeUnixNanos: 1_700_000_005_000_000_000n,
};
const CLOCK: WallClock = {
  wallNanos: (boot) => boot + 1_700_000_000_000_000_000n,
  nowNanos: () => 1_700_000_005_000_000_000n,
};

function decode(sample: Buffer): CapturedEvent | undefined {
  return decodeSample(sample, CLOCK, new CallOrigins());
}

function decodeData(sample: Buffer, clock = CLOCK): DataEvent {
  const event = decodeSample(sample, clock, new CallOrigins());
  assert.ok(event?.kind === 'data');
  return event;
}

function callOf(fields: SampleFields): Call {
  return decodeData(encodeSample(fields)).call;
}

function originOf(fields: SampleFields): CallOrigin {
  return callOf(fields).origin;
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
      ...TYPICAL_TIMES,
      bootNanos: 1_000_000_000n,
      origin: {
        ...CALL_ORIGIN,
        ...NAMELESS,
        direction: 'RX',
        operation: 'recvmsg',
        connectionPartial: true,
      },
      length: 60,
      callOffset: 50,
      isLast: true,
      streamOffset: 2 ** 40,
      missed: 3,
      isConcurrent: true,
    } satisfies Call);
  });

  test('numbers of 32 and 64 bits with their highest bit set', () => {
    const { pid, tid, uid, cgroupId, connectionId } = originOf({
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
    assert.equal(originOf({ flags: 20 }).connectionId, undefined);
    assert.equal(originOf({ flags: 20 }).connectionPartial, false);
    assert.equal(originOf({ flags: 18 }).connectionId, 'abcdef-1');
  });

  test("a socket of the kernel's own", () => {
    assert.deepEqual(
      [16, 16 + 256].map((flags) => originOf({ flags }).isKernelSocket),
      [false, true],
    );
  });

  test('a process that the kernel could not tell of', () => {
    assert.deepEqual(
      [16, 48].map((flags) => originOf({ flags }).isProcessTold),
      [true, false],
    );
  });

  test('a comm of 0, 15 and 16 bytes, and one that is not UTF-8', () => {
    assert.equal(originOf({ comm: Buffer.alloc(0) }).comm, '');
    assert.equal(originOf({ comm: Buffer.from('fifteen-bytes-x') }).comm, 'fifteen-bytes-x');
    const full = encodeSample({ comm: Buffer.from('sixteen-bytes-xy') }, Buffer.from('payload'));
    assert.equal(decodeData(full).call.origin.comm, 'sixteen-bytes-xy');
    assert.equal(originOf({ comm: Buffer.from('a\0b') }).comm, 'a');
    assert.equal(originOf({ comm: Buffer.from([0x61, 0xff]) }).comm, 'a\ufffd');
    assert.equal(originOf({ comm: Buffer.from('a\n\x1b[2J\u009b\u202e') }).comm, 'a\\u{a}\\u{1b}[2J\\u{9b}\\u{202e}');
  });

  test('the device encrypts from TLS_HW on', () => {
    const offloads = [0, 1, 2, 3].map((offload) => originOf({ offload }).offload);
    assert.deepEqual(offloads, ['software', 'software', 'device', 'device']);
  });

  test('every operation', () => {
    const operations = [0, 1, 2, 3, 4].map((operation) => originOf({ operation }).operation);
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

  test('of which what lies between two samples is left out', () => {
    const samples = [
      [{ length: 40_000, flags: 64 }, 500],
      [{ length: 40_000, call_offset: 39_000, stream_offset: 39_000, flags: 64 + 16 }, 1000],
      [{ length: 40_000, flags: 16 }, 500],
    ] as const;
    assert.deepEqual(
      samples.map(([fields, bytes]) => {
        const { isLeftOut, isLast } = decodeData(encodeSample(fields, Buffer.alloc(bytes))).call;
        return [isLeftOut, isLast];
      }),
      [
        [true, false],
        [true, true],
        [false, true],
      ],
    );
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

describe('the origin of a call', () => {
  const fields = { length: 2 ** 31 + 256, stream_offset: 2 ** 40, captured_length: 6 };
  const payload = Buffer.alloc(16_384, 'x');
  const first = encodeSample(fields, payload);

  /** Of a sample that is read after others; undefined: it is no call. */
  function originAfter(origins: CallOrigins, sample: Buffer): CallOrigin | undefined {
    const event = decodeSample(sample, CLOCK, origins);
    return event?.kind === 'data' ? event.call.origin : undefined;
  }

  test('is the same object for calls that differ in what is of the call alone', () => {
    const origins = new CallOrigins();
    const known = originAfter(origins, first);
    assert.deepEqual(known, { ...CALL_ORIGIN, ...NAMELESS });
    const changes: SampleFields[] = [
      { ktime_boot_ns: 2_000_000_000n },
      { length: 7 },
      { captured_length: 5 },
      { call_offset: 1 },
      { stream_offset: 8 },
      { missed: 1 },
      { flags: 0 },
      { flags: 16 + 2 },
      { flags: 16 + 8 },
    ];
    const all = Object.fromEntries(changes.flatMap((change) => Object.entries(change)));
    for (const change of [{}, ...changes, all])
      assert.equal(originAfter(origins, encodeSample({ ...fields, ...change }, payload)), known);
  });

  /** What comes of a sample with this bit changed, after one without. */
  function outcomeOf(origins: CallOrigins, at: number, bit: number): 'same' | 'other' | 'none' {
    const known = originAfter(origins, first);
    const changed = Buffer.from(first);
    changed[at] = (changed[at] ?? 0) ^ (1 << bit);
    const origin = originAfter(origins, changed);
    assert.deepEqual(origin, originAfter(new CallOrigins(), changed), `byte ${at}`);
    if (origin !== undefined) return origin === known ? 'same' : 'other';
    assert.equal(originAfter(origins, first), known, 'what is no call changes nothing');
    return 'none';
  }

  test('is another object when any other byte of the header differs', () => {
    const origins = new CallOrigins();
    const outcomes = Object.entries(FIELD_BYTES).map(([name, bytes]) => {
      const start = EVENT_OFFSETS[name as keyof typeof FIELD_BYTES];
      const places = Array.from({ length: bytes }, (_, index) => start + index);
      const found = places.map((at) => [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => outcomeOf(origins, at, bit)));
      return [name, [...new Set(found.flat())].toSorted().join()] as const;
    });
    const others = Object.keys(FIELD_BYTES).map((name) => [name, 'other'] as const);
    assert.deepEqual(Object.fromEntries(outcomes), {
      ...Object.fromEntries(others),
      ktime_boot_ns: 'same',
      stream_offset: 'none,same',
      length: 'same',
      captured_length: 'none,same',
      call_offset: 'same',
      missed: 'same',
      kind: 'none',
      direction: 'none,other',
      operation: 'none,other',
      flags: 'other,same',
      offload: 'none,other',
    });
    assert.equal(
      Object.values(FIELD_BYTES).reduce((sum, bytes) => sum + bytes, 0),
      EVENT_BYTES,
    );
    const ofFlag = (flag: number): string =>
      outcomeOf(origins, EVENT_OFFSETS.flags + Math.floor(Math.log2(flag) / 8), Math.log2(flag) % 8);
    const flags = Object.entries(FLAGS).map(([name, flag]) => [name, ofFlag(flag)] as const);
    assert.deepEqual(Object.fromEntries(flags), {
      connection_partial: 'other',
      faulted: 'same',
      connection_unknown: 'other',
      concurrent: 'same',
      last: 'same',
      process_untold: 'other',
      left_out: 'same',
      one_way: 'other',
      kernel_socket: 'other',
    });
  });

  test('is right when many more connections than there is room for take turns', () => {
    const origins = new CallOrigins();
    const ids = Array.from({ length: 10_000 }, (_, id) => id + 1);
    const places = [
      ...ids.map((id) => ({ connection_ns: id, tid: 1 })),
      ...ids.map((id) => ({ connection_ns: 1, tid: id })),
    ];
    const calls = places.flatMap((place) =>
      (['TX', 'RX'] as const).map((direction, of) => ({
        sample: encodeSample({ ...place, direction: of }),
        origin: {
          ...CALL_ORIGIN,
          ...NAMELESS,
          connectionId: `${place.connection_ns.toString(16)}-1`,
          tid: place.tid,
          direction,
        },
      })),
    );
    for (let round = 0; round < 3; round++)
      for (const { sample, origin } of calls) assert.deepEqual(originAfter(origins, sample), origin);
  });
});

describe('a connection', () => {
  test('opens', () => {
    assert.deepEqual(decode(encodeSample({ kind: 2 })), { kind: 'open', ...TYPICAL_TIMES, origin: TYPICAL_ORIGIN });
  });

  test('closes', () => {
    const moved = {
      txBytes: 2 ** 40,
      rxBytes: 2 ** 53 - 1,
      txCalls: 3,
      rxCalls: 4,
      txMissed: 5,
      rxMissed: 2 ** 32 - 1,
    };
    const end = { ...moved, error: 104, state: 7, fin: 1, shutDown: 2 };
    assert.deepEqual(decode(encodeClose({ ktime_boot_ns: 3_511_259_375n, flags: 17 }, end)), {
      kind: 'close',
      ...TYPICAL_TIMES,
      timeUnixNanos: 1_700_000_003_511_259_375n,
      origin: { ...TYPICAL_ORIGIN, connectionPartial: true },
      end: {
        durationSeconds: 3.5,
        bytes: { TX: 2 ** 40, RX: 2 ** 53 - 1 },
        calls: { TX: 3, RX: 4 },
        missed: { TX: 5, RX: 2 ** 32 - 1 },
        error: 104,
        state: 7,
        isFinReceived: true,
        shutDown: 'second',
      },
    });
  });

  test('that the map had no room for has neither id nor duration', () => {
    const event = decode(encodeClose({ flags: 4 }));
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
      const sample = encodeProcess(name, path, { tgid: 7, cgroup_id: 2 ** 40, ktime_boot_ns: 2 ** 41 });
      const expected = {
        kind: 'process',
        bootNanos: 2n ** 41n,
        pid: 7,
        cgroupId: 2n ** 40n,
        executableName: name,
        cgroupPath: path,
      };
      assert.deepEqual(decode(sample), expected);
    });
  }

  test('whose name is not UTF-8', () => {
    const event = decode(encodeProcess(Buffer.from([0x61, 0xff]), Buffer.from([0x2f, 0xfe])));
    assert.ok(event?.kind === 'process');
    assert.deepEqual([event.executableName, event.cgroupPath], ['a\ufffd', '/\ufffd']);
  });
});
