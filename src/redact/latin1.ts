// SPDX-License-Identifier: Apache-2.0

/** Bytes from index to index as text, a character each; empty if there are none. */
export const latin1Of = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('latin1');
