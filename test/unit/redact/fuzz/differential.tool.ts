// SPDX-License-Identifier: Apache-2.0
// differential.tool.cjs [COUNT [SEED]]: whatever the old scanner masks, the new one masks too, but for the exceptions that are
// named: in COUNT texts of the fuzzer, and in all of the corpus.
import { createScannerFactory as createNewFactory } from '../../../../src/redact/engine.ts';
import { createScannerFactory as createOldFactory } from '../../../../src/redact/scan/factory.ts';
import { CASES } from '../corpus/cases.ts';
import { type Difference, differences, exceptionOf } from './differential.ts';
import { makeInput, type Place, secretsOf, textOf } from './input.ts';

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

interface Text {
  readonly source: string;
  readonly kind: string;
  readonly bytes: Buffer;
  readonly secrets: readonly Place[];
}

function* texts(count: number, seed: number): Generator<Text> {
  for (const { shape, steps, secrets } of CASES) {
    for (const { bytes } of steps) yield { source: 'corpus', kind: shape, bytes, secrets: placesOf(secrets, bytes) };
  }
  for (let number = 0; number < count; number++) {
    const input = makeInput(seed, number);
    const bytes = Buffer.from(textOf(input), 'latin1');
    yield { source: `number ${number}`, kind: input.kind, bytes, secrets: secretsOf(input) };
  }
}

function placesOf(secrets: readonly string[], bytes: Buffer): Place[] {
  return secrets.flatMap((secret) => {
    const from = bytes.indexOf(secret, 0, 'latin1');
    return from === -1 ? [] : [{ from, to: from + secret.length }];
  });
}

const isOfSecret = ({ from, to }: Place, secrets: readonly Place[]): boolean =>
  secrets.some((secret) => from < secret.to && to > secret.from);

function main([count = '200000', seed = '1']: readonly string[]): boolean {
  const [old, next] = [createOldFactory([]), createNewFactory([])];
  const found = new Map<string, Found>();
  const explained = new Map<string, number>();
  for (const { source, kind, bytes, secrets } of texts(Number(count), Number(seed))) {
    for (const difference of differences(bytes, old, next)) {
      const isSecret = isOfSecret(difference, secrets);
      const exception = isSecret ? undefined : exceptionOf(difference);
      const name = `${difference.rule}, ${isSecret ? `SECRET of ${kind}` : kind}`;
      if (exception === undefined) add(found, name, source, difference);
      else explained.set(exception, (explained.get(exception) ?? 0) + 1);
    }
  }
  // Those of secrets last, where a reader looks first.
  const inOrder = [...found].toSorted(
    ([a, { count: one }], [b, { count: other }]) =>
      Number(a.includes('SECRET')) - Number(b.includes('SECRET')) || one - other,
  );
  for (const [name, { count: times, examples }] of inOrder) {
    process.stdout.write(`${name}: ${times}\n${examples.map((example) => `  ${example}\n`).join('')}`);
  }
  for (const [name, times] of explained) process.stdout.write(`exception: ${name}: ${times}\n`);
  process.stdout.write(`seed ${seed}: ${count} texts and the corpus, ${found.size} kinds of differences\n`);
  return found.size === 0;
}

process.exit(main(process.argv.slice(2)) ? 0 : 1);
