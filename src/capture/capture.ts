// SPDX-License-Identifier: Apache-2.0
import { openLibbpf } from '../ffi/libbpf.ts';
import { type Libc, openLibc, pageBytes } from '../ffi/libc.ts';
import { BootClock, libcClock } from './boot-clock.ts';
import { type CgroupLosses, CgroupLossReader } from './cgroup-losses.ts';
import { ContentEnds } from './content-ends.ts';
import { CounterReader, type KernelCounters } from './counters.ts';
import type { Direction } from './event.ts';
import { type FailedCalls, FailureReader } from './failures.ts';
import { Ledger } from './ledger.ts';
import { LostCloses } from './lost-closes.ts';
import type { MapDescriptors, ProgramControl } from './programs.ts';
import { Reader } from './reader.ts';
import { RingBuffer } from './ring-buffer.ts';
import { RingWait } from './ring-wait.ts';

/** The kernel's counters, and `missed`: calls that moved bytes for which a hook did not run. */
export interface CaptureCounts extends KernelCounters {
  missed: number;
}

/** What the service reads samples from, and what the kernel counts beside them. */
export interface Capture extends Disposable, Pick<ProgramControl, 'verifiedInstructions' | 'detach'> {
  readonly reader: Reader;
  /** Up to that offset the stream is content of which nobody sees more than a call's start. Throws NativeError. */
  tellContentEnd(connectionId: string, direction: Direction, offset: number): void;
  /** Connections that have ended, which no event has told and none will. Each is told once. Throws NativeError. */
  lostCloses(): readonly string[];
  counts(): CaptureCounts;
  /** By the cgroup's id. Throws NativeError. */
  cgroupLosses(): ReadonlyMap<bigint, CgroupLosses>;
  /** What the next run is told of this one, should it be killed. */
  readonly ledger: Ledger;
  failedCalls(): FailedCalls[];
}

export interface CaptureOptions {
  readonly ringBytes: number;
  /** Whether the start and the end of a connection are records. */
  readonly connectionRecords: boolean;
}

/** Reads the maps of programs that another process may have loaded. Throws NativeError. */
export class MapCapture implements Capture {
  readonly reader: Reader;
  readonly #control: ProgramControl;
  readonly #ring: RingBuffer;
  readonly #wait: RingWait;
  readonly #counters: CounterReader;
  readonly #cgroupLosses: CgroupLossReader;
  readonly ledger: Ledger;
  readonly #failures: FailureReader;
  readonly #contentEnds: ContentEnds;
  readonly #lostCloses: LostCloses;
  #isOpen = true;

  constructor(
    descriptors: MapDescriptors,
    control: ProgramControl,
    { ringBytes, connectionRecords }: CaptureOptions,
    libc: Libc = openLibc(),
  ) {
    this.#control = control;
    this.#contentEnds = new ContentEnds(descriptors.content_ends);
    this.#counters = new CounterReader(openLibbpf(), descriptors.counters);
    this.#cgroupLosses = new CgroupLossReader(descriptors.cgroup_losses);
    this.ledger = new Ledger(descriptors.ledger);
    this.#failures = new FailureReader(descriptors.failures);
    this.#ring = new RingBuffer(libc, descriptors.ring, ringBytes, pageBytes());
    this.#lostCloses = new LostCloses(descriptors.lost_closes, this.#ring);
    this.#wait = new RingWait(libc, descriptors.ring);
    this.reader = new Reader(this.#ring, this.#wait, new BootClock(libcClock()), connectionRecords);
  }

  detach(): void {
    this.#control.detach();
  }

  tellContentEnd(connectionId: string, direction: Direction, offset: number): void {
    this.#contentEnds.tell(connectionId, direction, offset);
  }

  lostCloses(): readonly string[] {
    return this.#lostCloses.next();
  }

  get verifiedInstructions(): ReadonlyMap<string, number> {
    return this.#control.verifiedInstructions;
  }

  counts(): CaptureCounts {
    const counters = this.#counters.read();
    return { ...counters, missed: counters.unentered + this.#control.missedReturns() };
  }

  cgroupLosses(): ReadonlyMap<bigint, CgroupLosses> {
    return this.#cgroupLosses.read();
  }

  failedCalls(): FailedCalls[] {
    return this.#failures.read();
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#wait[Symbol.dispose]();
    this.#ring[Symbol.dispose]();
    this.ledger[Symbol.dispose]();
  }
}
