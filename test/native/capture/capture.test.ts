// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import ref from '@2060.io/ref-napi';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { MapCapture } from '../../../src/capture/capture.ts';
import { COUNTERS } from '../../../src/capture/counters.ts';
import { ERRNOS, OPERATIONS } from '../../../src/capture/event-layout.ts';
import { encodeFilters } from '../../../src/capture/filters-layout.ts';
import { THREAD_END_PROGRAM } from '../../../src/capture/hooks.ts';
import { functionArgumentCounts } from '../../../src/capture/kernel-btf.ts';
import { KernelPrograms, loadAside, type ProgramOptions } from '../../../src/capture/programs.ts';
import { encodeSettings } from '../../../src/capture/settings-layout.ts';
import { BpfObject, LoadError } from '../../../src/ffi/bpf-object.ts';
import { type Libbpf, openLibbpf } from '../../../src/ffi/libbpf.ts';
import { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';
import { type Libc, openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { pointerTo } from '../../../src/ffi/native.ts';

const RING_BYTES = 64 * 1024;
const FUNCTIONS = [
  'tls_sk_proto_close',
  'tcp_shutdown',
  'tls_set_sw_offload',
  'tls_sw_sendmsg',
  'tls_sw_recvmsg',
  'tls_sw_splice_read',
];
/** Of calls: the last ones. */
const RETURNS = 3;
const PROBES = [
  ...FUNCTIONS.map((name) => `fentry_${name}`),
  ...FUNCTIONS.slice(-RETURNS - 1).map((name) => `fexit_${name}`),
];
const PROGRAMS = [THREAD_END_PROGRAM, ...PROBES];

const rulesOf = (pid: string) => filterRules(loadSettings({ env: { KTLS_FILTER_PID: pid } }).settings);

const SELF_PID = 4_194_303;

const OPTIONS: ProgramOptions = {
  selfPid: SELF_PID,
  objectPath: 'dist/linux-x64/ktls.bpf.o',
  way: 'fentry',
  canInterleave: false,
  tracefs: '/nowhere',
  captureBytes: 4096,
  amidContent: { startBytes: 512, endBytes: 256 },
  connectionRecords: true,
  filters: rulesOf('5'),
  ringBytes: RING_BYTES,
  maxCalls: 300,
  maxConnections: 2000,
};

const real = openLibbpf();
const realLibc = openLibc();
type Pointer = ref.Pointer<unknown>;

/** What is done with links, memory and the object. */
let done: string[];
let selected: string[];
/** What is set of a map before it is loaded, by its name. */
let maps: Record<string, { entries?: number; valueBytes?: number; constants?: Buffer }>;
let fds: Record<string, number>;
let filters: Buffer[];
let refused: string | undefined;

let map = '';
const setOf = () => {
  maps[map] ??= {};
  return maps[map] as (typeof maps)[string];
};

/** The object's maps are real. Its programs need the kernel's tls: they are neither loaded nor attached. */
const libbpf = {
  ...real,
  bpf_program__set_autoload: (program: Pointer, wanted: boolean) => {
    if (wanted) selected.push(String(real.bpf_program__name(program)));
    return real.bpf_program__set_autoload(program, false);
  },
  // This kernel may have no tls: one of its functions has three arguments too.
  btf__find_by_name_kind: (btf: Pointer, name: string, kind: number) =>
    real.btf__find_by_name_kind(btf, name === 'tls_set_sw_offload' ? 'tcp_sendmsg' : name, kind),
  bpf_program__fd: () => 1_000_000,
  bpf_program__attach: (program: Pointer) => {
    const name = String(real.bpf_program__name(program));
    if (name === refused) return ref.NULL;
    done.push(`attach ${name}`);
    return Buffer.from(name);
  },
  bpf_link__destroy: (link: Buffer) => {
    done.push(`destroy ${link}`);
    return 0;
  },
  bpf_object__find_map_by_name: (object: Pointer, name: string) => {
    map = name;
    return real.bpf_object__find_map_by_name(object, name);
  },
  bpf_map__fd: (pointer: Pointer) => {
    fds[map] = real.bpf_map__fd(pointer);
    return fds[map];
  },
  bpf_map__set_max_entries: (pointer: Pointer, entries: number) => {
    setOf().entries = entries;
    return real.bpf_map__set_max_entries(pointer, entries);
  },
  bpf_map__set_value_size: (pointer: Pointer, bytes: number) => {
    setOf().valueBytes = bytes;
    return real.bpf_map__set_value_size(pointer, bytes);
  },
  bpf_map__set_initial_value: (pointer: Pointer, value: Buffer, bytes: number) => {
    setOf().constants = Buffer.from(value);
    return real.bpf_map__set_initial_value(pointer, pointerTo(value), bytes);
  },
  bpf_map_update_elem: (fd: number, key: Pointer, value: Buffer, flags: number) => {
    if (fd !== fds.filters) filters.push(Buffer.from(value));
    return real.bpf_map_update_elem(fd, key, pointerTo(value), flags);
  },
  bpf_object__close: (object: Pointer) => {
    done.push('close object');
    real.bpf_object__close(object);
  },
} as unknown as Libbpf;

const libc = {
  ...realLibc,
  munmap: (address: Pointer, length: number) => {
    done.push(`unmap ${length}`);
    return realLibc.munmap(address, length);
  },
} as unknown as Libc;

beforeEach(() => {
  [done, selected, maps, fds, filters, refused] = [[], [], {}, {}, [], undefined];
  const read = fs.readFileSync;
  mock.method(fs, 'readFileSync', (path: string, encoding: 'utf8') => {
    if (path === '/proc/kallsyms') return FUNCTIONS.map((name) => `0000000000000000 t ${name}\t[tls]\n`).join('');
    if (path === '/sys/devices/system/cpu/possible' && encoding === 'utf8') return '0-3,6\n';
    if (path === '/proc/self/fdinfo/1000000') return 'verified_insns:\t9\nrecursion_misses:\t2\n';
    return read(path, encoding);
  });
});
afterEach(() => mock.restoreAll());

const open = (options: Partial<ProgramOptions> = {}) => new KernelPrograms({ ...OPTIONS, ...options }, libbpf, libc);

const readerOf = (programs: KernelPrograms) =>
  new MapCapture(programs.descriptors, programs, { ringBytes: RING_BYTES, connectionRecords: true }, libc);

/** Of one CPU, as the object defines the map. */
function slots(name: string): number {
  using object = new BpfObject(real, new LibbpfMessages(real, realLibc), OPTIONS.objectPath);
  return object.maxEntries(name);
}

/** Writes into an array of the object, beside what `filters` holds. */
function update(name: string, index: number, value: Buffer): void {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index);
  assert.equal(real.bpf_map_update_elem(fds[name] ?? -1, pointerTo(key), pointerTo(value), 0), 0);
}

describe('the programs', () => {
  test('sets up maps and constants for this machine and these options, then attaches', () => {
    using programs = open();
    assert.deepEqual(selected.toSorted(), PROGRAMS.toSorted());
    const { dev, ino } = fs.statSync('/proc/self/ns/pid');
    assert.deepEqual(
      maps['.rodata.settings']?.constants,
      encodeSettings({
        selfPidNamespaceDevice: dev,
        selfPidNamespaceInode: ino,
        selfPid: SELF_PID,
        captureBytes: 4096,
        connectionRecords: true,
        swOffloadArity: 3,
        deviceOffloadArity: 0,
        recvmsgArity: functionArgumentCounts(real, 'tls', ['tcp_recvmsg']).get('tcp_recvmsg') ?? 0,
        slots: 1,
        amidContent: { startBytes: 512, endBytes: 256 },
        ringBytes: RING_BYTES,
        cgroupCalls: 150,
        cgroupConnections: 1000,
      }),
    );
    assert.deepEqual(
      [maps.ring, maps.calls, maps.connections, maps.process_scratch],
      [{ entries: RING_BYTES }, { entries: 300 }, { entries: 2000 }, { entries: 7 }],
    );
    assert.deepEqual(
      done,
      PROGRAMS.map((program) => `attach ${program}`),
    );
    assert.deepEqual(programs.verifiedInstructions, new Map(PROGRAMS.map((program) => [program, 9])));
  });

  test('gives each program of a CPU scratch of its own where they can interleave', () => {
    open({ canInterleave: true })[Symbol.dispose]();
    assert.equal(slots('scratch'), 11);
    assert.deepEqual([maps.scratch?.entries, maps.process_scratch?.entries], [77, 77]);
    assert.equal(maps['.rodata.settings']?.constants?.readUInt32LE(36), 11);
  });

  test('gives scratch room for two payloads, of the sample or of the end of a connection', () => {
    const bytes = [0, 23, 24, 25, 16_384, 16_385].map((captureBytes) => {
      open({ captureBytes })[Symbol.dispose]();
      assert.equal(maps.scratch?.entries, 7);
      return maps.scratch?.valueBytes ?? 0;
    });
    assert.deepEqual(
      bytes.map((size) => size - (bytes[0] ?? 0)),
      [0, 0, 0, 2, 32_768 - 48, 32_768 - 48],
    );
  });

  test('has the filters of the start, and others from then on', () => {
    using programs = open();
    assert.deepEqual(filters, [encodeFilters(rulesOf('5'), 1n)]);
    programs.applyFilters(rulesOf('6'));
    assert.deepEqual(filters[1], encodeFilters(rulesOf('6'), 2n));
  });

  test('counts what the programs count, and adds the returns that they were not run for', () => {
    using programs = open();
    using capture = readerOf(programs);
    const cpus = real.libbpf_num_possible_cpus();
    const value = Buffer.alloc(8 * cpus);
    for (let cpu = 0; cpu < cpus; cpu++) value.writeBigUInt64LE(10n, 8 * cpu);
    update('counters', COUNTERS.indexOf('unentered'), value);
    const { unentered, missed, captured } = capture.counts();
    assert.deepEqual([unentered, missed, captured], [10 * cpus, 10 * cpus + 2 * RETURNS, 0]);
    const failed = Buffer.alloc(8 * ERRNOS);
    failed.writeBigUInt64LE(4n, 8 * 32);
    update('failures', OPERATIONS.indexOf('recvmsg'), failed);
    assert.deepEqual(capture.failedCalls(), [{ operation: 'recvmsg', error: 'EPIPE', calls: 4 }]);
  });

  const detached = PROBES.toReversed().map((program) => `destroy ${program}`);
  const closed = [`destroy ${THREAD_END_PROGRAM}`, 'close object'];

  test('are detached first, while the ring can be read, and closed later, in reverse, once', () => {
    const programs = open();
    const capture = readerOf(programs);
    done = [];
    capture.detach();
    assert.deepEqual(done, detached);
    assert.equal(capture.reader.pendingBytes, 0);
    done = [];
    for (let time = 0; time < 2; time++) capture[Symbol.dispose]();
    assert.deepEqual(done, [`unmap ${pageBytes()}`, `unmap ${pageBytes() + 2 * RING_BYTES}`]);
    done = [];
    for (let time = 0; time < 2; time++) programs[Symbol.dispose]();
    assert.deepEqual(done, closed);
  });

  test('that is not detached is so by disposing', () => {
    const programs = open();
    done = [];
    programs[Symbol.dispose]();
    assert.deepEqual(done, [...detached, ...closed]);
  });

  test('that can not be attached leaves nothing open', () => {
    refused = PROBES[3];
    assert.throws(open, { name: 'NativeError', message: /^bpf_program__attach fentry_tls_sw_sendmsg: / });
    assert.deepEqual(done.slice(4), [...detached.slice(-3), ...closed]);
  });

  test('that can not be loaded leaves nothing open', () => {
    assert.throws(() => open({ maxCalls: 0 }), { name: 'LoadError' });
    assert.deepEqual(done, ['close object']);
  });

  test('takes an object that was loaded in another thread', async () => {
    const loaded = await loadAside(OPTIONS, libbpf, libc);
    const seen = { maps, selected };
    [maps, selected] = [{}, []];
    using programs = new KernelPrograms(OPTIONS, libbpf, libc, loaded);
    assert.deepEqual([maps, selected], [{}, []], 'nothing is set up twice');
    assert.deepEqual(seen.selected.toSorted(), PROGRAMS.toSorted());
    assert.deepEqual(seen.maps.ring, { entries: RING_BYTES });
    assert.deepEqual(
      done,
      PROGRAMS.map((program) => `attach ${program}`),
    );
    programs[Symbol.dispose]();
    assert.deepEqual(done.slice(PROGRAMS.length), [...detached, ...closed]);
  });

  test('that the kernel refuses in another thread leaves nothing open, and is refused again with the reason', async () => {
    const refusing = { ...OPTIONS, maxCalls: 0 };
    assert.equal(await loadAside(refusing, libbpf, libc), undefined);
    assert.deepEqual(done, ['close object']);
    assert.throws(
      () => new KernelPrograms(refusing, libbpf, libc),
      (error) => error instanceof LoadError && error.messages.some((line) => /map 'calls'/.test(line)),
    );
  });
});
