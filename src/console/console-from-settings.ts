// SPDX-License-Identifier: Apache-2.0
import { Console } from './console.ts';
import { jsonGap, jsonLine } from './json.ts';
import { TABLE_HEAD, tableRow } from './table.ts';
import { gapsOf, type Terminal } from './terminal.ts';

const CLOSED = 'standard output is closed: KTLS_CONSOLE ends';

export interface ConsoleOptions {
  /** Capture waits for who reads a pipe; else what the reader does not take is left out. */
  readonly hasPatience: boolean;
  readonly onWarning: (message: string) => void;
  readonly stream?: Terminal;
}

/** The console that KTLS_CONSOLE asks for. Anybody may stop a terminal (Ctrl-S), so nobody ever waits for one. */
export function consoleFromSettings(
  kind: 'none' | 'table' | 'json',
  { hasPatience, onWarning, stream = process.stdout }: ConsoleOptions,
): Console | undefined {
  if (kind === 'none') return undefined;
  const reader = stream.isTTY ? 'the terminal' : 'the reader of standard output';
  const behind = `${reader} is stopped or slow: KTLS_CONSOLE leaves records out until it takes them`;
  const allGaps = gapsOf(stream, 'records', () => onWarning(behind));
  const gaps = hasPatience && !stream.isTTY ? undefined : allGaps;
  const closed = (): void => onWarning(CLOSED);
  return kind === 'table'
    ? new Console(stream, tableRow, TABLE_HEAD, closed, gaps)
    : new Console(stream, jsonLine, undefined, closed, gaps && { ...gaps, line: jsonGap });
}
