// SPDX-License-Identifier: Apache-2.0
import { byteSet, COLON, CR, DASH, isWordStart, LESS, LF, PERCENT, PLUS } from './bytes.ts';
import { Cursor } from './keys/cursor.ts';
import { type Found, type Plan, ruleName } from './plan.ts';
import { endsEncoded, SYNTAXES } from './syntaxes.ts';
import { type AccountLine, accountLines } from './tables/account-lines.ts';
import { isNoSecret } from './tables/values.ts';
import { isBlank, isLineEnd, isQuote, isWhite, textOf, type Unit, unitAt, unitBefore, type View } from './units.ts';

/** So much is read of a line. */
const MAX_LINE = 512;
/** What stands before is looked for so far back. */
const MAX_BEFORE = 80;
const joinsWords = byteSet({ bytes: '_-.' });
const isOfUser = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.' });
const key = ruleName('password');

/** How these may be written. */
export const accountTexts: readonly (readonly [text: string, line: AccountLine])[] = accountLines.flatMap((line) => {
  const { text } = line;
  // The signs of Redis's own form are escapes already.
  const isPlain = !/[\\%]/.test(text);
  const blanks = isPlain ? ['+', '%20'] : [];
  const writings = [
    text,
    ...blanks.map((blank) => text.replaceAll(':', '%3A').replaceAll('*', '%2A').replaceAll(' ', blank)),
  ];
  if (isPlain) writings.push(text.replaceAll(':', '%3A'));
  return [...new Set(writings)].map((writing) => [writing, line] as const);
});

/** The password of the line that the text ends in at the index. */
export function findInLine(view: View, end: number, { length }: string, { before, rest, lines }: AccountLine): Found {
  const start = end - length;
  if (before === undefined && !isWordStart(view.bytes, start, joinsWords)) return undefined;
  view.isEncoded = isEncoded(view, end, length);
  if (before !== undefined && !before.test(textBefore(view, start))) return undefined;
  const line = lineAt(view, end, lines);
  if (line === undefined) return { heldFrom: end };
  const { text, places } = line;
  const { groups = {}, indices } = rest.exec(text) ?? {};
  const secret = groups.secret ?? groups.hash;
  const [from] = indices?.groups?.secret ?? indices?.groups?.hash ?? [];
  const at = from === undefined ? undefined : places[from];
  if (secret === undefined || from === undefined || at === undefined || isNoSecret(secret, key)) return undefined;
  const to = places[from + secret.length];
  if (to !== undefined) return { from: at, to, rule: key.rule };
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  return { at, key, syntax: SYNTAXES.argument, doubt: 'none', ...encoding };
}

/** What it is known by has an escape, or a plus sign for a blank. */
function isEncoded({ bytes }: View, end: number, length: number): boolean {
  const text = bytes.subarray(end - length, end);
  return text.includes(PLUS) || text.includes(PERCENT);
}

/** What stands before the index in its line, with that line's end. */
function textBefore(view: View, index: number): string {
  const from = Math.max(0, index - MAX_BEFORE);
  // Before the first byte behind missing ones nothing is known.
  const isFirst = from === 0 && (view.isStart || index === 0);
  const text = textOf(view, from, index);
  return isFirst ? `\n${text}` : text;
}

interface Line {
  readonly text: string;
  /** Where each character begins, and the end. */
  readonly places: readonly number[];
}

/** The rest of the line, as far as it is read; an escaped line end is of it. undefined: bytes are missing. */
function lineAt(view: View, from: number, more = 0): Line | undefined {
  let text = '';
  let left = more;
  const places: number[] = [];
  let at = from;
  let isOver = false;
  while (!isOver && text.length < MAX_LINE) {
    const unit = unitAt(view, at);
    if (unit === undefined && !view.isEnded) return undefined;
    isOver = unit === undefined || endsLine(view, at, unit);
    if (isOver && unit?.code === LF) {
      left -= 1;
      isOver = left < 0;
    } else if (isOver && unit?.code === CR) isOver = left <= 0;
    if (unit === undefined || isOver) break;
    text += String.fromCharCode(unit.code);
    places.push(at);
    at += unit.length;
  }
  // What is read no further may go on with a password.
  if (isOver) places.push(at);
  return { text, places };
}

function endsLine({ bytes, isEncoded }: View, at: number, { code, style, level }: Unit): boolean {
  if (isEncoded && bytes[at] !== PLUS && endsEncoded[bytes[at] ?? 0] === 1) return true;
  return code === 0 || (isLineEnd(code) && style === 'raw' && level === 0);
}

/** What lists of `user:password` stand behind, for the program that reads them: cloud-init's key, a text of a shell. */
export const listTexts: readonly string[] = [
  'chpasswd:',
  'chpasswd%3a',
  'chpasswd <<',
  'chpasswd+%3C%3C',
  'chpasswd%20%3C%3C',
];
const MOST_LINES = 8;

/** The first password of such a list. */
export function findInList(view: View, end: number): Found {
  const sign = unitBefore(view, end);
  view.isEncoded = sign !== undefined && sign.style !== 'raw';
  const cursor = new Cursor(view, end);
  const plan = sign?.code === LESS ? belowLine(cursor, 0) : belowList(cursor);
  return cursor.isCut ? { heldFrom: cursor.at } : plan;
}

function belowList(cursor: Cursor): Plan | undefined {
  cursor.skip(isBlank);
  for (let line = 0; line < MOST_LINES && cursor.takesLineEnd() !== undefined; line += 1) {
    if (cursor.skip(isBlank) === 0) return undefined;
    const from = cursor.at;
    cursor.skip((code) => isOfUser[code] === 1);
    if (textOf(cursor.view, from, cursor.at) === 'list') return belowLine(cursor, 1);
    toLineEnd(cursor);
  }
  return undefined;
}

/** The password of the line below, which is indented so far at least. */
function belowLine(cursor: Cursor, indent: number): Plan | undefined {
  toLineEnd(cursor);
  const frame = cursor.takesLineEnd();
  if (frame === undefined || cursor.skip(isBlank) < indent) return undefined;
  if (cursor.takes(DASH) !== undefined) cursor.skip(isBlank);
  const quote = cursor.peek();
  if (quote !== undefined && isQuote(quote.code)) cursor.at += quote.length;
  const hasUser = cursor.skip((code) => isOfUser[code] === 1) > 0 && cursor.takes(COLON) !== undefined;
  const first = hasUser ? cursor.peek() : undefined;
  if (first === undefined || isWhite(first.code)) return undefined;
  const plan = {
    at: cursor.at,
    key,
    doubt: 'none',
    next: nextOf(indent),
    ...(cursor.view.isEncoded && { isEncoded: true as const }),
  } as const;
  return quote !== undefined && isQuote(quote.code)
    ? { ...plan, syntax: SYNTAXES.string, frame: quote }
    : { ...plan, syntax: SYNTAXES.line, frame };
}

const nextOf =
  (indent: number): NonNullable<Plan['next']> =>
  (view, valueEnd, { frame, isEncoded = false }) => {
    view.isEncoded = isEncoded;
    const cursor = new Cursor(view, valueEnd);
    if (frame !== undefined && isQuote(frame.code)) cursor.takes(frame.code);
    const plan = belowLine(cursor, indent);
    return cursor.isCut ? { heldFrom: cursor.at } : plan;
  };

function toLineEnd(cursor: Cursor): void {
  cursor.skip((code) => !isLineEnd(code), MAX_LINE);
}
