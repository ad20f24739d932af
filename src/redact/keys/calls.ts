// SPDX-License-Identifier: Apache-2.0
import { BLANKS, byteSet, CLOSE_PAREN, COMMA, DOT, GREATER, isWordStart, OPEN_BRACE, OPEN_PAREN } from '../bytes.ts';
import { type Doubt, type Found, type Plan, ruleName } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { type Arguments, type Call, calls, logins } from '../tables/commands.ts';
import type { SecretName } from '../tables/names.ts';
import { closesString, isEncodedStyle, isQuote, isWhite, textOf, type Unit, type View } from '../units.ts';
import { Cursor, type Reader } from './cursor.ts';
import { wrapped } from './opened.ts';

/** A method that sets what it is called by. */
const SETTER = /^(?:set|with)(?:_|(?=[A-Z]))/;
/** Of whom or what a secret is; other words before it are verbs: `validatePassword("Too short")`. */
const OF_WHOM =
  /^(?:access|admin|api|app|auth|basic|bind|client|consumer|db|database|jwt|key_?store|ldap|master|private|proxy|root|secret|smtp|ssl|trust_?store|user)(?:_|(?=[A-Z]))/;
/** A type of C++ before a variable, which a value in brackets begins. */
const STRING_TYPE = /(?:^|[\s(:;{])(?:w?string(?:_view)?|[QW]?String|char \*)\s+$/;
/** So far is read for the argument. */
const MAX_CALL = 512;
const DOTTED = /^\w+\.\w+$/;
const joinsNames = byteSet({ bytes: '_$' });

/** Whether a name before a bracket may be one of them, though it is no secret's. */
export const mayBeCall = (text: string): boolean => {
  const name = text.slice(text.lastIndexOf('.') + 1);
  return SETTER.test(name) || logins.has(name.toLowerCase());
};

/** `setPassword("S")`, `.password("S")`, `new NetworkCredential("ada", "S")`, `std::string password{"S"}`. */
export function inCall(reader: Reader, text: string, start: number, before: Unit | undefined): Plan | undefined {
  const { cursor, view } = reader;
  const opening = cursor.peek();
  if (opening === undefined) return undefined;
  cursor.at += opening.length;
  const name = text.slice(text.lastIndexOf('.') + 1);
  const isMethod = name.length < text.length || before?.code === DOT || before?.code === GREATER;
  const isCall = opening.code === OPEN_PAREN;
  const index = isCall ? logins.get(name.toLowerCase()) : undefined;
  if (index !== undefined) return argumentAt(cursor, { index }, ruleName('password'));
  if (STRING_TYPE.test(textOf(view, Math.max(0, start - 24), start))) {
    const key = reader.names.ofKey(name);
    return key === undefined ? undefined : argumentOf(cursor, key, 'none');
  }
  return isCall ? argumentOfSetter(reader, name, isMethod) : undefined;
}

function argumentOfSetter({ cursor, names }: Reader, name: string, isMethod: boolean): Plan | undefined {
  const isSetter = SETTER.test(name);
  if (!isSetter && !isMethod) return undefined;
  const set = name.replace(SETTER, '');
  const key = names.ofKey(set);
  // A cookie has a name first.
  if (key === undefined || key.rule === 'session') return undefined;
  // A parser has methods that are called by what a token is.
  const isWord = key.rule === 'token' && !isSetter;
  const isWhole = isSetter || OF_WHOM.test(set) || set.toLowerCase().replaceAll('_', '') === key.word;
  return argumentOf(cursor, key, isWord ? 'guess' : isWhole ? 'label' : 'word');
}

/** A text in quotes at the cursor. */
function argumentOf(cursor: Cursor, key: SecretName, doubt: Doubt): Plan | undefined {
  cursor.skip(isWhite);
  const quote = cursor.peek();
  if (quote === undefined) return undefined;
  const frame = isQuote(quote.code) ? quote : wrapped(cursor);
  if (frame === undefined || !isQuote(frame.code)) return undefined;
  if (frame === quote) cursor.at += quote.length;
  return { at: cursor.at, key, syntax: SYNTAXES.string, doubt, frame };
}

/** A text in quotes with so many arguments before it. */
function argumentAt(cursor: Cursor, { index, before, hasTable }: Arguments, key: SecretName): Plan | undefined {
  const limit = cursor.at + MAX_CALL;
  let last = '';
  let count = 0;
  while (count < index) {
    const argument = skipArgument(cursor, limit);
    if (argument === undefined) return undefined;
    last = argument.text;
    // A table with its database before it stands for two arguments.
    count += hasTable && !argument.isQuoted && DOTTED.test(last) ? 2 : 1;
  }
  if (count > index || (before !== undefined && !before.test(last))) return undefined;
  return argumentOf(cursor, key, 'none');
}

/** Goes on behind an argument and its comma. */
function skipArgument(cursor: Cursor, limit: number): { text: string; isQuoted: boolean } | undefined {
  cursor.skip(isWhite);
  const first = cursor.peek();
  const quote = first !== undefined && isQuote(first.code) ? first : undefined;
  if (quote !== undefined) cursor.at += quote.length;
  const from = cursor.at;
  for (;;) {
    const unit = cursor.peek();
    if (unit === undefined || cursor.at >= limit) return undefined;
    if (quote !== undefined ? closesString(unit, quote) : unit.code === COMMA || unit.code === CLOSE_PAREN) break;
    // What an object has stands behind keys of its own.
    if (quote === undefined && unit.code === OPEN_BRACE) return undefined;
    cursor.at += unit.length;
  }
  const text = textOf(cursor.view, from, cursor.at).trim();
  if (quote !== undefined) cursor.takes(quote.code);
  cursor.skip(isWhite);
  const comma = cursor.takes(COMMA);
  // A form writes quotes and brackets as they are.
  if (comma !== undefined && isEncodedStyle[comma.style]) cursor.view.isEncoded = true;
  return comma && { text, isQuoted: quote !== undefined };
}

/** A name, or what a tuple of the language is given to: `auth=("ada", "S")`. */
const writingsOf = (text: string): string[] => [
  ...new Set(
    BLANKS.flatMap((blank) => {
      const spaced = text.replaceAll(' ', blank);
      return [spaced, spaced.replaceAll('=', '%3D').replaceAll('>', '%3E')];
    }),
  ),
];

/** How a call may begin: with its name and bracket. */
export const callTexts: readonly (readonly [text: string, call: Call])[] = calls.flatMap((call) =>
  (call.isTight ? ['(', '%28'] : ['(', ' (', '%28', '+(', '+%28', '%20(']).flatMap((bracket) =>
    writingsOf(call.text).map((name) => [name + bracket, call] as const),
  ),
);

/** The password of `mysql('db:3306','x','t','app','S')`, behind the bracket: the call's name has no word for it. */
export function findInCall(view: View, end: number, { length }: string, call: Call): Found {
  if (!isWordStart(view.bytes, end - length, joinsNames)) return undefined;
  const cursor = new Cursor(view, end);
  const plan = argumentAt(cursor, call, ruleName('password'));
  if (cursor.isCut) return { heldFrom: cursor.at };
  return plan && view.isEncoded ? { ...plan, isEncoded: true } : plan;
}
