// SPDX-License-Identifier: Apache-2.0
import type { DecodedField } from '../part.ts';

/** Limits of one header block: its bytes on the wire, its fields, and the bytes of their names and values. */
export const MAX_BLOCK_BYTES = 64 * 1024;
export const MAX_FIELDS = 256;
export const MAX_DECODED_BYTES = 64 * 1024;
/** Of all blocks of one push, the same as `headBytes` counts: a byte on the wire can stand for a field of any length. */
export const MAX_PUSH_DECODED_BYTES = 1024 * 1024;

/** The HPACK state of one direction of a connection (RFC 7541). */
export interface HeaderInflater extends Disposable {
  /**
   * The fields of a whole header block, or why there are none: then what comes after can't be decoded either.
   * @param block at most MAX_BLOCK_BYTES
   */
  inflate(block: Buffer): DecodedField[] | 'limit' | 'malformed';
}
