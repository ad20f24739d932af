// SPDX-License-Identifier: Apache-2.0
import { isLineEnd, isQuote, type Unit } from '../units.ts';
import { Cursor } from './cursor.ts';

/** Where programs look for a variable of their environment. */
const ENVIRONMENTS = [
  'process.env',
  'import.meta.env',
  'Deno.env',
  'os.environ',
  'os.getenv',
  'os.Getenv',
  'System.getenv',
  'System.getProperty',
  'getenv',
  'ENV',
  '$_ENV',
  '$_SERVER',
  'env',
  'config',
];
const NAME = '["\'][^"\'\\n]{1,48}["\']';
/** The look-up, up to the quote of what stands for a variable that is not set. */
const LOOKS_UP = new RegExp(
  `^[\\w$.]+(?:(?:\\[${NAME}\\]|\\(${NAME}\\))?\\)? *(?:\\|\\||\\?\\?|\\?:|or\\b|\\{) *|\\(${NAME}, *)(?=["'\`])`,
);
const MAX_LOOK = 128;

/** Goes on to the quote of `process.env.PASSWORD || 'S'`, `ENV.fetch("PASSWORD") { "S" }`, `env('PASSWORD', 'S')`. */
export function fallback(cursor: Cursor): Unit | undefined {
  const { view, at } = cursor;
  const ahead = new Cursor(view, at);
  const ends: number[] = [];
  let text = '';
  while (text.length < MAX_LOOK && ENVIRONMENTS.some((name) => text.startsWith(name) || name.startsWith(text))) {
    const unit = ahead.peek();
    if (unit === undefined || isLineEnd(unit.code)) break;
    text += String.fromCharCode(unit.code);
    ahead.at += unit.length;
    ends.push(ahead.at);
  }
  cursor.isCut ||= ahead.isCut;
  const match = LOOKS_UP.exec(text)?.[0];
  if (match === undefined) return undefined;
  cursor.isCut = false;
  cursor.at = ends[match.length - 1] ?? at;
  const quote = cursor.peek();
  if (quote !== undefined && isQuote(quote.code)) return quote;
  cursor.at = at;
  return undefined;
}
