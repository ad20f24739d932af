// SPDX-License-Identifier: Apache-2.0
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import type { CheckResult } from './check-result.ts';

const isMissing = (result: CheckResult): boolean => result.status === 'missing';

/** The table of `--check` and its verdict. */
export function printCheck(results: readonly CheckResult[]): string {
  const rows = [
    ['CHECK', 'STATUS', 'FOUND', 'WHAT TO DO'],
    ...results.map(({ name, status, found, whatToDo = '' }) => [name, status, found, whatToDo]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${[...table, '', verdict(results)].join('\n')}\n`;
}

function verdict(results: readonly CheckResult[]): string {
  const count = results.filter(isMissing).length;
  return count === 0 ? 'This host can run ktls-otel.' : `This host cannot run ktls-otel: ${count} missing.`;
}

/** That of the first thing that is missing. */
export const checkExitCode = (results: readonly CheckResult[]): ExitCode =>
  results.find(isMissing)?.exitCode ?? exitCodes.ok.code;

/** Throws a StartError that names all that is missing. */
export function requireHost(results: readonly CheckResult[]): void {
  const absent = results.filter(isMissing);
  if (absent.length === 0) return;
  throw new StartError(
    checkExitCode(results),
    [verdict(results), ...absent.map(({ name, found }) => `  ${name}: ${found}`)].join('\n'),
    absent.map(({ name, whatToDo }) => `${name}: ${whatToDo}`).join('\n'),
  );
}
