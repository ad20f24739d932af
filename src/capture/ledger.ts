// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { LIBBPF } from '../ffi/libbpf.ts';
import { openLibc, PROT_READ, PROT_WRITE, pageBytes } from '../ffi/libc.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';
import { mapShared, unmapShared } from '../ffi/shared-memory.ts';
import { COUNTERS, FILTER_REASONS } from './counters.ts';

/** KTLS_LEDGER_BYTES; a test compares it with the object's BTF. */
export const LEDGER_BYTES = 256;

/** Numbers of 64 bits. */
const FIELDS = ['restUnixNanos', 'takenOver', 'unshown', 'dropped', 'exported', 'sending', 'unmarked'] as const;

/**
 * The layout's number and the start stand there in every version. Then a byte says which of two places for the other
 * numbers is the one: who is killed while the other is written leaves it.
 */
const AT = { layout: 0, startedUnixNanos: 8, place: 16, places: 24 } as const;
const PLACE_BYTES = 8 * FIELDS.length;

/** What a run has counted beside the kernel, of log records alone. */
export interface LedgerEntry {
  readonly startedUnixNanos: bigint;
  /** When all that was produced had its fate for the last time, as far as it was looked. */
  readonly restUnixNanos: bigint;
  /** As in the account. */
  readonly takenOver: number;
  readonly unshown: number;
  readonly dropped: number;
  readonly exported: number;
  /** Sent, and not acknowledged. */
  readonly sending: number;
  /** Exported or dropped, and in the spool as if they were not. */
  readonly unmarked: number;
}

/** Of this and of the counters: what another version has left is not taken for what it is not. */
const LAYOUT = createHash('sha256')
  .update(JSON.stringify([COUNTERS, FILTER_REASONS, FIELDS]))
  .digest()
  .readBigUInt64LE();

/** The map `ledger`, which has one entry, in this process's memory. Disposing gives the memory back. */
export class Ledger implements Disposable {
  readonly #mapFd: number;
  #memory: Buffer | undefined;

  constructor(mapFd: number) {
    this.#mapFd = mapFd;
  }

  /** Whole or not at all, whenever the process is killed. Throws NativeError. */
  write(entry: LedgerEntry): void {
    this.#memory ??= mapShared(openLibc(), pageBytes(), PROT_READ | PROT_WRITE, this.#mapFd, 0);
    const memory = this.#memory;
    const place = 1 - (memory[AT.place] ?? 0);
    const start = AT.places + place * PLACE_BYTES;
    for (const [index, name] of FIELDS.entries()) memory.writeBigUInt64LE(BigInt(entry[name]), start + 8 * index);
    memory.writeBigUInt64LE(entry.startedUnixNanos, AT.startedUnixNanos);
    memory.writeBigUInt64LE(LAYOUT, AT.layout);
    memory[AT.place] = place;
  }

  /** Of what another version has written, only when that run began. Throws NativeError. */
  read(): LedgerEntry | Pick<LedgerEntry, 'startedUnixNanos'> {
    const value = Buffer.alloc(LEDGER_BYTES);
    // int bpf_map_lookup_elem(int fd, const void *key, void *value)
    const lookup = new PreparedCall(LIBBPF, 'bpf_map_lookup_elem', [
      { type: 'int', value: this.#mapFd },
      { type: 'pointer', value: Buffer.alloc(4) },
      { type: 'pointer', value },
    ]);
    checkNegative('bpf_map_lookup_elem', lookup.call());
    const startedUnixNanos = value.readBigUInt64LE(AT.startedUnixNanos);
    if (value.readBigUInt64LE(AT.layout) !== LAYOUT) return { startedUnixNanos };
    const start = AT.places + (value[AT.place] === 1 ? PLACE_BYTES : 0);
    const nanos = (name: (typeof FIELDS)[number]): bigint => value.readBigUInt64LE(start + 8 * FIELDS.indexOf(name));
    const count = (name: (typeof FIELDS)[number]): number => Number(nanos(name));
    return {
      startedUnixNanos,
      restUnixNanos: nanos('restUnixNanos'),
      takenOver: count('takenOver'),
      unshown: count('unshown'),
      dropped: count('dropped'),
      exported: count('exported'),
      sending: count('sending'),
      unmarked: count('unmarked'),
    };
  }

  [Symbol.dispose](): void {
    if (this.#memory === undefined) return;
    unmapShared(openLibc(), this.#memory);
    this.#memory = undefined;
  }
}
