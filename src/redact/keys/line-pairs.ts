// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, byteSet, OPEN_BRACKET, SPACE } from '../bytes.ts';
import { isLineEnd, isQuote, textOf, type Unit, unitBefore } from '../units.ts';
import { Cursor } from './cursor.ts';

/** What may follow a colon without a blank: pairs, or one word that no program goes on behind. */
export const PAIRS = /^[^\s:,;{}()]{3,} +[A-Za-z]\w*:\S/;
export const ALONE = /^[^\s,;{}()[\]<>]{3,}\s*$/;
/** A word that ends what a log says, or is of a user. */
export const LAST_SAID = /^[^\s,;{}()[\]<>]{4,}(?:\s*$| for (?:user|host|account)\b)/;
const LONGEST_REST = 160;
/** Items before one: `cache:6379`, `user=ada`; a program declares behind a word. */
const LIST_BEFORE =
  /(?:^|[\n\r"'{(<?&]|(?<!\b(?:var|let|const|return|new|in)) )(?:[\w.-]+=(?=[\w.-]+=))?(?:[\w.-]+:\d+|[\w.-]+|[\w. -]*[\w.-]+=[\w.:/@\\+-]*)(?:[,|](?:[\w.-]+|[\w.-]+=[\w.:/@\\+-]*))*[,|]$/;
const BRACKET_BEFORE = /(?:^|[^\w$)\]])\($|(?:^|\s|["'=])<$/;
const LIST_BEHIND = /^[^\s,|;(){}[\]<>'"]{4,}(?:[,|](?![\s,|])[\w.-]+(?:=|[,|]|$)|[)\]}>]|\s*$)/;
const OPENS_ALONE = /(?:^|[\s\]"'=])\[$/;
const CLOSES_ALONE = /^[^\s,;(){}[\]<>]{3,}\](?:[\s[]|$)/;
const PARENTHESIS_BEFORE = /(?:^|[\s"'=])\((?:[\w.-]+: ?[^\s;(){}]+; )+$/;
const PARENTHESIS_BEHIND = /^[^\s,;(){}[\]<>]{3,}(?:; [\w.-]+:|\)(?:[\s.,]|$))/;
const startsItem = byteSet({ bytes: ',|(<' });

/** What follows, to the end of the line, of the text around it, or as far as a value goes that is no word. */
export function restOfLine(cursor: Cursor): string {
  const { view, at } = cursor;
  const ahead = new Cursor(view, at);
  ahead.skip((code) => !isLineEnd(code) && !isQuote(code) && !(code === AMPERSAND && view.isEncoded), LONGEST_REST);
  cursor.isCut ||= ahead.isCut;
  return textOf(view, at, ahead.at);
}

/** Whether the pair is one of a list of pairs that its line has, `cache:6379,password=S,ssl=True`, or is in brackets alone. */
export function isInList(cursor: Cursor, text: string, separator: Unit): boolean {
  const { view, at } = cursor;
  if (text.includes('][')) return /^[^\s[\]]{3,}\]/.test(restOfLine(cursor));
  const keyAt = at - text.length - separator.length;
  if (keyAt <= 0 || startsItem[unitBefore(view, keyAt)?.code ?? 0] === 0) return false;
  const before = textOf(view, Math.max(0, keyAt - LONGEST_REST), keyAt);
  if (!LIST_BEFORE.test(before) && !BRACKET_BEFORE.test(before)) return false;
  return LIST_BEHIND.test(restOfLine(cursor));
}

/** `[user:ada] [password:S]`, `(user: ada; password: S)`: a pair, or pairs, with brackets around them; `keyEnd`: of that pair's key. */
export function isInBrackets(cursor: Cursor, text: string, keyEnd: number): boolean {
  const { view } = cursor;
  const keyAt = keyEnd - text.length;
  const before = keyAt <= 0 ? undefined : unitBefore(view, keyAt)?.code;
  if (before !== OPEN_BRACKET && before !== SPACE) return false;
  const around = textOf(view, Math.max(0, keyAt - LONGEST_REST), keyAt);
  return around.endsWith('[')
    ? OPENS_ALONE.test(around) && CLOSES_ALONE.test(restOfLine(cursor))
    : PARENTHESIS_BEFORE.test(around) && PARENTHESIS_BEHIND.test(restOfLine(cursor));
}
