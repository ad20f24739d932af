// SPDX-License-Identifier: Apache-2.0
import { encodeSample, type SampleFields } from '../../unit/capture/sample.ts';
import { CONNECTIONS, type Fill, MAX_PAYLOAD_BYTES, STAMP_EVERY } from './filler.ts';

/** Bytes that no shift of them equals: each 4 of them hold their own place. */
export function pattern(bytes: number): Buffer {
  const result = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) result.writeUInt32LE(Math.imul(at + 1, 0x9e3779b1) >>> 0, at);
  return result;
}

/** The samples that fill.bpf.c makes, computed independently and in order; ktime_boot_ns is left 0. */
export class ExpectedSamples {
  readonly #fill: Fill;
  readonly #header: SampleFields;
  readonly #payload = pattern(MAX_PAYLOAD_BYTES);
  readonly #offsets = new Array<number>(CONNECTIONS).fill(0);
  #number = 0;

  constructor(fill: Fill, header: SampleFields = {}) {
    this.#fill = fill;
    this.#header = header;
  }

  next(): Buffer {
    const { minBytes, spread = 0, stamped = false } = this.#fill;
    const number = this.#number++;
    const length = minBytes + (spread === 0 ? 0 : (number * 7919) % spread);
    const connection = number % CONNECTIONS;
    const streamOffset = this.#offsets[connection] ?? 0;
    this.#offsets[connection] = streamOffset + length;
    if (stamped) {
      for (let at = 0; at + 8 <= this.#payload.length; at += STAMP_EVERY) {
        this.#payload.writeBigUInt64LE(BigInt(number), at);
      }
    }
    const fields: SampleFields = {
      ...this.#header,
      ktime_boot_ns: 0,
      cgroup_id: number,
      connection_cpu: connection,
      stream_offset: streamOffset,
    };
    return encodeSample(fields, this.#payload.subarray(0, length));
  }
}
