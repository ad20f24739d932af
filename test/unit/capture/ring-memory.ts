// SPDX-License-Identifier: Apache-2.0
import { type Libc, openLibc } from '../../../src/ffi/libc.ts';

export const PAGE_BYTES = 4096;
export const RING_BYTES = 4096;
const HEADER_BYTES = 8;

/** A ring's memory as the kernel lays it out, in place of what mmap gives; `unmapped` are the lengths given back. */
export class RingMemory {
  readonly consumerPage = Buffer.alloc(PAGE_BYTES);
  readonly producerPages = Buffer.alloc(PAGE_BYTES + 2 * RING_BYTES);
  readonly unmapped: number[] = [];
  readonly libc: Libc = {
    ...openLibc(),
    mmap: ((_: unknown, length: number) =>
      length === PAGE_BYTES ? this.consumerPage : this.producerPages) as unknown as Libc['mmap'],
    munmap: ((_: unknown, length: number) => {
      this.unmapped.push(length);
      return 0;
    }) as unknown as Libc['munmap'],
  };
  #produced = 0;

  /** Puts a sample into the ring; `flags` are the two highest bits of its header. Returns where its header is. */
  produce(sample: string, flags = 0): number {
    const at = this.#produced;
    this.setHeader(at, sample.length, flags);
    this.producerPages.write(sample, PAGE_BYTES + at + HEADER_BYTES, 'latin1');
    this.#produced += HEADER_BYTES + Math.ceil(sample.length / 8) * 8;
    this.producerPages.writeBigUInt64LE(BigInt(this.#produced), 0);
    return at;
  }

  setHeader(at: number, length: number, flags: number): void {
    this.producerPages.writeUInt32LE(length + flags, PAGE_BYTES + at);
  }

  get consumed(): number {
    return Number(this.consumerPage.readBigUInt64LE(0));
  }
}
