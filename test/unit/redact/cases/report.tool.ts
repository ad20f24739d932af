// SPDX-License-Identifier: Apache-2.0
// report.tool.ts [--count] [--all] [--leaks] [--cuts|--late|--losses|--ends] [--seeds=N] [WORD...]: a line for each row that
// is not as it must be, of those whose kind and name have all these words. --count counts them by kind; --all says all ways
// in which a row fails; --leaks leaves out what is hidden and should be shown. Without another delivery the text comes
// whole. --seeds=N tries each row with N secrets of each look: the first are those of the test.
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { type Fault, render, type Trial, trialsOfMasked, trialsOfShown, verdictsOf } from './check.ts';
import { faultOfCuts, faultOfEnds, faultOfLateness, faultOfLosses, faultOfWhole, mark } from './deliveries.ts';
import { MASKED } from './kinds.ts';
import type { MaskedRow } from './row.ts';
import { SHOWN } from './shown.ts';

const LONGEST_LINE = 500;
const DELIVERIES = { cuts: faultOfCuts, late: faultOfLateness, losses: faultOfLosses, ends: faultOfEnds };

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith('--')).map((word) => word.toLowerCase());
const [onlyCounts, all, onlyLeaks] = ['--count', '--all', '--leaks'].map((option) => options.includes(option));
const [faultIn = faultOfWhole] = Object.entries(DELIVERIES)
  .filter(([name]) => options.includes(`--${name}`))
  .map(([, fault]) => fault);
const seeds = Number(options.find((option) => option.startsWith('--seeds='))?.split('=')[1] ?? 1);
const createScanner = createScannerFactory([]);

interface Failure extends Fault {
  isPlain: boolean;
  line: string;
}

interface Counts {
  rows: number;
  leaks: number;
  nested: number;
  hides: number;
}

const isWanted = (kind: string, name: string): boolean =>
  words.every((word) => `${kind} | ${name}`.toLowerCase().includes(word));

function failureOf(trial: Trial): Failure | undefined {
  const { bytes, nesting, look } = trial;
  const fault = faultIn(trial, createScanner);
  if (fault === undefined || (onlyLeaks && fault.kind === 'hides')) return undefined;
  const shown = render(bytes, verdictsOf(createScanner(), [bytes]), mark);
  const parts = [nesting.name, look ?? '-', `${fault.kind} ${JSON.stringify(fault.text)}`, JSON.stringify(shown)];
  return { ...fault, isPlain: nesting.name === 'plain', line: parts.join(' | ') };
}

function report(kind: string, rows: readonly { name: string; trials(): Trial[] }[]): Counts {
  const counts = { rows: rows.length, leaks: 0, nested: 0, hides: 0 };
  for (const { name, trials: trialsOf } of rows) {
    const trials = trialsOf();
    const failures = trials.flatMap((trial) => failureOf(trial) ?? []);
    const leaks = failures.filter((failure) => failure.kind !== 'hides');
    const [first = failures[0]] = leaks;
    if (first === undefined) continue;
    counts[first.kind === 'hides' ? 'hides' : first.isPlain ? 'leaks' : 'nested']++;
    if (onlyCounts) continue;
    for (const { line } of all ? failures : [first])
      console.log(`${kind} | ${name} | ${failures.length} of ${trials.length} | ${line}`.slice(0, LONGEST_LINE));
  }
  if (onlyCounts) print(counts, kind);
  return counts;
}

function print({ rows, leaks, nested, hides }: Counts, name: string): void {
  console.log(
    `${[leaks + nested + hides, rows, leaks, nested, hides].map((n) => String(n).padStart(7)).join('')}  ${name}`,
  );
}

if (onlyCounts) console.log('   fail     of  plain nested  hides');
const trialsOfRounds = (row: MaskedRow): Trial[] =>
  Array.from({ length: seeds }, (_, round) => trialsOfMasked(row, round)).flat();
const reports = Object.entries(MASKED).map(([kind, rows]) => {
  const wanted = (rows as readonly MaskedRow[]).filter(({ name }) => isWanted(kind, name));
  return report(
    kind,
    wanted.map((row) => ({ name: row.name, trials: () => trialsOfRounds(row) })),
  );
});
const wanted = SHOWN.filter(({ name }) => isWanted('shown', name));
reports.push(
  report(
    'shown',
    wanted.map((row) => ({ name: row.name, trials: () => trialsOfShown(row) })),
  ),
);
const sum = (count: keyof Counts): number => reports.reduce((total, counts) => total + counts[count], 0);
print({ rows: sum('rows'), leaks: sum('leaks'), nested: sum('nested'), hides: sum('hides') }, 'all');
