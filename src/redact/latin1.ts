// SPDX-License-Identifier: Apache-2.0

/** Bytes from index to index as text, a character each; empty if there are none. */
export const latin1Of = (bytes: Buffer, start: number, end: number): string =>
  start < end ? bytes.toString('latin1', start, end) : '';
