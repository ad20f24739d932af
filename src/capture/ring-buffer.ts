// SPDX-License-Identifier: Apache-2.0
import { type Libc, PROT_READ, PROT_WRITE } from '../ffi/libc.ts';
import { mapShared, unmapShared } from '../ffi/shared-memory.ts';

/** struct bpf_ringbuf_hdr (kernel/bpf/ringbuf.c): __u32 length with two flag bits, __u32 page offset. */
const HEADER_BYTES = 8;
const BUSY_BIT = 0x8000_0000;
const DISCARD_BIT = 0x4000_0000;
const LENGTH_MASK = 0x3fff_ffff;
/** How many samples may be consumed before the kernel is told: it sees room again then. */
const POSITION_EVERY = 64;

/** More than the longest sample: so much of the data is mapped a second time. Whole pages on every architecture. */
const WRAP_BYTES = 128 * 1024;

/**
 * A BPF_MAP_TYPE_RINGBUF, mapped into memory and walked here, without a call into libbpf for each sample.
 * One page with the consumer's position (ours to write), one with the producer's, then the data, and its beginning again,
 * so that a sample which wraps around is contiguous (libbpf's ring_buffer__add; kernel 5.8). The kernel would map all of it
 * twice, and count it twice as memory of the process.
 */
export class RingBuffer implements Disposable {
  readonly #libc: Libc;
  readonly #bytes: number;
  readonly #pageBytes: number;
  readonly #consumerPage: Buffer;
  readonly #producerPages: Buffer;
  readonly #consumer: BigInt64Array;
  readonly #producer: BigInt64Array;
  readonly #words: Int32Array;
  #position: number;
  #mapped = true;

  constructor(libc: Libc, mapFd: number, bytes: number, pageBytes: number) {
    this.#libc = libc;
    this.#bytes = bytes;
    this.#pageBytes = pageBytes;
    this.#consumerPage = mapShared(libc, pageBytes, PROT_READ | PROT_WRITE, mapFd, 0);
    this.#producerPages = mapShared(libc, pageBytes + bytes + Math.min(bytes, WRAP_BYTES), PROT_READ, mapFd, pageBytes);
    this.#consumer = new BigInt64Array(this.#consumerPage.buffer, this.#consumerPage.byteOffset, 1);
    this.#producer = new BigInt64Array(this.#producerPages.buffer, this.#producerPages.byteOffset, 1);
    this.#words = new Int32Array(this.#producerPages.buffer, this.#producerPages.byteOffset + pageBytes, bytes / 4);
    this.#position = Number(Atomics.load(this.#consumer, 0));
  }

  /** Bytes that wait in the ring, headers included. */
  get pendingBytes(): number {
    return this.produced - this.#position;
  }

  /** Of the ring. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that the kernel has written into the ring since it was made, headers included. */
  get produced(): number {
    return Number(Atomics.load(this.#producer, 0));
  }

  /** Of these, the ones that have been read. */
  get consumed(): number {
    return this.#position;
  }

  /**
   * Gives the samples that are there now to `consume`, oldest first, as views of the mapped memory that hold only during
   * the call; returns how many. `consume` returning false stops after that sample.
   */
  drain(consume: (sample: Buffer) => boolean): number {
    let count = 0;
    try {
      const { produced } = this;
      while (this.#position < produced) {
        const at = this.#position % this.#bytes;
        const header = Atomics.load(this.#words, at / 4);
        if (header & BUSY_BIT) break;
        const length = header & LENGTH_MASK;
        const start = this.#pageBytes + at + HEADER_BYTES;
        this.#position += (HEADER_BYTES + length + 7) & ~7;
        if (header & DISCARD_BIT) continue;
        count++;
        const more = consume(this.#producerPages.subarray(start, start + length));
        if (!more) break;
        if (count % POSITION_EVERY === 0) this.#publishPosition();
      }
    } finally {
      this.#publishPosition();
    }
    return count;
  }

  // One 64-bit store: the kernel must never see half a position.
  #publishPosition(): void {
    Atomics.store(this.#consumer, 0, BigInt(this.#position));
  }

  [Symbol.dispose](): void {
    if (!this.#mapped) return;
    this.#mapped = false;
    for (const memory of [this.#consumerPage, this.#producerPages]) unmapShared(this.#libc, memory);
  }
}
