// SPDX-License-Identifier: Apache-2.0
// differential.tool.cjs [COUNT [SEED]]: whatever the old scanner masks, the new one masks too, but for the exceptions that are
// named: in COUNT texts of the fuzzer, and in all of the corpus. In harmless files the new one masks no more than the old one.
import {
  createScannerFactory as createNewFactory,
  createScannerFactory as createOldFactory,
} from '../../../../src/redact/scan/factory.ts';
import { CASES } from '../corpus/cases.ts';
import { harmlessFiles } from '../corpus/harmless-files.ts';
import { type Difference, differences, exceptionOf } from './differential.ts';
import { makeInput, textOf } from './input.ts';

const EXAMPLES = 5;

interface Found {
  count: number;
  readonly examples: string[];
}

function add(found: Map<string, Found>, name: string, source: string, { before, bytes, after }: Difference): void {
  const entry = found.get(name) ?? { count: 0, examples: [] };
  found.set(name, entry);
  entry.count++;
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  if (entry.examples.length < EXAMPLES)
    entry.examples.push(`${source}: ${quoted(before.slice(-60))}«${quoted(bytes)}»${quoted(after.slice(0, 30))}`);
}

function* texts(count: number, seed: number): Generator<[source: string, kind: string, text: Buffer]> {
  for (const { shape, steps } of CASES) {
    for (const { bytes } of steps) yield ['corpus', shape, bytes];
  }
  for (let number = 0; number < count; number++) {
    const input = makeInput(seed, number);
    yield [`number ${number}`, input.kind, Buffer.from(textOf(input), 'latin1')];
  }
}

function main([count = '200000', seed = '1']: readonly string[]): boolean {
  const [old, next] = [createOldFactory([]), createNewFactory([])];
  const found = new Map<string, Found>();
  const explained = new Map<string, number>();
  for (const [source, kind, text] of texts(Number(count), Number(seed))) {
    for (const difference of differences(text, old, next)) {
      const exception = exceptionOf(difference);
      if (exception === undefined) add(found, `${difference.rule}, ${kind}`, source, difference);
      else explained.set(exception, (explained.get(exception) ?? 0) + 1);
    }
  }
  for (const { path, bytes } of harmlessFiles()) {
    for (const difference of differences(bytes, next, old)) add(found, `MORE: ${difference.rule}`, path, difference);
  }
  for (const [name, { count: times, examples }] of [...found].toSorted(([, a], [, b]) => b.count - a.count)) {
    process.stdout.write(`${name}: ${times}\n${examples.map((example) => `  ${example}\n`).join('')}`);
  }
  for (const [name, times] of explained) process.stdout.write(`exception: ${name}: ${times}\n`);
  process.stdout.write(`seed ${seed}: ${count} texts and the corpus, ${found.size} kinds of differences\n`);
  return found.size === 0;
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
