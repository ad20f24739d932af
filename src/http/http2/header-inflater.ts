// SPDX-License-Identifier: Apache-2.0
import type { DecodedField } from '../part.ts';

/** Limits of one header block: its bytes on the wire, its fields, and the bytes of their names and values. */
export const MAX_BLOCK_BYTES = 64 * 1024;
export const MAX_FIELDS = 256;
export const MAX_DECODED_BYTES = 64 * 1024;
/**
 * Of all blocks of one push, the same as `headBytes` counts: so much, and so much more for each byte of the push. A byte on
 * the wire can stand for a field of any length; an ordinary head is 13 bytes that stand for 500.
 */
export const PUSH_DECODED_BYTES = 32 * 1024;
export const DECODED_BYTES_OF_A_BYTE = 32;
/** What an entry of a header list costs besides its bytes (RFC 9113, 10.5.1). */
export const FIELD_OVERHEAD_BYTES = 32;

/** The HPACK state of one direction of a connection (RFC 7541). */
export interface HeaderInflater extends Disposable {
  /**
   * The fields of a whole header block, or why there are none. `over`: they take more than `room`, and what comes after
   * can be decoded; else it can't.
   * @param block at most MAX_BLOCK_BYTES
   * @param room of the fields: their bytes, and FIELD_OVERHEAD_BYTES each
   */
  inflate(block: Buffer, room: number): DecodedField[] | 'over' | 'limit' | 'malformed';
}
