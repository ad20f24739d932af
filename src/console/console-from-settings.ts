// SPDX-License-Identifier: Apache-2.0
import { Console } from './console.ts';
import { jsonLine } from './json.ts';
import { TABLE_HEAD, tableRow } from './table.ts';
import { gapsOf, type Terminal } from './terminal.ts';

const CLOSED = 'standard output is closed: KTLS_CONSOLE ends';
const BEHIND = 'the terminal is stopped or slow: KTLS_CONSOLE leaves records out until it takes them';

/**
 * The console that KTLS_CONSOLE asks for. Who reads a pipe gets every line, and capture waits for it; a terminal, which
 * anybody may stop (Ctrl-S), has nobody wait.
 */
export function consoleFromSettings(
  kind: 'none' | 'table' | 'json',
  onWarning: (message: string) => void,
  stream: Terminal = process.stdout,
): Console | undefined {
  if (kind === 'none') return undefined;
  const gaps = stream.isTTY ? gapsOf('records', () => onWarning(BEHIND)) : undefined;
  const closed = (): void => onWarning(CLOSED);
  return kind === 'table'
    ? new Console(stream, tableRow, TABLE_HEAD, closed, gaps)
    : new Console(stream, jsonLine, undefined, closed, gaps);
}
