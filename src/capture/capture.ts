// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import { BootClock, libcClock } from './boot-clock.ts';
import { BpfObject } from './bpf-object.ts';
import { type KernelCounters, readCounters } from './counters.ts';
import { EVENT_BYTES } from './event-layout.ts';
import { type AttachWay, HOOKS } from './hooks.ts';
import { functionArity } from './kernel-btf.ts';
import { type Libbpf, openLibbpf } from './libbpf.ts';
import { LibbpfMessages } from './libbpf-messages.ts';
import { type Libc, openLibc } from './libc.ts';
import { attachTracefsProbes, attachTrampolines, type Probes } from './probes.ts';
import { Reader } from './reader.ts';
import { RingBuffer } from './ring-buffer.ts';
import { RingWait } from './ring-wait.ts';
import { encodeSettings } from './settings-layout.ts';

export interface CaptureOptions {
  /** Path of ktls.bpf.o. */
  objectPath: string;
  way: AttachWay;
  /** Where tracefs is mounted; needed for kprobes only. */
  tracefs: string;
  captureBytes: number;
  ringBytes: number;
  maxCalls: number;
  maxConnections: number;
  pageBytes: number;
}

/** The kernel's counters, and `missed`: calls that moved bytes for which a hook did not run. */
export interface CaptureCounts extends KernelCounters {
  missed: number;
}

/** The loaded and attached programs, and the reader of their ring. Errors: LoadError, NativeError. */
export class Capture implements Disposable {
  readonly reader: Reader;
  readonly #libbpf: Libbpf;
  readonly #resources: Disposable[] = [];
  readonly #countersFd: number;
  readonly #probes: Probes;

  constructor(options: CaptureOptions) {
    const libc = openLibc();
    this.#libbpf = openLibbpf();
    const use = <T extends Disposable>(resource: T): T => {
      this.#resources.push(resource);
      return resource;
    };
    try {
      const object = use(loadObject(this.#libbpf, libc, options));
      const ringFd = object.mapFd('ring');
      this.#countersFd = object.mapFd('counters');
      const ring = use(new RingBuffer(libc, ringFd, options.ringBytes, options.pageBytes));
      const wait = use(new RingWait(libc, ringFd));
      this.reader = new Reader(ring, wait, new BootClock(libcClock(libc)));
      const hooks = HOOKS[options.way];
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

  /** Ends the capture of calls; what is in the ring can still be read. */
  detach(): void {
    this.#probes.detach();
  }

  counts(): CaptureCounts {
    const counters = readCounters(this.#libbpf, this.#countersFd);
    return { ...counters, missed: counters.unentered + this.#probes.missedReturns() };
  }

  [Symbol.dispose](): void {
    // In reverse: the probes first, the object last.
    for (let resource = this.#resources.pop(); resource; resource = this.#resources.pop()) resource[Symbol.dispose]();
  }
}

function loadObject(libbpf: Libbpf, libc: Libc, options: CaptureOptions): BpfObject {
  const object = new BpfObject(libbpf, new LibbpfMessages(libbpf, libc), options.objectPath);
  const pidNamespace = statSync('/proc/self/ns/pid');
  try {
    object.selectPrograms(new Set(HOOKS[options.way].map(({ program }) => program)));
    object.setMaxEntries('ring', options.ringBytes);
    object.setMaxEntries('calls', options.maxCalls);
    object.setMaxEntries('connections', options.maxConnections);
    object.setMaxEntries('scratch', 2 * cpuIdLimit());
    object.setValueBytes('scratch', EVENT_BYTES + 2 * options.captureBytes);
    object.setConstants(
      '.rodata.settings',
      encodeSettings({
        selfPidNamespaceDevice: pidNamespace.dev,
        selfPidNamespaceInode: pidNamespace.ino,
        selfPid: process.pid,
        captureBytes: options.captureBytes,
        recvmsgArity: functionArity(libbpf, 'tcp_recvmsg'),
      }),
    );
    object.load();
    return object;
  } catch (error) {
    object[Symbol.dispose]();
    throw error;
  }
}

/** One more than the highest CPU id that this machine can have; ids may have holes. */
function cpuIdLimit(): number {
  const possible = readFileSync('/sys/devices/system/cpu/possible', 'utf8').trim();
  return Number(possible.split(/[-,]/).at(-1)) + 1;
}
