// SPDX-License-Identifier: Apache-2.0
// redaction.tool.cjs [PART [WORD]]: what redaction costs; PART is one of the table below, WORD a part of a row's name.
import { measureScan } from './redaction/scan.ts';
import { type BenchText, HOSTILE_TEXTS, ORDINARY, PLAIN } from './redaction/texts.ts';
import { markdownTable } from './table.ts';

/** Prints the rows whose name has the word; false when a bound is not kept. */
type BenchPart = (has: (name: string) => boolean) => boolean;

const verdict = (isKept: boolean): string => (isKept ? 'kept' : 'NOT KEPT');

function print(title: string, head: readonly string[], cells: readonly (readonly string[])[]): void {
  process.stdout.write(`${title}\n${markdownTable(head, cells)}\n\n`);
}

function scan(texts: readonly BenchText[], has: (name: string) => boolean): boolean {
  const rows = texts.filter(({ name }) => has(name)).map((text) => measureScan(text));
  const isKept = ({ ratio, bound }: (typeof rows)[number]): boolean => ratio <= bound.ratio;
  print(
    'The scanner alone, CPU',
    ['text', 'ns a byte', 'ratio', 'to', 'at most', 'bound'],
    rows.map((row) => [
      row.name,
      row.nanosPerByte.toFixed(2),
      row.ratio.toFixed(1),
      row.bound.to,
      String(row.bound.ratio),
      verdict(isKept(row)),
    ]),
  );
  return rows.every(isKept);
}

const PARTS: Readonly<Record<string, BenchPart>> = {
  scan: (has) => scan([...ORDINARY, PLAIN], has),
  hostile: (has) => scan(HOSTILE_TEXTS, has),
};

function main([wanted, word = '']: readonly string[]): boolean {
  const parts = Object.entries(PARTS).filter(([name]) => wanted === undefined || name === wanted);
  if (parts.length === 0) throw new Error(`PART is one of ${Object.keys(PARTS).join(', ')}`);
  const has = (name: string): boolean => name.toLowerCase().includes(word.toLowerCase());
  // All run, whatever fails.
  return parts.map(([, run]) => run(has)).every(Boolean);
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
