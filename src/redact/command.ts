// SPDX-License-Identifier: Apache-2.0
import { COLON } from './ascii.ts';
import { byteSet } from './byte-set.ts';
import { type Found, type Plan, ruleName } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { isEncodedStyle, isQuote, isWhite, textOf, unitAt, unitBefore, type View } from './units.ts';

/** Options that a user and a password follow, with a colon between them. */
export const userOptions: readonly string[] = ['-u', '--user', '--proxy-user', '-a'];

const CLIENT = /(?:^|[^\w.-])(?:curl|https?|wget|xh|wrk|ab)(?:\.exe)?\s(?:[^\n|;&]*\s)?$/;
const MAX_COMMAND = 128;
const MAX_USER = 64;
const isUserByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_.@\\%+-' });

/** The password of `curl -u user:password`, where the option ends. */
export function findUserOption(view: View, optionEnd: number, length: number): Found {
  const start = optionEnd - length;
  const next = unitAt(view, optionEnd);
  if (next === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  const before = unitBefore(view, start);
  view.isEncoded = view.bytes[start - 1] === 0x2b || (before !== undefined && isEncodedStyle[before.style]);
  if (!CLIENT.test(textOf(view, Math.max(0, start - MAX_COMMAND), start))) return undefined;
  let at = optionEnd;
  let quote = unitAt(view, at);
  // curl takes its argument without a blank too.
  while (quote !== undefined && isWhite(quote.code) && at - optionEnd < MAX_USER) {
    at += quote.length;
    quote = unitAt(view, at);
  }
  const isQuoted = quote !== undefined && isQuote(quote.code);
  if (isQuoted && quote !== undefined) at += quote.length;
  for (const limit = at + MAX_USER; at < limit; ) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
    at += unit.length;
    if (unit.code === COLON) break;
    if (isUserByte[unit.code] === 0) return undefined;
    if (at >= limit) return undefined;
  }
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  const plan: Plan = { at, key: ruleName('password'), syntax: SYNTAXES.argument, doubt: 'none', ...encoding };
  return isQuoted && quote !== undefined ? { ...plan, syntax: SYNTAXES.string, frame: quote } : plan;
}
