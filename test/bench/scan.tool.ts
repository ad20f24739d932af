// SPDX-License-Identifier: Apache-2.0
import { createScannerFactory } from '../../src/redact/scan/factory.ts';
import { nearMatches, slowForRules, slowRules } from '../unit/redact/scan/near-matches.ts';

const MIB = 1_048_576;
const SIZES = [1, 2, 4, 8, 16].map((size) => size * MIB);
// As much as a sample holds.
const PIECE_BYTES = 16_384;
// A secret that begins every nine bytes costs what a secret costs, so often.
const MOST_RATIO = 16;
const MOST_GROWTH = 2;
const PLAIN = [
  'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5120\r\n\r\n',
  '<!doctype html>\n<p class="intro">It was a bright cold day in April, and the clocks were striking thirteen.</p>\n',
  '{"id":48213,"name":"Ada","tags":["a","b"],"href":"https://example.com/users/48213?page=2&sort=name"}\n',
  'function next(list, index) { return list[index + 1] === undefined ? -1 : index + 1; }\n',
].join('');

const builtIn = createScannerFactory([]);
const withRules = createScannerFactory(slowRules);

/** CPU time of this process: others on the machine do not count. */
function nanosPerByte(unit: string, size: number, create: typeof builtIn): number {
  const text = Buffer.alloc(Math.min(size, MIB), unit);
  const before = process.cpuUsage();
  const scanner = create();
  for (let done = 0; done < size; done += PIECE_BYTES) {
    const at = done % text.length;
    scanner.push(text.subarray(at, at + PIECE_BYTES));
  }
  scanner.end();
  const { user, system } = process.cpuUsage(before);
  return (1_000 * (user + system)) / size;
}

/** Prints a row; false when the text costs too much more than plain text, or more a byte the longer it is. */
function measure(name: string, unit: string, create: typeof builtIn, plain: readonly number[]): boolean {
  const nanos = SIZES.map((size) => nanosPerByte(unit, size, create));
  const longest = nanos.at(-1) ?? 0;
  const ratio = longest / (plain.at(-1) ?? longest);
  const growth = longest / Math.max(1, Math.min(...nanos));
  const good = ratio <= MOST_RATIO && growth <= MOST_GROWTH;
  const cells = [...nanos.map((value) => value.toFixed(1)), ratio.toFixed(1)].map((cell) => cell.padStart(8));
  process.stdout.write(`${name.padEnd(44)}${cells.join('')}${good ? '' : '  too slow'}\n`);
  return good;
}

function main(): boolean {
  const header = [...SIZES.map((size) => `${size / MIB} MiB`), 'ratio'].map((cell) => cell.padStart(8));
  process.stdout.write(`${'redaction: CPU nanoseconds a byte'.padEnd(44)}${header.join('')}\n`);
  let good = true;
  const rounds = [
    ['plain text', builtIn, nearMatches],
    ["plain text, the user's rules too", withRules, slowForRules],
  ] as const;
  for (const [title, create, units] of rounds) {
    // The first round is the compiler's.
    nanosPerByte(PLAIN, 4 * MIB, create);
    const plain = SIZES.map((size) => nanosPerByte(PLAIN, size, create));
    good = measure(title, PLAIN, create, plain) && good;
    for (const [name, unit] of Object.entries(units)) good = measure(name, unit, create, plain) && good;
  }
  return good;
}

process.exit(main() ? 0 : 1);
