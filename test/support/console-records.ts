// SPDX-License-Identifier: Apache-2.0
import { consoleRecords } from './console-calls.ts';

/** What KTLS_CONSOLE=json prints of a data record, as far as tests look at it. */
export interface DataLine {
  'ktls.connection.id': string;
  'ktls.connection.partial': boolean;
  'ktls.direction': 'TX' | 'RX';
  'ktls.stream.offset': number;
  'ktls.stream.missed'?: number;
  'ktls.stream.concurrent'?: true;
  'ktls.call.offset'?: number;
  'ktls.length': number;
  'ktls.captured_length': number;
  'ktls.truncated': boolean;
  'network.local.port': number;
  'network.peer.port': number;
  'process.pid': number;
}

/** The same of a connection record. */
export interface ConnectionLine {
  'ktls.connection.id': string;
  'ktls.connection.state': 'open' | 'close';
  'ktls.connection.partial': boolean;
  'ktls.connection.duration'?: number;
  'ktls.connection.tx.bytes'?: number;
  'ktls.connection.rx.bytes'?: number;
  'ktls.connection.tx.calls'?: number;
  'ktls.connection.rx.calls'?: number;
  'ktls.connection.close_reason'?: string;
  'network.local.port': number;
  'network.peer.port': number;
  'process.pid': number;
}

export type Line = DataLine | ConnectionLine;

export function isConnection(line: Line): line is ConnectionLine {
  return 'ktls.connection.state' in line;
}

/** All lines in their order. */
export function linesOf(stdout: string): Line[] {
  return consoleRecords(stdout) as unknown[] as Line[];
}

export function dataLines(lines: readonly Line[]): DataLine[] {
  return lines.filter((line): line is DataLine => !isConnection(line));
}

export function connectionLines(lines: readonly Line[]): ConnectionLine[] {
  return lines.filter(isConnection);
}
