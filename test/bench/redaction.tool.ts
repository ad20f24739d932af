// SPDX-License-Identifier: Apache-2.0
// redaction.tool.cjs [PART [WORD]]: what redaction costs; PART is one of the table below, WORD a part of a row's name.
import { IDLE, IDLE_BOUND_BYTES, idleBytes } from '../unit/redact/idle/idle-bytes.ts';
import { CONNECTIONS, HOSTILE_CONNECTIONS } from './redaction/connections.ts';
import { GROWTH_BOUND, MIB, measureGrowth, RULES_BOUND, SIZES } from './redaction/growth.ts';
import { measureHostile, measurePipeline } from './redaction/pipeline.ts';
import { measureScan } from './redaction/scan.ts';
import { type BenchText, EVERYDAY_TEXT, HOSTILE_TEXTS, ORDINARY } from './redaction/texts.ts';
import { markdownTable } from './table.ts';

/** Prints the rows whose name has the word; false when a bound is not kept. */
type BenchPart = (has: Has) => boolean;
type Has = (name: string) => boolean;

const IDLE_CONNECTIONS = 50_000;

const verdict = (isKept: boolean): string => (isKept ? 'kept' : 'NOT KEPT');

function print(title: string, head: readonly string[], cells: readonly (readonly string[])[]): void {
  process.stdout.write(`${title}\n${markdownTable(head, cells)}\n\n`);
}

function scan(texts: readonly BenchText[], has: Has): boolean {
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

function pipeline(has: Has): boolean {
  const rows = CONNECTIONS.filter(({ name }) => has(name)).map(measurePipeline);
  const isKept = ({ ratio, bound }: (typeof rows)[number]): boolean => ratio <= bound;
  print(
    'From the ring to the bytes of OTLP with spans, CPU a record',
    ['connection', 'raw us', 'redact us', 'ratio', 'at most', 'bound'],
    rows.map((row) => [
      row.name,
      (row.rawNanos / 1000).toFixed(1),
      (row.redactNanos / 1000).toFixed(1),
      row.ratio.toFixed(2),
      String(row.bound),
      verdict(isKept(row)),
    ]),
  );
  return rows.every(isKept);
}

function hostileHeads(has: Has): boolean {
  const rows = HOSTILE_CONNECTIONS.filter(({ name }) => has(name)).map(measureHostile);
  const isKept = ({ ratio, bound }: (typeof rows)[number]): boolean => ratio <= bound;
  print(
    'What redact mode costs more than raw mode, CPU a byte of decoded header blocks beside everyday text',
    ['connection', 'ns a byte', 'ratio', 'at most', 'bound'],
    rows.map((row) => [
      row.name,
      row.nanosPerByte.toFixed(2),
      row.ratio.toFixed(1),
      String(row.bound),
      verdict(isKept(row)),
    ]),
  );
  return rows.every(isKept);
}

function growth(has: Has): boolean {
  const rows = measureGrowth(has);
  const isKept = (row: (typeof rows)[number]): boolean => row.growth <= GROWTH_BOUND && (row.ratio ?? 0) <= RULES_BOUND;
  print(
    'The scanner alone, CPU nanoseconds a byte the longer a text is',
    ['text', ...SIZES.map((size) => `${size / MIB} MiB`), 'growth', 'at most', 'ratio', 'at most', 'bound'],
    rows.map((row) => [
      row.name,
      ...row.nanosPerByte.map((nanos) => nanos.toFixed(2)),
      row.growth.toFixed(2),
      String(GROWTH_BOUND),
      row.ratio?.toFixed(1) ?? '',
      row.ratio === undefined ? '' : String(RULES_BOUND),
      verdict(isKept(row)),
    ]),
  );
  return rows.every(isKept);
}

function idle(has: Has): boolean {
  const rows = Object.entries(IDLE)
    .filter(([name]) => has(name))
    .map(([name, traffic]) => ({ name, bytes: idleBytes(traffic(), IDLE_CONNECTIONS) }));
  const isKept = ({ bytes }: (typeof rows)[number]): boolean => bytes <= IDLE_BOUND_BYTES;
  print(
    `What redaction keeps of ${IDLE_CONNECTIONS} idle connections`,
    ['connection', 'bytes a direction', 'at most', 'bound'],
    rows.map((row) => [row.name, row.bytes.toFixed(0), String(IDLE_BOUND_BYTES), verdict(isKept(row))]),
  );
  return rows.every(isKept);
}

const PARTS: Readonly<Record<string, BenchPart>> = {
  scan: (has) => scan([...ORDINARY, EVERYDAY_TEXT], has),
  pipeline,
  hostile: (has) => [scan(HOSTILE_TEXTS, has), hostileHeads(has)].every(Boolean),
  growth,
  idle,
};

function main([wanted, word = '']: readonly string[]): boolean {
  const parts = Object.entries(PARTS).filter(([name]) => wanted === undefined || name === wanted);
  if (parts.length === 0) throw new Error(`PART is one of ${Object.keys(PARTS).join(', ')}`);
  const has = (name: string): boolean => name.toLowerCase().includes(word.toLowerCase());
  // All run, whatever fails.
  return parts.map(([, run]) => run(has)).every(Boolean);
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
