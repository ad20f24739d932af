// SPDX-License-Identifier: Apache-2.0
import { type Gaps, Output, type OutputStream } from './output.ts';

export interface Terminal extends OutputStream {
  readonly isTTY?: boolean;
  /** Of Node's own streams: a handle of libuv's. */
  readonly _handle?: { setBlocking?(isBlocking: boolean): unknown } | null;
}

/**
 * Node waits in each write until a terminal has taken all of it: one that is stopped (Ctrl-S) would stop the process. From
 * now on what a terminal does not take gathers in its stream, as with a pipe. It is put back at the process's end, since
 * others may share it, but not where something is still to be written: the end would wait for that.
 */
export function waitForNoTerminal(streams: readonly Terminal[]): void {
  for (const stream of streams) {
    const { isTTY, _handle: handle } = stream;
    if (!isTTY || !handle?.setBlocking) continue;
    handle.setBlocking(false);
    process.once('exit', () => {
      if (stream.writableLength === 0) handle.setBlocking?.(true);
    });
  }
}

/** Waits for the reader of a pipe: some ten thousand records. A terminal would show them long after they came. */
const MAX_PIPE_BYTES = 8 * 1024 * 1024;

/** What is left out for a reader that does not take it; `noun` says what that is. */
export function gapsOf(stream: Terminal, noun: string, begins: () => void = () => {}): Gaps {
  const reader = stream.isTTY ? 'the terminal' : 'the reader';
  return {
    maxBytes: stream.isTTY ? stream.writableHighWaterMark : MAX_PIPE_BYTES,
    begins,
    line: (count) => `... ${noun} left out, since ${reader} did not take them: ${count}`,
  };
}

/** Writes lines of the own log. A reader that takes none of them costs the lines, and no memory. */
export function logWriter(stream: Terminal): (line: string) => void {
  const output = new Output(stream, gapsOf(stream, 'lines of the log'));
  return (line) => output.write(line);
}
