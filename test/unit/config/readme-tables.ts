// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** The tables of one section of README.md, as rows of cells; heads and rules left out. */
export function readmeTable(heading: string): string[][] {
  const sections = readFileSync('README.md', 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`README.md has no section ${heading}`);
  return Array.from(section.matchAll(/(?<=\n)\|.*(?=\n)/g), ([line]) => cells(line)).filter(
    (row, index, all) => !isRule(row) && !isRule(all[index + 1] ?? []),
  );
}

const cells = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

const isRule = (row: readonly string[]): boolean => row[0]?.startsWith('---') ?? false;
