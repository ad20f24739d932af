// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
  BLANKS,
  byteSet,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  EQUALS,
  GREATER,
  isWordStart,
  PERCENT,
  PIPE,
  PLUS,
  SEMICOLON,
  SLASH,
} from './bytes.ts';
import { Cursor } from './keys/cursor.ts';
import { type Found, type Plan, ruleName, type Undecided } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { type Argument, commands } from './tables/commands.ts';
import {
  isBlank,
  isEncodedStyle,
  isLineEnd,
  isQuote,
  isSameQuote,
  isWhite,
  quoteBefore,
  textOf,
  type Unit,
  unitAt,
  unitBefore,
  type View,
} from './units.ts';

/** So far is read for the password. */
const MAX_COMMAND = 256;
/** A path may stand before a program's name. */
const joinsWords = byteSet({ ranges: '\x80-\xff', bytes: '_-.' });
const key = ruleName('password');
const ends = (code: number, quote: Unit | undefined): boolean =>
  quote === undefined
    ? isLineEnd(code) || code === PIPE || code === SEMICOLON || code === AMPERSAND || code === 0
    : code === CLOSE_BRACKET;

/** What stands between the words of a command: blanks, or quotes and a comma where it is a list of words. */
const gaps = [
  ...BLANKS,
  ...[
    '","',
    "','",
    '", "',
    "', '",
    '\\",\\"',
    '\\", \\"',
    '%22%2C%22',
    '%22,%22',
    '%22%2C%20%22',
    '%22%2C+%22',
    "'%2C'",
    "'%2C%20'",
    "'%2C+'",
  ],
];
const isBetween = (code: number): boolean => isWhite(code) || isQuote(code) || code === COMMA;

/** How a name and what follows it may be written. */
export const commandTexts: readonly (readonly [text: string, places: readonly Argument[]])[] = [...commands].flatMap(
  ([name, places]) => gaps.map((gap) => [`${name} `.replaceAll(' ', gap), places] as const),
);

/** The password of `mysql -pS`, where the blank behind the program's name ends. */
export function findOfCommand(view: View, nameEnd: number, length: number, places: readonly Argument[]): Found {
  const { bytes } = view;
  if (!isWordStart(bytes, nameEnd - length, joinsWords)) return undefined;
  view.isEncoded = bytes[nameEnd - 1] === PLUS || bytes.subarray(nameEnd - length, nameEnd).includes(PERCENT);
  return findArgument(new Cursor(view, nameEnd), places, quoteBefore(view, nameEnd));
}

/** `quote`: what is around each of the words; undefined: they have none, or one of their own. */
function findArgument(
  cursor: Cursor,
  places: readonly Argument[],
  quote: Unit | undefined,
): Plan | Undecided | undefined {
  let count = 0;
  for (const limit = cursor.at + MAX_COMMAND; cursor.at < limit; ) {
    cursor.skip(quote === undefined ? isBlank : isBetween);
    const { at } = cursor;
    const first = cursor.peek();
    if (first === undefined) return cursor.isCut ? { heldFrom: at } : undefined;
    if (ends(first.code, quote)) return undefined;
    const isOption = first.code === DASH || first.code === GREATER || first.code === SLASH;
    const found = places.some(({ option, skip, isGlued }) =>
      option === undefined ? !isOption && skip === count : isOption && isBehind(cursor, option, isGlued, quote),
    );
    if (cursor.isCut) return { heldFrom: at };
    if (found) return planOf(cursor, places, quote);
    skipArgument(cursor, quote);
    if (!isOption) count += 1;
  }
  return undefined;
}

/** Goes on to the value if the option stands here. */
function isBehind(cursor: Cursor, option: string, isGlued: boolean, quote: Unit | undefined): boolean {
  const back = cursor.at;
  const isHere = Array.from(Buffer.from(option)).every((code) => cursor.takes(code) !== undefined);
  const next = isHere ? cursor.peek() : undefined;
  if (next !== undefined && !ends(next.code, quote)) {
    cursor.takes(EQUALS);
    const blanks = cursor.skip(quote === undefined ? isBlank : isBetween);
    const value = cursor.peek();
    if (value !== undefined && !ends(value.code, quote) && (blanks === 0 || (!isGlued && value.code !== DASH)))
      return true;
  }
  cursor.at = back;
  return false;
}

function planOf(cursor: Cursor, places: readonly Argument[], around: Unit | undefined): Plan | undefined {
  const { view, at } = cursor;
  const first = cursor.peek();
  if (first === undefined) return undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  const common = { key, ...encoding, ...(places.length > 1 && { next: nextOf(places, around) }) };
  const quoted = { ...common, syntax: SYNTAXES.string, doubt: 'none' } as const;
  if (around !== undefined) return { ...quoted, at, frame: around };
  return isQuote(first.code)
    ? { ...quoted, at: at + first.length, frame: first }
    : { ...common, at, syntax: SYNTAXES.argument, doubt: 'command' };
}

