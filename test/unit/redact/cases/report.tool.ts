// SPDX-License-Identifier: Apache-2.0
// report.tool.ts [--count] [--all] [--leaks] [--cuts] [WORD...]: a line for each row that is not as it must be, of those
// whose kind and name have all these words. --count counts them by kind; --all says all ways in which a row fails;
// --leaks leaves out what is hidden and should be shown; --cuts tries all places too.
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { type Fault, faultOf, render, type Trial, trialsOfMasked, trialsOfShown, verdictsOf } from './check.ts';
import { MASKED } from './kinds.ts';
import { SHOWN } from './shown.ts';

const LONGEST_LINE = 500;
const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith('--')).map((word) => word.toLowerCase());
const [withCuts, onlyCounts, all, onlyLeaks] = ['--cuts', '--count', '--all', '--leaks'].map((option) =>
  options.includes(option),
);
const createScanner = createScannerFactory([]);

interface Failure extends Fault {
  isPlain: boolean;
  line: string;
}

const isWanted = (kind: string, name: string): boolean =>
  words.every((word) => `${kind} | ${name}`.toLowerCase().includes(word));

function failureOf(trial: Trial): Failure | undefined {
  const { bytes, nesting, look } = trial;
  const whole = verdictsOf(createScanner(), [bytes]);
  const shown = render(bytes, whole, (rule) => `[${rule}]`);
  const fault = faultOf(trial, whole) ?? (withCuts ? faultOfCuts(bytes, shown) : undefined);
  if (fault === undefined || (onlyLeaks && fault.kind === 'hides')) return undefined;
  const parts = [nesting.name, look ?? '-', `${fault.kind} ${JSON.stringify(fault.text)}`, JSON.stringify(shown)];
  return { ...fault, isPlain: nesting.name === 'plain', line: parts.join(' | ') };
}

function faultOfCuts(bytes: Buffer, shown: string): Fault | undefined {
  const byteByByte = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const inTwo = Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  for (const pieces of [byteByByte, ...inTwo.slice(1)]) {
    const other = render(bytes, verdictsOf(createScanner(), pieces), (rule) => `[${rule}]`);
    const [first] = pieces;
    if (other !== shown) return { kind: 'cut', text: `after ${first?.length} bytes: ${other}` };
  }
  return undefined;
}

const totals = { rows: 0, failed: 0, leaks: 0, nested: 0, hides: 0 };
function report(kind: string, rows: readonly { name: string; trials: Trial[] }[]): void {
  const counts = { failed: 0, leaks: 0, nested: 0, hides: 0 };
  for (const { name, trials } of rows) {
    const failures = trials.flatMap((trial) => failureOf(trial) ?? []);
    const leaks = failures.filter((failure) => failure.kind !== 'hides');
    const [first = failures[0]] = leaks;
    if (first === undefined) continue;
    counts.failed++;
    counts[first.kind === 'hides' ? 'hides' : first.isPlain ? 'leaks' : 'nested']++;
    if (onlyCounts) continue;
    for (const { line } of all ? failures : [first])
      console.log(`${kind} | ${name} | ${failures.length} of ${trials.length} | ${line}`.slice(0, LONGEST_LINE));
  }
  const { failed, leaks, nested, hides } = counts;
  const columns = [failed, rows.length, leaks, nested, hides].map((count) => String(count).padStart(6));
  if (onlyCounts) console.log(`${columns.join('')}  ${kind}`);
  totals.rows += rows.length;
  totals.failed += failed;
  totals.leaks += leaks;
  totals.nested += nested;
  totals.hides += hides;
}

if (onlyCounts) console.log('failed of ... leaks nested hides');
let seed = 0;
for (const [kind, rows] of Object.entries(MASKED)) {
  const numbered = rows.map((row) => ({ row, seed: seed++ }));
  const wanted = numbered.filter(({ row }) => isWanted(kind, row.name));
  report(
    kind,
    wanted.map(({ row, seed }) => ({ name: row.name, trials: trialsOfMasked(row, seed) })),
  );
}
report(
  'shown',
  SHOWN.filter(({ name }) => isWanted('shown', name)).map((row) => ({ name: row.name, trials: trialsOfShown(row) })),
);
console.log(
  `${totals.failed} of ${totals.rows} rows fail: ${totals.leaks} leak as they are, ${totals.nested} one level deeper or when cut, ${totals.hides} hide what is no secret`,
);
