// SPDX-License-Identifier: Apache-2.0
import type { LaneMeasurement } from './lane.ts';
import type { Kind } from './messages.ts';

export interface Row extends LaneMeasurement {
  kind: Kind;
  /** Records a second that were produced, and all exported. */
  rate: number;
  /** At full speed. */
  cpuMicrosPerRecord: number;
}

const NAMES: Record<Kind, string> = { ours: 'ktls-otel', stock: 'OpenTelemetry JS' };
const HEAD = ['pipeline', 'records/s', 'produced', 'lost', 'dropped', 'exported', 'CPU us/record', 'memory MB'];

export function table(rows: readonly Row[], ratio: number): string {
  const cells = rows.map((row) => [
    NAMES[row.kind],
    String(row.rate),
    String(row.produced),
    String(row.lost),
    String(row.dropped),
    String(row.exported),
    row.cpuMicrosPerRecord.toFixed(1),
    (row.maxRssBytes / 1e6).toFixed(0),
  ]);
  return `${markdownTable(HEAD, cells)}\nCPU per record, ktls-otel to OpenTelemetry JS: ${ratio.toFixed(2)}\n`;
}

/** The first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], cells: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}
