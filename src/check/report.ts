// SPDX-License-Identifier: Apache-2.0
import { TERMINAL_COLUMNS, wrap } from '../../config/wrap.ts';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { escapeInJson, escapeInText } from '../base/steering.ts';
import type { CheckResult } from './check-result.ts';

const GAP = '  ';
/** Where the advice begins: below the name, and a little to the right. */
const ADVICE_INDENT = 11;
/** Select Graphic Rendition (ECMA-48): bold red, yellow, and back. */
const COLOURS = { ok: '', warning: '\x1b[33m', missing: '\x1b[1;31m' } as const;
const NO_COLOUR = '\x1b[0m';

const isMissing = (result: CheckResult): boolean => result.status === 'missing';

/** The table of `--check` and its verdict, at most 80 columns wide. */
export function printCheck(results: readonly CheckResult[], isColoured: boolean): string {
  const rows = [{ name: 'CHECK', status: 'STATUS', found: 'FOUND' }, ...results];
  const widthOf = (column: 'name' | 'status'): number => Math.max(...rows.map((row) => row[column].length));
  const [statusWidth, nameWidth] = [widthOf('status'), widthOf('name')];
  const foundIndent = statusWidth + nameWidth + 2 * GAP.length;
  const head = ['STATUS'.padEnd(statusWidth), 'CHECK'.padEnd(nameWidth), 'FOUND'].join(GAP);
  const lines = results.flatMap(({ status, name, found, whatToDo }) => {
    const [first = '', ...more] = indented(found, foundIndent);
    const start = [coloured(status, statusWidth, isColoured), name.padEnd(nameWidth), first.trimStart()].join(GAP);
    return [start.trimEnd(), ...more, ...(whatToDo === undefined ? [] : indented(whatToDo, ADVICE_INDENT))];
  });
  return `${[head, ...lines, '', ...wrap(verdict(results), TERMINAL_COLUMNS)].join('\n')}\n`;
}

/** The same as one JSON document. */
export function checkDocument(results: readonly CheckResult[]): string {
  const rows = results.map(({ name, status, found, whatToDo = null }) => ({
    name,
    status,
    detail: found,
    advice: whatToDo,
  }));
  const document = { rows, verdict: verdict(results), exit_code: checkExitCode(results) };
  // Line ends between rows are ours; those within a text are escaped by JSON.
  return `${JSON.stringify(document, null, 2).split('\n').map(escapeInJson).join('\n')}\n`;
}

function coloured(status: CheckResult['status'], width: number, isColoured: boolean): string {
  const colour = COLOURS[status];
  const cell = status.padEnd(width);
  return isColoured && colour !== '' ? `${colour}${status}${NO_COLOUR}${cell.slice(status.length)}` : cell;
}

/** What was found may come from elsewhere: it can't steer the terminal. */
function indented(text: string, indent: number): string[] {
  return text
    .split('\n')
    .flatMap((line) => wrap(escapeInText(line.trim()), TERMINAL_COLUMNS - indent))
    .map((line) => `${' '.repeat(indent)}${line}`);
}

function verdict(results: readonly CheckResult[]): string {
  const names = results.filter(isMissing).map(({ name }) => name);
  return names.length === 0
    ? 'This host can run ktls-otel.'
    : `This host cannot run ktls-otel: ${names.length} missing (${names.join(', ')}).`;
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
