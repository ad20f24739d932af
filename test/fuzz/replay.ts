// SPDX-License-Identifier: Apache-2.0
// Runs inputs once more, by Node's own reading of TypeScript, so that the lines that they reach are those of the source.
// FUZZ_TARGET: of test/fuzz/targets. FUZZ_INPUTS: files and folders of inputs, with colons between them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { FUZZ_TARGET: target = '', FUZZ_INPUTS: inputs = '' } = process.env;

function filesOf(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
}

test(`inputs of ${target}`, async () => {
  const { fuzz } = await import(`./targets/${target}.fuzz.ts`);
  for (const file of inputs.split(':').flatMap(filesOf)) await fuzz(readFileSync(file));
});
