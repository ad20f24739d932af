// SPDX-License-Identifier: Apache-2.0
// npm run faults [-- WORD]: runs each row whose name has the word, and prints what became of its records.
import { markdownTable } from '../bench/table.ts';
import { COLLECTOR_ROWS } from './collector-rows.ts';
import { HOST_ROWS, SPOOL_ROWS } from './host-rows.ts';
import type { Outcome } from './place.ts';

const COLUMNS = ['produced', 'lost', 'dropped', 'exported', 'left', 'arrived', 'twice'] as const;

const ROWS = [
  ...COLLECTOR_ROWS.map(({ name, run }) => ({ name: `the Collector ${name}`, run })),
  ...HOST_ROWS,
  ...SPOOL_ROWS,
];

async function main(word: string): Promise<void> {
  const cells: string[][] = [];
  for (const { name, run } of ROWS.filter((row) => row.name.includes(word))) {
    const startMillis = performance.now();
    const outcome = await run('full').catch(
      (error: unknown): Partial<Outcome> => ({ wrong: [error instanceof Error ? (error.stack ?? '') : String(error)] }),
    );
    const seconds = Math.round((performance.now() - startMillis) / 1000);
    const wrong = outcome.wrong ?? [];
    for (const what of wrong) console.error(`${name}: ${what}`);
    if (wrong.length > 0) process.exitCode = 1;
    const counts = COLUMNS.map((column) => String(outcome[column] ?? ''));
    cells.push([name, ...counts, wrong.length === 0 ? 'yes' : 'NO', `${seconds} s`]);
    console.error(cells.at(-1)?.join(' | '));
  }
  console.log(markdownTable(['fault', ...COLUMNS, 'balanced', 'took'], cells));
}

void main(process.argv[2] ?? '');
