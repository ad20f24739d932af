// SPDX-License-Identifier: Apache-2.0
import type { Origin } from '../capture/event.ts';

/** `ktls_client[1234]` */
export function threadLabel({ comm, pid }: Origin): string {
  return `${printable(comm)}[${pid}]`;
}

/** A program names its own threads: their names too may hold controls. Each takes the place of one character. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
