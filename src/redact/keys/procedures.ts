// SPDX-License-Identifier: Apache-2.0
import { COMMA, OPEN_BRACKET } from '../bytes.ts';
import { type Found, ruleName } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { ARGS_BEFORE, ARGUMENTS, METHOD, type Procedure } from '../tables/procedures.ts';
import { isEncodedStyle, isSameQuote, isWhite, quoteBefore, textOf, type View } from '../units.ts';
import { toMember } from './members.ts';
import { Walker } from './walker.ts';

/** What is before the name, and before the arguments, is looked at so far. */
const MAX_BEFORE = 48;

/** At the end of the name: `{"method":"login","params":["ada","S"]}`. */
export function findArgument(view: View, nameEnd: number, { name, rule, ...where }: Procedure): Found {
  const quote = quoteBefore(view, nameEnd - name.length);
  if (quote === undefined) return undefined;
  view.isEncoded = isEncodedStyle[quote.style];
  const start = nameEnd - name.length - quote.length;
  if (!METHOD.test(textOf(view, Math.max(0, start - MAX_BEFORE), start))) return undefined;
  const walker = new Walker(view, start);
  if (walker.string(quote) === undefined || !toMember(walker, quote, ARGUMENTS))
    return walker.isCut ? { heldFrom: walker.at } : undefined;
  const isArgs = ARGS_BEFORE.test(textOf(view, Math.max(0, walker.at - MAX_BEFORE), walker.at));
  walker.skip(isWhite);
  let isMore = walker.takes(OPEN_BRACKET) !== undefined;
  for (let left = isArgs ? where.inArgs : where.index; isMore && left > 0; left -= 1) {
    walker.value(quote);
    isMore = walker.takes(COMMA) !== undefined;
  }
  walker.skip(isWhite);
  const opening = isMore ? walker.peek() : undefined;
  if (walker.isCut) return { heldFrom: walker.at };
  if (opening === undefined || !isSameQuote(opening, quote)) return undefined;
  return {
    at: walker.at + opening.length,
    key: ruleName(rule),
    syntax: SYNTAXES.string,
    doubt: 'none',
    frame: opening,
    ...(where.isRest && { more: 'items' }),
    ...(view.isEncoded && { isEncoded: true }),
  };
}