/** A command may have several. */
const nextOf =
  (places: readonly Argument[], around: Unit | undefined): NonNullable<Plan['next']> =>
  (view, valueEnd, { frame, isEncoded = false }) => {
    view.isEncoded = isEncoded;
    const cursor = new Cursor(view, valueEnd);
    if (frame !== undefined) cursor.takes(frame.code);
    return findArgument(cursor, places, around);
  };

/** One that has quotes may have blanks. */
function skipArgument(cursor: Cursor, around: Unit | undefined): void {
  const first = cursor.peek();
  const own = around === undefined && first !== undefined && isQuote(first.code) ? first : undefined;
  const quote = around ?? own;
  if (own !== undefined) cursor.at += own.length;
  for (let unit = cursor.peek(); unit !== undefined && !isLineEnd(unit.code); unit = cursor.peek()) {
    if (quote === undefined ? isBlank(unit.code) : isSameQuote(unit, quote)) break;
    cursor.at += unit.length;
  }
  if (own !== undefined) cursor.takes(own.code);
}

/** Options that a user and a password follow, with a colon between them. */
export const userOptions: readonly string[] = ['-u', '--user', '--proxy-user', '-a', '--cert', '--proxy-cert'];

/** How the relay's port ends what Postfix has its login for: `[smtp.example]:587 ada:password`. */
export const relayTexts: readonly string[] = ['25', '465', '587', '2525'].flatMap((port) => [
  `]:${port} `,
  `]:${port}\t`,
  `%5D%3A${port}%20`,
  `%5D:${port}+`,
  `%5D%3A${port}+`,
  `]:${port}\\t`,
]);
const RELAY = /(?:^|[\n\r"'=])\[[\w.-]+\]:\d+$/;
const MAX_HOST = 96;

/** The password of a line of Postfix's sasl_passwd, behind the blank that follows the port. */
export function findRelayLogin(view: View, blankEnd: number): Found {
  const blank = unitBefore(view, blankEnd);
  const portEnd = blankEnd - (blank?.length ?? 0);
  view.isEncoded = blank?.code === PLUS || (blank !== undefined && isEncodedStyle[blank.style]);
  if (!RELAY.test(textOf(view, Math.max(0, portEnd - MAX_HOST), portEnd))) return undefined;
  const cursor = new Cursor(view, blankEnd);
  cursor.skip(isBlank);
  cursor.skip((code) => isUserByte[code] === 1, MAX_USER);
  const colon = cursor.takes(COLON);
  if (colon === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  return { at: cursor.at, key, syntax: SYNTAXES.argument, doubt: 'none', ...(view.isEncoded && { isEncoded: true }) };
}

/** What Windows has for a password behind a user: `/u:ada /p:S`. */
export const switchTexts: readonly string[] = [' /p:', '%20%2Fp%3A', '+%2Fp%3A'];
const SWITCH_OF_USER = /(?:^|\s)\/u(?:ser)?:\S+(?:\s\S+)?$/i;

/** The password behind such a switch. */
export function findSwitch(view: View, switchEnd: number, length: number): Found {
  const start = switchEnd - length;
  view.isEncoded = length > 4;
  if (!SWITCH_OF_USER.test(textOf(view, Math.max(0, start - MAX_BEFORE), start))) return undefined;
  const quote = unitAt(view, switchEnd);
  if (quote === undefined) return view.isEnded ? undefined : { heldFrom: switchEnd };
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  return isQuote(quote.code)
    ? { at: switchEnd + quote.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote, ...encoding }
    : { at: switchEnd, key, syntax: SYNTAXES.argument, doubt: 'none', ...encoding };
}

const CLIENT = /(?:^|[^\w.-])(?:curl|https?|wget|xh|wrk|ab)(?:\.exe)?\s(?:[^\n|;&]*\s)?$/;
/** The same as a list of words. */
const LISTED_CLIENT = /["'](?:[\w./-]*\/)?(?:curl|https?|wget|xh)["'],\s*(?:["'][^"'\n]*["'],\s*)*["']$/;
/** The program's name is so far before the option at most. */
const MAX_BEFORE = 128;
const MAX_USER = 64;
const isUserByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_.@\\%+/-' });

/** The password of `curl -u user:password`, where the option ends. */
export function findUserOption(view: View, optionEnd: number, length: number): Found {
  const start = optionEnd - length;
  const next = unitAt(view, optionEnd);
  if (next === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  const before = unitBefore(view, start);
  view.isEncoded = view.bytes[start - 1] === 0x2b || (before !== undefined && isEncodedStyle[before.style]);
  const textBefore = textOf(view, Math.max(0, start - MAX_BEFORE), start);
  let at = optionEnd;
  if (isQuote(next.code) && LISTED_CLIENT.test(textBefore)) {
    const cursor = new Cursor(view, optionEnd + next.length);
    if (cursor.takes(COMMA) === undefined) return cursor.isCut ? { heldFrom: view.end } : undefined;
    cursor.skip(isWhite);
    at = cursor.at;
  } else if (!CLIENT.test(textBefore)) return undefined;
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
