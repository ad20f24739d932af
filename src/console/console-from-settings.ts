// SPDX-License-Identifier: Apache-2.0
import { Console } from './console.ts';
import { jsonLine } from './json.ts';
import { TABLE_HEAD, tableRow } from './table.ts';

/** The console that KTLS_CONSOLE asks for, on standard output. */
export function consoleFromSettings(kind: 'none' | 'table' | 'json', onClosed: () => void): Console | undefined {
  if (kind === 'none') return undefined;
  return kind === 'table'
    ? new Console(process.stdout, tableRow, TABLE_HEAD, onClosed)
    : new Console(process.stdout, jsonLine, undefined, onClosed);
}
