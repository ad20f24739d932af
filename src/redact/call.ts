// SPDX-License-Identifier: Apache-2.0
import { byteSet, COMMA, DOT } from './bytes.ts';
import { Cursor } from './keys/cursor.ts';
import { isKeyByte } from './keys/key-text.ts';
import { type Found, type Plan, ruleName } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { type Call, calls } from './tables/commands.ts';
import { closesString, isEncodedStyle, isQuote, isWhite, textOf, unitBefore, type View } from './units.ts';

/** So far is read for the argument. */
const MAX_CALL = 512;
const isOfName = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_$' });
const key = ruleName('password');

/** How a call may begin: with its name and bracket. */
export const callTexts: readonly (readonly [text: string, call: Call])[] = calls.flatMap((call) =>
  ['(', ' (', '%28', '+(', '+%28', '%20('].flatMap((bracket) =>
    [...new Set([' ', '+', '%20'].map((blank) => call.text.replaceAll(' ', blank)))].map(
      (name) => [name + bracket, call] as const,
    ),
  ),
);

/** The password of `mysql('db:3306','x','t','app','S')`, behind the bracket. */
export function findInCall(view: View, end: number, { length }: string, { index, before, text }: Call): Found {
  const outer = unitBefore(view, end - length);
  if (outer !== undefined && isOfName[text.charCodeAt(0)] === 1 && isOfName[outer.code] === 1) return undefined;
  const cursor = new Cursor(view, end);
  const plan = argumentAt(cursor, index, before, end + MAX_CALL);
  return cursor.isCut ? { heldFrom: cursor.at } : plan;
}

function argumentAt(cursor: Cursor, index: number, before: RegExp | undefined, limit: number): Plan | undefined {
  const { view } = cursor;
  let last = '';
  for (let count = 0; cursor.at < limit; ) {
    cursor.skip(isWhite);
    const quote = cursor.peek();
    if (quote === undefined) return undefined;
    const from = cursor.at + quote.length;
    if (count === index) {
      if (!isQuote(quote.code) || (before !== undefined && !before.test(last))) return undefined;
      const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
      return { at: from, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote, ...encoding };
    }
    count += 1;
    if (isQuote(quote.code)) {
      cursor.at = from;
      let unit = cursor.peek();
      for (; unit !== undefined && !closesString(unit, quote) && cursor.at < limit; unit = cursor.peek())
        cursor.at += unit.length;
      if (unit === undefined) return undefined;
      last = textOf(view, from, cursor.at);
      cursor.at += unit.length;
    } else if (cursor.skip((code) => isKeyByte[code] === 1 || code === DOT) > 0) {
      last = textOf(view, from - quote.length, cursor.at);
      // A table with its database before it stands for two arguments.
      if (/^\w+\.\w+$/.test(last)) count += 1;
    } else return undefined;
    cursor.skip(isWhite);
    const comma = cursor.peek();
    if (comma?.code !== COMMA) return undefined;
    view.isEncoded ||= isEncodedStyle[comma.style];
    cursor.at += comma.length;
  }
  return undefined;
}
