// SPDX-License-Identifier: Apache-2.0
// fuzz.tool.cjs [COUNT [SEED [NUMBER]]]: plants secrets in COUNT texts and looks whether any survives; with NUMBER that one
// alone. Fails when one does, or when a scanner breaks what it promises.
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { check } from './check.ts';
import { Failures } from './failures.ts';
import { makeInput, shownInput } from './input.ts';

const PROGRESS_INPUTS = 100_000;

function main([count = '2000000', seed = String(Date.now() % 1_000_000), number]: readonly string[]): boolean {
  const create = createScannerFactory([]);
  if (number !== undefined) {
    const input = makeInput(Number(seed), Number(number));
    const failure = check(input, create);
    process.stdout.write(`${input.kind}\n${shownInput(input)}\n${JSON.stringify(input.delivery)}\n`);
    process.stdout.write(failure === undefined ? 'masked\n' : `${failure.what}: ${failure.details}\n`);
    return failure === undefined;
  }
  const failures = new Failures(create);
  const startMillis = performance.now();
  const total = Number(count);
  for (let from = 0; from < total; from += PROGRESS_INPUTS) {
    failures.checkAll(Number(seed), from, Math.min(total, from + PROGRESS_INPUTS));
    const seconds = ((performance.now() - startMillis) / 1000).toFixed(0);
    process.stderr.write(
      `fuzz: ${Math.min(total, from + PROGRESS_INPUTS)} inputs, ${failures.count} failures, ${seconds} s\n`,
    );
  }
  for (const text of failures.report()) process.stdout.write(`${text}\n`);
  process.stdout.write(`seed ${seed}: ${total} inputs, ${failures.count} failures\n`);
  return failures.count === 0;
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
