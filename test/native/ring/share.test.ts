// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import ref from '@2060.io/ref-napi';
import { CgroupLossReader } from '../../../src/capture/cgroup-losses.ts';
import { CounterReader } from '../../../src/capture/counters.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { encodeSettings } from '../../../src/capture/settings-layout.ts';
import { BpfObject } from '../../../src/ffi/bpf-object.ts';
import { LIBBPF, openLibbpf } from '../../../src/ffi/libbpf.ts';
import { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';
import { PreparedCall } from '../../../src/ffi/prepared-call.ts';

const RING_BYTES = 65_536;
/** Of a sample, and with the ring's header. */
const BYTES = 1000;
const ROOM = 1008;
/** Until more than half of the ring is in use. */
const FREE = Math.floor(RING_BYTES / 2 / ROOM) + 1;
const CALLS = 3;
const CONNECTIONS = 5;
const ROOT = 1;
const ETHERNET_HEADER_BYTES = 14;
const PACKET_BYTES = 64;
/** struct bpf_test_run_opts (libbpf's bpf.h). */
const OPTIONS = { bytes: 80, dataIn: 8, dataSizeIn: 24, returned: 56, repeat: 60 } as const;

type Program = 'lose' | 'hold_back' | 'put' | 'take_call' | 'take_connection' | 'give_call' | 'give_connection';

let object: BpfObject;
let ring: RingBuffer;
const packet = Buffer.alloc(PACKET_BYTES);
const options = Buffer.alloc(OPTIONS.bytes);
options.writeBigUInt64LE(BigInt(OPTIONS.bytes), 0);
ref.writePointer(options, OPTIONS.dataIn, pointerTo(packet) as never);
options.writeInt32LE(1, OPTIONS.repeat);
// int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
const run = new PreparedCall(LIBBPF, 'bpf_prog_test_run_opts', [
  { type: 'int', value: -1 },
  { type: 'pointer', value: options },
]);

beforeEach(() => {
  const libbpf = openLibbpf();
  object = new BpfObject(libbpf, new LibbpfMessages(libbpf, openLibc()), 'dist/test-bpf/share.bpf.o');
  object.setMaxEntries('ring', RING_BYTES);
  const ofService = { selfPidNamespaceDevice: 0, selfPidNamespaceInode: 0, selfPid: 0, connectionRecords: false };
  const argumentCounts = { recvmsgArity: 0, swOffloadArity: 0, deviceOffloadArity: 0 };
  const sizes = { captureBytes: 0, amidContent: { startBytes: 0, endBytes: 0 }, slots: 1, ringBytes: RING_BYTES };
  const shares = { cgroupCalls: CALLS, cgroupConnections: CONNECTIONS };
  object.setConstants('.rodata.settings', encodeSettings({ ...ofService, ...argumentCounts, ...sizes, ...shares }));
  object.load();
  ring = new RingBuffer(openLibc(), object.mapFd('ring'), RING_BYTES, pageBytes());
});

afterEach(() => {
  ring[Symbol.dispose]();
  object[Symbol.dispose]();
});

/** Whether the cgroup gets it. */
function ask(program: Program, cgroup: number, claimed = BYTES, put = claimed): boolean {
  packet.writeBigUInt64LE(BigInt(cgroup), ETHERNET_HEADER_BYTES);
  packet.writeUInt32LE(claimed, ETHERNET_HEADER_BYTES + 8);
  packet.writeUInt32LE(put, ETHERNET_HEADER_BYTES + 12);
  options.writeUInt32LE(packet.length, OPTIONS.dataSizeIn);
  run.setInt(0, object.programFd(program));
  checkNegative('bpf_prog_test_run_opts', run.call());
  const returned = options.readUInt32LE(OPTIONS.returned);
  assert.ok(returned <= 1, `${program} returned ${returned}`);
  return returned === 1;
}

/** How often in a row the cgroup gets it, of at most so many times. */
function often(program: Program, cgroup: number, most = 1000): number {
  let times = 0;
  while (times < most && ask(program, cgroup)) times += 1;
  return times;
}

/** Reads so many samples. */
function read(samples: number): void {
  let left = samples;
  if (left > 0) ring.drain(() => --left > 0);
}

describe('of the ring', () => {
  test('one cgroup gets half, and of the rest as much as it leaves; each that comes then likewise', () => {
    // With free bytes F it gets k samples: k + 1 of them are no more than what k leave.
    assert.deepEqual(
      [2, 3, 4, 5].map((cgroup) => often('put', cgroup)),
      [FREE + 16, 8, 4, 2],
    );
    assert.equal(ring.pendingBytes, (FREE + 16 + 8 + 4 + 2) * ROOM);
    assert.equal(ask('put', 2), false);
  });

  for (const cgroups of [2, 3, 7]) {
    test(`of the rest, ${cgroups} that ask by turns get the same, and leave as much`, () => {
      assert.equal(often('put', 2, FREE), FREE);
      const free = RING_BYTES - FREE * ROOM;
      const got = Array.from({ length: cgroups }, () => 0);
      for (let turn = 0; turn < 50; turn++)
        for (let cgroup = 0; cgroup < cgroups; cgroup++)
          if (ask('put', 10 + cgroup)) got[cgroup] = (got[cgroup] ?? 0) + 1;
      const part = free / (cgroups + 1) / ROOM;
      for (const samples of got) assert.ok(samples > part - 2 && samples < part + 1, `${got} of ${part}`);
      // The next finds that, and gets half of it.
      assert.ok(often('put', 9) >= Math.floor(part / 2));
    });
  }

  test('nothing is counted as long as half is free, however much goes through it', () => {
    for (let turn = 0; turn < 50; turn++) {
      assert.equal(often('put', 2, FREE - 1), FREE - 1);
      read(FREE - 1);
    }
    assert.equal(often('put', 2), FREE + 16);
  });

  test('what is read is given back', () => {
    assert.equal(often('put', 2), FREE + 16);
    read(FREE + 16);
    assert.equal(ring.pendingBytes, 0);
    for (let turn = 0; turn < 20; turn++) {
      const samples = often('put', 2);
      // A part that is not read to its end counts whole.
      assert.ok(samples > FREE + 16 - RING_BYTES / 8 / ROOM && samples <= FREE + 16, `turn ${turn}: ${samples}`);
      read(samples);
    }
  });

  test('of a reader that is slower than one cgroup alone, another gets all that it asks for', () => {
    let [noisy, quiet] = [0, 0];
    for (let turn = 0; turn < 900; turn++) {
      for (let call = 0; call < 10; call++) if (ask('put', 2)) noisy += 1;
      if (turn % 3 === 0) {
        assert.equal(ask('put', 3), true, `turn ${turn}`);
        quiet += 1;
      }
      read(1);
    }
    assert.equal(quiet, 300);
    // The rest of what the reader took, and what is in the ring.
    assert.equal(noisy, 900 - quiet + ring.pendingBytes / ROOM);
  });

  test('less is counted where less is put than was claimed', () => {
    assert.equal(often('put', 2, FREE), FREE);
    let small = 0;
    while (small < 1000 && ask('put', 3, 2000, 16)) small += 1;
    // 24 bytes each, until twice 2,008 are more than what that leaves.
    const most = Math.floor((RING_BYTES - FREE * ROOM - 2 * 2008) / 24 / 2) + 1;
    assert.equal(small, most);
  });
});

for (const [what, most] of [
  ['call', CALLS],
  ['connection', CONNECTIONS],
] as const) {
  describe(`of what may be held as a ${what}`, () => {
    const [take, give] = [`take_${what}`, `give_${what}`] as const;

    test(`a cgroup gets ${most}, and one more for each that it gives back`, () => {
      assert.equal(often(take, 2), most);
      assert.equal(often(take, 3), most);
      ask(give, 2);
      ask(give, 2);
      assert.equal(often(take, 2), 2);
      assert.equal(often(take, 3), 0);
    });

    test('the root gets all', () => {
      assert.equal(often(take, ROOT, 100), 100);
      ask(give, ROOT);
      assert.equal(often(take, ROOT, 100), 100);
    });

    test('what a cgroup gives back that nobody remembers lets it have more, and no other', () => {
      ask(give, 2);
      assert.equal(often(take, 2), most);
      ask(give, 2);
      ask(give, 2);
      assert.equal(often(take, 2), 2);
      assert.equal(often(take, 3), most);
    });
  });
}

test('what a share and a rate have cost is counted, of all and by cgroup', () => {
  const reader = new CgroupLossReader(object.mapFd('cgroup_losses'));
  assert.deepEqual(reader.read(), new Map());
  for (const [cgroup, bytes] of [
    [2, 100],
    [3, 0],
    [2, 4096],
    [ROOT, 7],
  ] as const)
    ask('lose', cgroup, bytes);
  for (const cgroup of [3, 4, 3]) ask('hold_back', cgroup);
  assert.deepEqual(
    new Map([...reader.read()].toSorted(([one], [other]) => Number(one - other))),
    new Map([
      [1n, { records: 1, bytes: 7, held: 0 }],
      [2n, { records: 2, bytes: 4196, held: 0 }],
      [3n, { records: 1, bytes: 0, held: 2 }],
      [4n, { records: 0, bytes: 0, held: 1 }],
    ]),
  );
  const { lost, lostBytes, lostShare, lostShareBytes } = new CounterReader(
    openLibbpf(),
    object.mapFd('counters'),
  ).read();
  assert.deepEqual([lost, lostBytes, lostShare, lostShareBytes], [4, 4203, 4, 4203]);
});

test('of cgroups beyond its room the map keeps the last ones, and reading it ends', () => {
  const reader = new CgroupLossReader(object.mapFd('cgroup_losses'));
  for (let cgroup = 1; cgroup <= 6000; cgroup++) ask('lose', cgroup, 1);
  const losses = reader.read();
  assert.ok(losses.size > 1000 && losses.size <= 4096, `${losses.size} cgroups`);
  assert.deepEqual(losses.get(6000n), { records: 1, bytes: 1, held: 0 });
});
