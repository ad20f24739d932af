// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'docs/bench.json';

/** How much a ratio may grow before `--check` fails. */
export const WORSE = 1.3;

/**
 * `--write` puts the keys of this result into docs/bench.json and leaves the others as they are; `--check` holds it
 * against what is there. Returns what has become worse.
 */
export function settle<Result extends object>(
  option: string,
  result: Result,
  isWorse: (now: Result, before: Result) => string[],
): string[] {
  const kept = JSON.parse(readFileSync(FILE, 'utf8'));
  if (option === '--write') writeFileSync(FILE, `${JSON.stringify({ ...kept, ...result }, undefined, 2)}\n`);
  if (option !== '--check') return [];
  const missing = Object.keys(result).filter((key) => !(key in kept));
  return missing.length > 0 ? missing.map((key) => `${FILE} has no ${key}`) : isWorse(result, kept);
}
