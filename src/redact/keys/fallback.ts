// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../bytes.ts';
import { work } from '../credit.ts';
import { isQuote, type Unit } from '../units.ts';
import { Cursor } from './cursor.ts';

/** Where programs look for a variable of their environment. */
const ENVIRONMENTS = [
  'process.env',
  'import.meta.env',
  'Deno.env',
  'Bun.env',
  'os.environ',
  'os.getenv',
  'os.Getenv',
  'System.getenv',
  'System.getProperty',
  'Environment.GetEnvironmentVariable',
  'std::env::var',
  'getenv',
  'ENV',
  '$_ENV',
  '$_SERVER',
  'sys.env',
  'env',
  'config',
];
const NAME = '["\'][\\w.:/-]{1,48}["\']';
/** The look-up, up to the quote of what stands for a variable that is not set. */
const LOOKS_UP = new RegExp(
  `^[\\w$.:]+(?:(?:\\[${NAME}\\]|\\(${NAME}\\))?\\)? *(?:\\|\\||\\?\\?|\\?:|or\\b|\\{|\\.(?:unwrap_or|orElse|getOrElse)\\() *|\\(${NAME}, *)(?=["'\`])`,
);
const isOfLookUp = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_$.[]()"\'` |?:{,/-' });
const MAX_LOOK = 128;
/** The variable's name has two, and the third begins what stands for it. */
const MOST_QUOTES = 3;
const LOOK_COST = 3;

const byFirst = new Map<number, readonly string[]>();
for (const name of ENVIRONMENTS) {
  const code = name.charCodeAt(0);
  byFirst.set(code, [...(byFirst.get(code) ?? []), name]);
}

/** Goes on to the quote of `process.env.PASSWORD || 'S'`, `ENV.fetch("PASSWORD") { "S" }`, `env('PASSWORD', 'S')`. */
export function fallback(cursor: Cursor): Unit | undefined {
  let names = byFirst.get(cursor.peek()?.code ?? 0);
  if (names === undefined) return undefined;
  const ahead = new Cursor(cursor.view, cursor.at);
  const codes: number[] = [];
  const ends: number[] = [];
  let isNamed = false;
  for (let quotes = 0; codes.length < MAX_LOOK && quotes < MOST_QUOTES; ) {
    const unit = ahead.peek();
    if (unit === undefined || isOfLookUp[unit.code] !== 1) break;
    if (!isNamed) {
      const index = codes.length;
      if (names.some((name) => name.charCodeAt(index) !== unit.code)) {
        names = names.filter((name) => name.charCodeAt(index) === unit.code);
        if (names.length === 0) return undefined;
      }
      isNamed = names.some(({ length }) => length === index + 1);
    }
    if (isQuote(unit.code)) quotes += 1;
    ahead.at += unit.length;
    codes.push(unit.code);
    ends.push(ahead.at);
  }
  work.done += LOOK_COST * codes.length;
  const match = LOOKS_UP.exec(String.fromCharCode(...codes))?.[0];
  if (match === undefined) {
    cursor.isCut ||= ahead.isCut;
    return undefined;
  }
  cursor.at = ends[match.length - 1] ?? cursor.at;
  return cursor.peek();
}
