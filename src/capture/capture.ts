// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import type { FilterRules } from '../../config/filters.ts';
import { BpfObject } from '../ffi/bpf-object.ts';
import { type Libbpf, openLibbpf } from '../ffi/libbpf.ts';
import { LibbpfMessages } from '../ffi/libbpf-messages.ts';
import { type Libc, openLibc } from '../ffi/libc.ts';
import { BootClock, libcClock } from './boot-clock.ts';
import { type CgroupLosses, CgroupLossReader } from './cgroup-losses.ts';
import { ContentEnds } from './content-ends.ts';
import { CounterReader, type KernelCounters } from './counters.ts';
import type { Direction } from './event.ts';
import { CHUNK_BYTES, CONNECTION_END_BYTES } from './event-layout.ts';
import { type FailedCalls, FailureReader } from './failures.ts';
import { Filters } from './filters.ts';
import { type AttachWay, type Hook, hooksFor, THREAD_END_PROGRAM } from './hooks.ts';
import { functionArgumentCounts } from './kernel-btf.ts';
import { readKernelFunctions } from './kernel-functions.ts';
import { LostCloses } from './lost-closes.ts';
import type { RunMaps } from './pinned-run.ts';
import { attachProgram, attachTracefsProbes, attachTrampolines, type Probes } from './probes.ts';
import { Reader } from './reader.ts';
import { RingBuffer } from './ring-buffer.ts';
import { RingWait } from './ring-wait.ts';
import { type AmidContent, encodeSettings, type ProgramSettings } from './settings-layout.ts';

export interface CaptureOptions {
  /** Path of ktls.bpf.o. */
  objectPath: string;
  way: AttachWay;
  /** Where tracefs is mounted; needed for kprobes only. */
  tracefs: string;
  /** Whether two programs of a CPU can be under way at once. */
  canInterleave: boolean;
  captureBytes: number;
  amidContent: AmidContent;
  /** Whether the start and the end of a connection are records. */
  connectionRecords: boolean;
  filters: FilterRules;
  ringBytes: number;
  maxCalls: number;
  maxConnections: number;
  pageBytes: number;
}

/** The kernel's counters, and `missed`: calls that moved bytes for which a hook did not run. */
export interface CaptureCounts extends KernelCounters {
  missed: number;
}

/** What the service reads samples from, and what the kernel counts beside them. */
export interface Capture extends Disposable {
  readonly reader: Reader;
  /** What the verifier looked at, by program: it gives up at 1,000,000 instructions. 0 where the kernel does not tell. */
  readonly verifiedInstructions: ReadonlyMap<string, number>;
  /** Ends the capture of calls; what is in the ring can still be read. */
  detach(): void;
  /** From now on these filters hold; no call is lost meanwhile. Throws NativeError. */
  applyFilters(rules: FilterRules): void;
  /** Up to that offset the stream is content of which nobody sees more than a call's start. Throws NativeError. */
  tellContentEnd(connectionId: string, direction: Direction, offset: number): void;
  /** Connections that have ended, which no event has told and none will. Each is told once. Throws NativeError. */
  lostCloses(): readonly string[];
  counts(): CaptureCounts;
  /** By the cgroup's id. Throws NativeError. */
  cgroupLosses(): ReadonlyMap<bigint, CgroupLosses>;
  /** The maps that tell of a run, also when it was killed. */
  readonly runMaps: RunMaps;
  failedCalls(): FailedCalls[];
}

/** The loaded and attached programs, and the reader of their ring. Errors: LoadError, NativeError. */
export class KernelCapture implements Capture {
  readonly reader: Reader;
  readonly #libbpf: Libbpf;
  readonly #resources: Disposable[] = [];
  readonly #counters: CounterReader;
  readonly #cgroupLosses: CgroupLossReader;
  readonly runMaps: RunMaps;
  readonly #failures: FailureReader;
  readonly #probes: Probes;
  readonly #filters: Filters;
  readonly #contentEnds: ContentEnds;
  readonly #lostCloses: LostCloses;
  readonly #verified: ReadonlyMap<string, number>;

