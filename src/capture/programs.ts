// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import type { FilterRules } from '../../config/filters.ts';
import { BpfObject } from '../ffi/bpf-object.ts';
import { type Libbpf, openLibbpf } from '../ffi/libbpf.ts';
import { LibbpfMessages } from '../ffi/libbpf-messages.ts';
import { type Libc, openLibc } from '../ffi/libc.ts';
import { CHUNK_BYTES, CONNECTION_END_BYTES } from './event-layout.ts';
import { Filters } from './filters.ts';
import { type AttachWay, type Hook, hooksFor, THREAD_END_PROGRAM } from './hooks.ts';
import { functionArgumentCounts } from './kernel-btf.ts';
import { readKernelFunctions } from './kernel-functions.ts';
import { attachProgram, attachTracefsProbes, attachTrampolines, type Probes } from './probes.ts';
import { type AmidContent, encodeSettings, type ProgramSettings } from './settings-layout.ts';

export interface ProgramOptions {
  /** Whose calls are not captured: the process that exports. */
  selfPid: number;
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
}

/** The maps that a capture reads, and two that it writes: content_ends and ledger. */
export const CAPTURE_MAPS = [
  'ring',
  'counters',
  'failures',
  'content_ends',
  'lost_closes',
  'cgroup_losses',
  'ledger',
] as const;

/** A descriptor of each map. */
export type MapDescriptors = Readonly<Record<(typeof CAPTURE_MAPS)[number], number>>;

/** What is done with the programs while they capture. */
export interface ProgramControl {
  /** What the verifier looked at, by program: it gives up at 1,000,000 instructions. 0 where the kernel does not tell. */
  readonly verifiedInstructions: ReadonlyMap<string, number>;
  /** Ends the capture of calls; what is in the ring can still be read. */
  detach(): void;
  /** Calls for whose return the exit program did not run. */
  missedReturns(): number;
}

/** What the launcher has of them. */
export interface Programs extends ProgramControl, Disposable {
  readonly descriptors: MapDescriptors;
  /** From now on these filters hold; no call is lost meanwhile. Throws NativeError. */
  applyFilters(rules: FilterRules): void;
}

/** The loaded and attached programs. Errors: LoadError, NativeError. */
export class KernelPrograms implements Programs {
  readonly descriptors: MapDescriptors;
  readonly verifiedInstructions: ReadonlyMap<string, number>;
  readonly #resources: Disposable[] = [];
  readonly #probes: Probes;
  readonly #filters: Filters;

  /** `loaded` is of loadAside() with the same options; without it, the object is loaded here, while all else waits. */
  constructor(options: ProgramOptions, libbpf = openLibbpf(), libc = openLibc(), loaded?: BpfObject) {
    const use = <T extends Disposable>(resource: T): T => {
      this.#resources.push(resource);
      return resource;
    };
    try {
      const hooks = hooksFor(options.way, readKernelFunctions('/proc/kallsyms'));
      const programs = programsOf(hooks);
      const object = use(loaded ?? loadObject(libbpf, libc, options, programs));
      this.verifiedInstructions = new Map(programs.map((program) => [program, object.verifiedInstructions(program)]));
      this.#filters = new Filters(libbpf, object.mapFd('filters'));
      this.#filters.apply(options.filters);
      this.descriptors = descriptorsOf((map) => object.mapFd(map));
      use(attachProgram(libbpf, object, THREAD_END_PROGRAM));
      this.#probes = use(
        options.way === 'fentry'
          ? attachTrampolines(libbpf, object, hooks)
          : attachTracefsProbes(libbpf, libc, object, hooks, options.tracefs),
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

  missedReturns(): number {
    return this.#probes.missedReturns();
  }

  [Symbol.dispose](): void {
    // In reverse: the probes first, the object last.
    for (let resource = this.#resources.pop(); resource; resource = this.#resources.pop()) resource[Symbol.dispose]();
  }
}

/** Each map's descriptor, as `of` tells it. */
export const descriptorsOf = (of: (map: keyof MapDescriptors, index: number) => number): MapDescriptors =>
  Object.fromEntries(CAPTURE_MAPS.map((map, index) => [map, of(map, index)])) as Record<keyof MapDescriptors, number>;

const programsOf = (hooks: readonly Hook[]): string[] => [THREAD_END_PROGRAM, ...hooks.map(({ program }) => program)];

/**
 * Loads the programs in another thread: the verifier takes its time. Resolves to undefined where the kernel refused them;
 * why is said by a second attempt, that of KernelPrograms.
 */
export async function loadAside(
  options: ProgramOptions,
  libbpf = openLibbpf(),
  libc = openLibc(),
): Promise<BpfObject | undefined> {
  const programs = programsOf(hooksFor(options.way, readKernelFunctions('/proc/kallsyms')));
  const object = prepareObject(libbpf, libc, options, programs);
  if (await object.loadAside()) return object;
  object[Symbol.dispose]();
  return undefined;
}

function loadObject(libbpf: Libbpf, libc: Libc, options: ProgramOptions, programs: readonly string[]): BpfObject {
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
function prepareObject(libbpf: Libbpf, libc: Libc, options: ProgramOptions, programs: readonly string[]): BpfObject {
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
        selfPid: options.selfPid,
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
