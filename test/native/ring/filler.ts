// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import { CounterReader, type KernelCounters } from '../../../src/capture/counters.ts';
import { EVENT_BYTES } from '../../../src/capture/event-layout.ts';
import { BpfObject } from '../../../src/ffi/bpf-object.ts';
import { openLibbpf } from '../../../src/ffi/libbpf.ts';
import { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';
import { openLibc } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';

/** struct scratch of fill.bpf.c: the header and the payload. */
const SCRATCH_BYTES = EVENT_BYTES + 64 * 1024;
export const MAX_PAYLOAD_BYTES = 64 * 1024 - 1;
export const STAMP_EVERY = 1024;
export const CONNECTIONS = 64;
const ETHERNET_HEADER_BYTES = 14;
/** struct bpf_test_run_opts (libbpf's bpf.h). */
const TEST_RUN_BYTES = 80;

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

  constructor(ringBytes: number) {
    this.ringBytes = ringBytes;
    const messages = new LibbpfMessages(this.#libbpf, openLibc());
    this.#object = new BpfObject(this.#libbpf, messages, 'dist/test-bpf/fill.bpf.o');
    this.#object.setMaxEntries('ring', ringBytes);
    this.#object.load();
  }

  get ringFd(): number {
    return this.#object.mapFd('ring');
  }

  /** What each sample is made of: header (encodeSample), then payload. */
  setSample(sample: Buffer): void {
    const value = Buffer.alloc(SCRATCH_BYTES);
    sample.copy(value);
    const key = Buffer.alloc(4);
    const fd = this.#object.mapFd('scratch');
    checkNegative('bpf_map_update_elem', this.#testRun.bpf_map_update_elem(fd, pointerTo(key), pointerTo(value), 0));
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

  counters(): KernelCounters {
    return new CounterReader(this.#libbpf, this.#object.mapFd('counters')).read();
  }

  [Symbol.dispose](): void {
    this.#object[Symbol.dispose]();
  }
}

function testRun(count: number, { minBytes, spread = 0, discardEvery = 0, stamped = false, maxPending = 0 }: Fill) {
  const packet = Buffer.alloc(64);
  packet.writeUInt32LE(minBytes, ETHERNET_HEADER_BYTES);
  packet.writeUInt32LE(spread, ETHERNET_HEADER_BYTES + 4);
  packet.writeUInt32LE(discardEvery, ETHERNET_HEADER_BYTES + 8);
  packet.writeUInt32LE(stamped ? 1 : 0, ETHERNET_HEADER_BYTES + 12);
  packet.writeUInt32LE(maxPending, ETHERNET_HEADER_BYTES + 16);
  const options = Buffer.alloc(TEST_RUN_BYTES);
  options.writeBigUInt64LE(BigInt(TEST_RUN_BYTES), 0); // sz
  ref.writePointer(options, 8, pointerTo(packet) as never); // data_in
  options.writeUInt32LE(packet.length, 24); // data_size_in
  options.writeInt32LE(count, 60); // repeat
  return { options, packet };
}
