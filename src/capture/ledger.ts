// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { LIBBPF } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';
import { COUNTERS, FILTER_REASONS } from './counters.ts';

/** KTLS_LEDGER_BYTES; a test compares it with the object's BTF. */
export const LEDGER_BYTES = 128;

/** Numbers of 64 bits, behind that of the layout. The first two stand there in every version. */
const FIELDS = [
  'startedUnixNanos',
  'restUnixNanos',
  'takenOver',
  'unshown',
  'dropped',
  'exported',
  'sending',
  'unmarked',
] as const;

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

/** The map `ledger`, which has one entry. Each write is whole: SIGKILL waits until the system call has ended. */
export class Ledger {
  readonly #value = Buffer.alloc(LEDGER_BYTES);
  readonly #update: PreparedCall;
  readonly #lookup: PreparedCall;

  constructor(mapFd: number) {
    const key = { type: 'pointer', value: Buffer.alloc(4) } as const;
    const value = { type: 'pointer', value: this.#value } as const;
    const map = { type: 'int', value: mapFd } as const;
    // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
    this.#update = new PreparedCall(LIBBPF, 'bpf_map_update_elem', [map, key, value, { type: 'address', value: 0n }]);
    // int bpf_map_lookup_elem(int fd, const void *key, void *value)
    this.#lookup = new PreparedCall(LIBBPF, 'bpf_map_lookup_elem', [map, key, value]);
  }

  /** Throws NativeError. */
  write(entry: LedgerEntry): void {
    this.#value.writeBigUInt64LE(LAYOUT, 0);
    for (const [index, name] of FIELDS.entries()) this.#value.writeBigUInt64LE(BigInt(entry[name]), 8 * (index + 1));
    checkNegative('bpf_map_update_elem', this.#update.call());
  }

  /** Of what another version has written, only when that run began. Throws NativeError. */
  read(): LedgerEntry | Pick<LedgerEntry, 'startedUnixNanos'> {
    checkNegative('bpf_map_lookup_elem', this.#lookup.call());
    const nanos = (index: number): bigint => this.#value.readBigUInt64LE(8 * (index + 1));
    const startedUnixNanos = nanos(0);
    if (this.#value.readBigUInt64LE(0) !== LAYOUT) return { startedUnixNanos };
    const count = (name: (typeof FIELDS)[number]): number => Number(nanos(FIELDS.indexOf(name)));
    return {
      startedUnixNanos,
      restUnixNanos: nanos(1),
      takenOver: count('takenOver'),
      unshown: count('unshown'),
      dropped: count('dropped'),
      exported: count('exported'),
      sending: count('sending'),
      unmarked: count('unmarked'),
    };
  }
}
