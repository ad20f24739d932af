// SPDX-License-Identifier: Apache-2.0
// Prints a console's lines: printer.tool.cjs LINES patient|overdue. It begins when standard input ends, reports on
// file 3, and ends like the service.
import { writeSync } from 'node:fs';
import { Console } from '../../../src/console/console.ts';
import { surviveErrors, written } from '../../../src/console/written.ts';
import { recordOf } from './records.ts';

const REPORTS = 3;
const say = (line: string): void => void writeSync(REPORTS, `${line}\n`);

async function main(lines: number, isOverdue: boolean): Promise<void> {
  const outputs = [process.stdout, process.stderr];
  surviveErrors(outputs);
  for await (const _ of process.stdin);
  process.stderr.write('begins\n');
  let next = 0;
  const console = new Console(
    process.stdout,
    () => String(next++).padStart(63, '0'),
    undefined,
    () => say('closed'),
  );
  const record = recordOf('');
  let resume = (): void => {};
  console.onRoom(() => resume());
  let mostBuffered = 0;
  for (let i = 0; i < lines; i++) {
    console.write(record);
    mostBuffered = Math.max(mostBuffered, process.stdout.writableLength);
    if (console.hasRoom()) continue;
    const room = new Promise<void>((resolve) => (resume = resolve));
    say('waits');
    await room;
  }
  say(`most ${mostBuffered}`);
  say(`left ${process.stdout.writableLength}`);
  await written(outputs, isOverdue ? AbortSignal.abort() : new AbortController().signal);
  process.exit(0);
}

void main(Number(process.argv[2]), process.argv[3] === 'overdue');
