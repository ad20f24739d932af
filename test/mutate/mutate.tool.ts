// SPDX-License-Identifier: Apache-2.0
// npm run mutate: see run.sh.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { draw } from './draw.ts';
import { EQUIVALENT, isSame } from './equivalent.ts';
import { findPlaces, mutate, type Place } from './places.ts';
import { endRuns, measure, type Outcome, runChanged, type TestFile, testsOf } from './test-files.ts';

/** A ring and maps are the kernel's, so that what reads them is tested with root too. */
const NATIVE: Readonly<Record<string, readonly string[]>> = { capture: ['test/native/ring', 'test/native/capture'] };

/**
 * Tests that a change is not tried on, for they repeat what others do at every place of a text, and a survivor takes all
 * tests: what they alone would find is told as a survivor.
 */
const LEFT_OUT: Readonly<Record<string, RegExp>> = { redact: /corpus\/any-place-/ };

type Verdict = 'killed' | 'survived' | 'equivalent' | 'killed, and listed as equivalent';

interface Row {
  folder: string;
  all: number;
  places: number;
  killed: number;
  equivalent: number;
  survived: number;
}

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    places: { type: 'string', default: '40' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
  },
});
const count = Number(values.places);
const from = Number(values.from);
const workers = Number(values.workers);
const wrong = folders.length === 0 || !Number.isSafeInteger(count) || !(count > 0) || !(from > 0) || !(workers > 0);
if (wrong) {
  console.error('usage: npm run mutate -- FOLDER... [--places 40] [--from 1] [--seed TEXT] [--workers 2] [--list]');
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endRuns();
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  let isClean = true;
  for (const folder of folders) {
    const sources = sourcesOf(folder);
    const all = sources.flatMap((file) => findPlaces(file, readFileSync(file, 'utf8')));
    const drawn = draw(all, count, `${folder}${values.seed}`).slice(from - 1);
    for (const entry of EQUIVALENT) {
      const isHere = sources.includes(entry.file) || !existsSync(entry.file);
      if (!isHere || all.some((place) => isSame(entry, place))) continue;
      console.log(`listed as equivalent, and no place: ${entry.file}: ${entry.before}`);
      isClean = false;
    }
    if (values.list) {
      for (const place of drawn) console.log(describe(place));
      continue;
    }
    const verdicts = await judgeAll(drawn, await measure(testFoldersOf(folder), LEFT_OUT[folder]));
    const number = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length;
    const lies = number('killed, and listed as equivalent');
    const survived = number('survived');
    rows.push({
      folder,
      all: all.length,
      places: drawn.length,
      killed: number('killed') + lies,
      equivalent: number('equivalent'),
      survived,
    });
    isClean &&= lies === 0 && survived === 0;
  }
  if (rows.length > 0) printTable(rows);
  process.exitCode = isClean ? 0 : 1;
}

function sourcesOf(folder: string): string[] {
  const root = folder === 'config' ? folder : join('src', folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(root, name))
    .sort();
}

function testFoldersOf(folder: string): string[] {
  const unit = join('test/unit', folder);
  const native = NATIVE[folder]?.filter((path) => existsSync(path)) ?? [];
  if (process.getuid?.() === 0 || native.length === 0) return [unit, ...native];
  console.error(`mutate: without root the tests of ${native.join(', ')} are left out`);
  return [unit];
}

async function judgeAll(places: readonly Place[], tests: readonly TestFile[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...places];
  const work = async (worker: number): Promise<void> => {
    for (let place = left.shift(); place; place = left.shift()) {
      const { verdict, by } = await judge(place, tests, `worker-${worker}`);
      verdicts.push(verdict);
      console.log(`${verdict}: ${describe(place)}${by}`);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return verdicts;
}

async function judge(
  place: Place,
  tests: readonly TestFile[],
  folder: string,
): Promise<{ verdict: Verdict; by: string }> {
  const isListed = EQUIVALENT.some((entry) => isSame(entry, place));
  const changed = { file: place.file, text: mutate(readFileSync(place.file, 'utf8'), place) };
  for (const test of testsOf(place.file, tests)) {
    const outcome: Outcome = await runChanged(test, changed, folder);
    if (outcome === 'passed') continue;
    return { verdict: isListed ? 'killed, and listed as equivalent' : 'killed', by: `\n    ${outcome}: ${test.file}` };
  }
  return { verdict: isListed ? 'equivalent' : 'survived', by: '' };
}

function describe({ file, lineNumber, operator, before, after }: Place): string {
  return `${file}:${lineNumber}, ${operator}\n    ${before}\n    ${after}`;
}

function printTable(rows: readonly Row[]): void {
  console.log('\nfolder      all places  drawn  killed  equivalent  survived');
  for (const { folder, all, places, killed, equivalent, survived } of rows) {
    const numbers = [
      [all, 10],
      [places, 5],
      [killed, 6],
      [equivalent, 10],
      [survived, 8],
    ] as const;
    const columns = numbers.map(([number, width]) => String(number).padStart(width));
    console.log(`${folder.padEnd(10)}  ${columns.join('  ')}`);
  }
}

void main();