  /** `loaded` is of loadAside() with the same options; without it, the object is loaded here, while all else waits. */
  constructor(options: CaptureOptions, libbpf = openLibbpf(), libc = openLibc(), loaded?: BpfObject) {
    this.#libbpf = libbpf;
    const use = <T extends Disposable>(resource: T): T => {
      this.#resources.push(resource);
      return resource;
    };
    try {
      const hooks = hooksFor(options.way, readKernelFunctions('/proc/kallsyms'));
      const programs = programsOf(hooks);
      const object = use(loaded ?? loadObject(this.#libbpf, libc, options, programs));
      this.#verified = new Map(programs.map((program) => [program, object.verifiedInstructions(program)]));
      this.#filters = new Filters(this.#libbpf, object.mapFd('filters'));
      this.#filters.apply(options.filters);
      this.#contentEnds = new ContentEnds(object.mapFd('content_ends'));
      const ringFd = object.mapFd('ring');
      this.runMaps = { counters: object.mapFd('counters'), ledger: object.mapFd('ledger') };
      this.#counters = new CounterReader(this.#libbpf, this.runMaps.counters);
      this.#cgroupLosses = new CgroupLossReader(object.mapFd('cgroup_losses'));
      this.#failures = new FailureReader(object.mapFd('failures'));
      const ring = use(new RingBuffer(libc, ringFd, options.ringBytes, options.pageBytes));
      this.#lostCloses = new LostCloses(object.mapFd('lost_closes'), ring);
      const wait = use(new RingWait(libc, ringFd));
      this.reader = new Reader(ring, wait, new BootClock(libcClock()), options.connectionRecords);
      use(attachProgram(this.#libbpf, object, THREAD_END_PROGRAM));
      this.#probes = use(
        options.way === 'fentry'
          ? attachTrampolines(this.#libbpf, object, hooks)
          : attachTracefsProbes(this.#libbpf, libc, object, hooks, options.tracefs),
      );
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  detach(): void {
    this.#probes.detach();
  }

  applyFilters(rules: FilterRules): void {
    this.#filters.apply(rules);
  }

  tellContentEnd(connectionId: string, direction: Direction, offset: number): void {
    this.#contentEnds.tell(connectionId, direction, offset);
  }

  lostCloses(): readonly string[] {
    return this.#lostCloses.next();
  }

  get verifiedInstructions(): ReadonlyMap<string, number> {
    return this.#verified;
  }

  counts(): CaptureCounts {
    const counters = this.#counters.read();
    return { ...counters, missed: counters.unentered + this.#probes.missedReturns() };
  }

  cgroupLosses(): ReadonlyMap<bigint, CgroupLosses> {
    return this.#cgroupLosses.read();
  }

  failedCalls(): FailedCalls[] {
    return this.#failures.read();
  }

  [Symbol.dispose](): void {
    // In reverse: the probes first, the object last.
    for (let resource = this.#resources.pop(); resource; resource = this.#resources.pop()) resource[Symbol.dispose]();
  }
}

const programsOf = (hooks: readonly Hook[]): string[] => [THREAD_END_PROGRAM, ...hooks.map(({ program }) => program)];

/**
 * Loads the programs in another thread: the verifier takes its time. Resolves to undefined where the kernel refused them;
 * why is said by a second attempt, that of KernelCapture.
 */
export async function loadAside(
  options: CaptureOptions,
  libbpf = openLibbpf(),
  libc = openLibc(),
): Promise<BpfObject | undefined> {
  const programs = programsOf(hooksFor(options.way, readKernelFunctions('/proc/kallsyms')));
  const object = prepareObject(libbpf, libc, options, programs);
  if (await object.loadAside()) return object;
  object[Symbol.dispose]();
  return undefined;
}

function loadObject(libbpf: Libbpf, libc: Libc, options: CaptureOptions, programs: readonly string[]): BpfObject {
  const object = prepareObject(libbpf, libc, options, programs);
  try {
    object.load();
    return object;
  } catch (error) {
    object[Symbol.dispose]();
    throw error;
  }
}

/** Opened and set up. */
function prepareObject(libbpf: Libbpf, libc: Libc, options: CaptureOptions, programs: readonly string[]): BpfObject {
  const object = new BpfObject(libbpf, new LibbpfMessages(libbpf, libc), options.objectPath);
  const pidNamespace = statSync('/proc/self/ns/pid');
  try {
    object.selectPrograms(new Set(programs));
    object.setMaxEntries('ring', options.ringBytes);
    object.setMaxEntries('calls', options.maxCalls);
    object.setMaxEntries('connections', options.maxConnections);
    // The object has a slot for each program, and of a slot what comes before the payload.
    const slots = options.canInterleave ? object.maxEntries('scratch') : 1;
    for (const map of ['scratch', 'process_scratch']) object.setMaxEntries(map, slots * cpuIdLimit());
    object.setValueBytes('scratch', object.valueBytes('scratch') + payloadRoom(options.captureBytes));
    object.setConstants(
      '.rodata.settings',
      encodeSettings({
        selfPidNamespaceDevice: pidNamespace.dev,
        selfPidNamespaceInode: pidNamespace.ino,
        selfPid: process.pid,
        captureBytes: options.captureBytes,
        connectionRecords: options.connectionRecords,
        ...argumentCounts(libbpf, programs),
        slots,
        amidContent: options.amidContent,
        ringBytes: options.ringBytes,
        // So that one never has all.
        cgroupCalls: Math.floor(options.maxCalls / 2),
        cgroupConnections: Math.floor(options.maxConnections / 2),
      }),
    );
    return object;
  } catch (error) {
    object[Symbol.dispose]();
    throw error;
  }
}

/** Those of functions that set keys only a program that is attached by fexit has to know. */
function argumentCounts(
  libbpf: Libbpf,
  programs: readonly string[],
): Pick<ProgramSettings, 'recvmsgArity' | 'swOffloadArity' | 'deviceOffloadArity'> {
  const [recvmsg, software, device] = ['tcp_recvmsg', 'tls_set_sw_offload', 'tls_set_device_offload'] as const;
  const hooked = [software, device].filter((name) => programs.includes(`fexit_${name}`));
  const counts = functionArgumentCounts(libbpf, 'tls', [recvmsg, ...hooked]);
  const of = (name: string): number => counts.get(name) ?? 0;
  return { recvmsgArity: of(recvmsg), swOffloadArity: of(software), deviceOffloadArity: of(device) };
}

/** Twice a sample's payload (see append in bpf/copy.bpf.h), or that of a connection's end. */
function payloadRoom(captureBytes: number): number {
  return Math.max(2 * Math.min(captureBytes, CHUNK_BYTES), CONNECTION_END_BYTES);
}

/** One more than the highest CPU id that this machine can have; ids may have holes. */
function cpuIdLimit(): number {
  const possible = readFileSync('/sys/devices/system/cpu/possible', 'utf8').trim();
  return Number(possible.split(/[-,]/).at(-1)) + 1;
}
