// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import { CGROUP_LOSSES_BYTES, CGROUP_LOSSES_OFFSETS, type CgroupLosses } from '../../../src/capture/cgroup-losses.ts';
import { COUNTERS, CounterReader, FILTER_REASONS, type KernelCounters } from '../../../src/capture/counters.ts';
import type { Operation } from '../../../src/capture/event.ts';
import { ERRNOS, EVENT_BYTES, OPERATIONS } from '../../../src/capture/event-layout.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { BpfObject } from '../../../src/ffi/bpf-object.ts';
import { LIBBPF, openLibbpf } from '../../../src/ffi/libbpf.ts';
import { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';
import { PreparedCall } from '../../../src/ffi/prepared-call.ts';

/** struct scratch of fill.bpf.c: the header and the payload. */
const SCRATCH_BYTES = EVENT_BYTES + 64 * 1024;
export const MAX_PAYLOAD_BYTES = 64 * 1024 - 1;
export const STAMP_EVERY = 1024;
export const CONNECTIONS = 64;
const ETHERNET_HEADER_BYTES = 14;
/** struct bpf_test_run_opts (libbpf's bpf.h). */
const TEST_RUN_BYTES = 80;
const PACKET_BYTES = 64;

/** struct command of fill.bpf.c. */
export interface Fill {
  minBytes: number;
  /** Sample n has a payload of minBytes + n * 7919 % spread bytes; 0: minBytes. */
  spread?: number;
  discardEvery?: number;
  stamped?: boolean;
  /** Nothing is produced while more bytes than these wait in the ring; 0: no limit. */
  maxPending?: number;
}

function openTestRun() {
  return ffi.Library('libbpf.so.1', {
    // int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
    bpf_prog_test_run_opts: ['int', ['int', 'pointer']],
    // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
    bpf_map_update_elem: ['int', ['int', 'pointer', 'pointer', 'uint64']],
  } as const);
}

/** dist/test-bpf/fill.bpf.o, loaded by the service's own means: a ring, and a program that puts samples into it. */
export class Filler implements Disposable {
  readonly ringBytes: number;
  readonly #libbpf = openLibbpf();
  readonly #testRun = openTestRun();
  readonly #object: BpfObject;
  /** What `put` hands over, laid out once: each call through ffi.Library leaks. */
  readonly #sample = Buffer.alloc(SCRATCH_BYTES);
  readonly #putRun = testRunOf(Buffer.alloc(PACKET_BYTES), 1);
  readonly #setSample: PreparedCall;
  readonly #put: PreparedCall;

  constructor(ringBytes: number) {
    this.ringBytes = ringBytes;
    const messages = new LibbpfMessages(this.#libbpf, openLibc());
    this.#object = new BpfObject(this.#libbpf, messages, 'dist/test-bpf/fill.bpf.o');
    this.#object.setMaxEntries('ring', ringBytes);
    this.#object.load();
    // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
    this.#setSample = new PreparedCall(LIBBPF, 'bpf_map_update_elem', [
      { type: 'int', value: this.#object.mapFd('scratch') },
      { type: 'pointer', value: Buffer.alloc(4) },
      { type: 'pointer', value: this.#sample },
      { type: 'address', value: 0n },
    ]);
    // int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
    this.#put = new PreparedCall(LIBBPF, 'bpf_prog_test_run_opts', [
      { type: 'int', value: this.#object.programFd('put') },
      { type: 'pointer', value: this.#putRun.options },
    ]);
  }

  get ringFd(): number {
    return this.#object.mapFd('ring');
  }

  get countersFd(): number {
    return this.#object.mapFd('counters');
  }

  get lostClosesFd(): number {
    return this.#object.mapFd('lost_closes');
  }

  get cgroupLossesFd(): number {
    return this.#object.mapFd('cgroup_losses');
  }

  get ledgerFd(): number {
    return this.#object.mapFd('ledger');
  }

  get failuresFd(): number {
    return this.#object.mapFd('failures');
  }

  /** Puts one sample into the ring and counts it as the kernel's programs do; its time is that of the call. */
  put(sample: Buffer, options: { connectionRecords?: boolean } = {}): void {
    sample.copy(this.#sample);
    this.#putRun.packet.writeUInt32LE(options.connectionRecords ? 1 : 0, ETHERNET_HEADER_BYTES);
    checkNegative('bpf_map_update_elem', this.#setSample.call());
    checkNegative('bpf_prog_test_run_opts', this.#put.call());
  }

  /** What the kernel would have counted of calls that make no sample. */
  setCounter(name: (typeof COUNTERS)[number] | (typeof FILTER_REASONS)[number], count: number): void {
    const names: readonly string[] = [...COUNTERS, ...FILTER_REASONS];
    // One value of 64 bits for each possible CPU.
    const values = Buffer.alloc(8 * checkNegative('cpus', this.#libbpf.libbpf_num_possible_cpus()));
    values.writeBigUInt64LE(BigInt(count));
    this.#update('counters', names.indexOf(name), values);
  }

  /** What the kernel would have counted of a cgroup. */
  setCgroupLosses(id: bigint, { records, bytes, held }: CgroupLosses): void {
    const key = Buffer.alloc(8);
    key.writeBigUInt64LE(id);
    const value = Buffer.alloc(CGROUP_LOSSES_BYTES);
    value.writeBigUInt64LE(BigInt(records), CGROUP_LOSSES_OFFSETS.records);
    value.writeBigUInt64LE(BigInt(bytes), CGROUP_LOSSES_OFFSETS.bytes);
    value.writeBigUInt64LE(BigInt(held), CGROUP_LOSSES_OFFSETS.held);
    this.#updateAt('cgroup_losses', key, value);
  }

  /** By errno. */
  setFailures(operation: Operation, calls: Readonly<Record<number, number>>): void {
    const value = Buffer.alloc(8 * ERRNOS);
    for (const [errno, count] of Object.entries(calls)) value.writeBigUInt64LE(BigInt(count), 8 * Number(errno));
    this.#update('failures', OPERATIONS.indexOf(operation), value);
  }

  #update(map: string, index: number, value: Buffer): void {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(index);
    this.#updateAt(map, key, value);
  }

  #updateAt(map: string, key: Buffer, value: Buffer): void {
    const fd = this.#object.mapFd(map);
    checkNegative('bpf_map_update_elem', this.#testRun.bpf_map_update_elem(fd, pointerTo(key), pointerTo(value), 0));
  }

  /** What each sample is made of: header (encodeSample), then payload. */
  setSample(sample: Buffer): void {
    const value = Buffer.alloc(SCRATCH_BYTES);
    sample.copy(value);
    this.#update('scratch', 0, value);
  }

  /** Runs the program `count` times: so many samples produced, of which the ring may have no room for some. */
  fill(count: number, fill: Fill): void {
    const { options } = testRun(count, fill);
    const result = this.#testRun.bpf_prog_test_run_opts(this.#object.programFd('fill'), pointerTo(options));
    checkNegative('bpf_prog_test_run_opts', result);
  }

  /** The same in another thread. */
  fillBeside(count: number, fill: Fill): Promise<void> {
    const run = testRun(count, fill);
    return new Promise((resolve, reject) => {
      const programFd = this.#object.programFd('fill');
      this.#testRun.bpf_prog_test_run_opts.async(
        programFd,
        pointerTo(run.options),
        (error: unknown, result: number) => {
          // `run` is referred to here so that it outlives the call.
          if (error || result < 0)
            reject(error ?? new Error(`bpf_prog_test_run_opts: ${result}, ${run.packet.length}`));
          else resolve();
        },
      );
    });
  }

  /** What the reader, whoever it is, has not read yet. */
  get pendingBytes(): number {
    using ring = new RingBuffer(openLibc(), this.ringFd, this.ringBytes, pageBytes());
    return ring.pendingBytes;
  }

  counters(): KernelCounters {
    return new CounterReader(this.#libbpf, this.#object.mapFd('counters')).read();
  }

  [Symbol.dispose](): void {
    this.#object[Symbol.dispose]();
  }
}

function testRun(count: number, { minBytes, spread = 0, discardEvery = 0, stamped = false, maxPending = 0 }: Fill) {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet.writeUInt32LE(minBytes, ETHERNET_HEADER_BYTES);
  packet.writeUInt32LE(spread, ETHERNET_HEADER_BYTES + 4);
  packet.writeUInt32LE(discardEvery, ETHERNET_HEADER_BYTES + 8);
  packet.writeUInt32LE(stamped ? 1 : 0, ETHERNET_HEADER_BYTES + 12);
  packet.writeUInt32LE(maxPending, ETHERNET_HEADER_BYTES + 16);
  return testRunOf(packet, count);
}

function testRunOf(packet: Buffer, count: number) {
  const options = Buffer.alloc(TEST_RUN_BYTES);
  options.writeBigUInt64LE(BigInt(TEST_RUN_BYTES), 0); // sz
  ref.writePointer(options, 8, pointerTo(packet) as never); // data_in
  options.writeUInt32LE(packet.length, 24); // data_size_in
  options.writeInt32LE(count, 60); // repeat
  return { options, packet };
}
