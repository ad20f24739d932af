// SPDX-License-Identifier: Apache-2.0
import { aborted } from '../base/on-abort.ts';

type BufferedStream = NodeJS.WritableStream & { readonly writableLength: number };

/**
 * Resolves when all that was written to these streams is out or has failed, at the latest when `overdue` is aborted.
 * process.exit() throws away what the reader of a pipe has not taken yet. Never rejects.
 */
export async function written(streams: readonly BufferedStream[], overdue: AbortSignal): Promise<void> {
  await Promise.race([Promise.all(streams.map(emptied)), aborted(overdue)]);
}

/** Errors that nobody listens to would end the process, when all that is wrong is that its reader has gone. */
export function surviveErrors(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) stream.on('error', () => {});
}

// Writes are done in their order, and one that fails calls back too.
function emptied(stream: BufferedStream): Promise<void> {
  if (stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => void stream.write('', () => resolve()));
}
