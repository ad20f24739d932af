// SPDX-License-Identifier: Apache-2.0

/** Names and counts, without those that counted nothing. */
export const positive = (counts: Readonly<Record<string, number>>): [name: string, count: number][] =>
  Object.entries(counts).filter(([, count]) => count > 0);
