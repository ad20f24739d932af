// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, DASH, DOLLAR, OPEN_BRACE, OPEN_BRACKET, PERCENT, PLUS, SEMICOLON } from '../bytes.ts';
import { type Found, type Plan, ruleName } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import {
  isBlank,
  isEncodedStyle,
  isLineEnd,
  isQuote,
  isSameQuote,
  isWhite,
  textOf,
  type Unit,
  unitBefore,
  type View,
} from '../units.ts';
import { Cursor, endsString, type Reader } from './cursor.ts';
import { isDigit, isKeyByte, MAX_KEY } from './key-text.ts';
import { typed } from './languages.ts';
import { wrapped } from './opened.ts';
import { endsCode, frameOf, type Place } from './place.ts';
import { inSentence, withWordBefore } from './sentence.ts';
import { standsForValue } from './standing.ts';

/** What begins the line of a variable in a Dockerfile, a shell or Apache. */
const DECLARES = /(?:^|[\s"'=&])(?:ENV|ARG|SetEnv|setenv)\s+$/;
/** What stands before a password in a .netrc. */
const LOGIN = /(?:^|[\s"'=&])(?:login|account)\s+\S+\s+$/i;
/** A server's directive for a variable of its programs. */
const PARAMETER = /(?:^|[\s"'=&])(?:fastcgi_param|uwsgi_param|scgi_param|env)\s+$/;
/** A directive for a field of what a proxy sends on. */
const FIELD =
  /(?:^|[\s"'=;{])(?:(?:proxy|grpc)_set_header|add_header|(?:RequestHeader|Header)(?: +always)? +(?:set|add|append)|http-(?:request|response) +(?:set|add)-header)\s+$/;
/** What declares a variable in Lisp, whose value follows it. */
const LISP = /\((?:def\w*|setq|let\*? \(+)\s+$/;
/** A keyword of Clojure and EDN. */
const KEYWORD = /(?:^|[\s{([,"'=]):(?:[\w.-]+\/)?$/;
/** A statement of a block: `{ algorithm hmac-sha256; secret "S"; }`. */
const STATEMENT = /[;{]\s*$/;
/** Fish exports a variable with an option for it. */
const EXPORTS =
  /(?:^|[\n;"'=&]\s*)set\s+(?:-{1,2}[a-zA-Z]+\s+)*-(?:[a-zA-Z]*x[a-zA-Z]*|-export)\s+(?:-{1,2}[a-zA-Z]+\s+)*$/;
/** Tcl and what is configured in it set variables so. */
const SETS_VARIABLE = /(?:^|[\n;"'=&])[ \t]*set[ \t]+(?:::)?$/;
/** Oracle takes a password without quotes. */
const OF_USER = /(?:create|alter)\s+user\s+\S+\s+identified by $|connect\s+to\s+\S+\s+identified by $/i;
/** A user or neighbour of a router, before the word. */
const OF_ROUTER = /(?:^|[\n\r"'=])[ \t]*(?:username|neighbor)[ \t]+\S+(?:[ \t]+\S+){0,3}[ \t]+$/;
/** A command that sets what it names. */
const SETS = /(?:^|[\s"'=&])(?:config(?:ure)?\s+set|git\s+config(?:\s+--\w+)?|kv\s+put|etcdctl\s+put)\s+\S*$/;
/** An option's short form before its long one, where a program says what they are for. */
const SHORT_OPTION = /(?:^|[\s"'=[(])-\w(?:[ =][\w<>]+)?(?:,|,? [|/]) $/;
/** An option that has no short form stands alone there. */
const BEGINS_LINE = /[\n\r][ \t]+$/;
/** Words of configuration that nothing else is called by. */
const COMMANDS = /^(?:requirepass|masterauth|sshpass|pre-shared-key|insecure-password|remote_password)$/i;
/** Keys of which SQL has the value in quotes behind a blank. */
const SQL = /^(?:password|passwd|passphrase)$/i;
/** Words that stand between a key and its value. `isBare`: the value needs no quotes. */
const PHRASES: readonly { readonly key: RegExp; readonly follows: RegExp; readonly isBare?: true }[] = [
  { key: /^password$/i, follows: /^for\s[^=]{1,60}=\s*(?=['"p])(?:password\()?/i },
  { key: /password$/i, follows: /^by\s+(?=['"])/i },
  { key: /^auth-pass$/i, follows: /^\S+\s+(?=\S)/, isBare: true },
  // What Vault prints when it is set up: `Unseal Key 1: S`.
  { key: /^key$/i, follows: /^\d{1,2}(?: \(\w+\))?: ?(?=\S)/, isBare: true },
  { key: /^sshpass$/i, follows: /^-p\s*(?=\S)/, isBare: true },
];

/** A longer one is no word of a command. */
const MAX_WORD = 128;
/** Keys that begin a line of a configuration. */
const DIRECTIVES = /^(?:bindpw|rootpw|passwd|password|secret|insecure-password)$/i;

/** A key that only a blank stands behind: in configuration, commands and SQL. */
export function boundByBlank(reader: Reader, text: string, place: Place, next: Unit, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const before = textOf(view, Math.max(0, start - 64), start);
  const isField = FIELD.test(before);
  const key =
    (isField ? names.ofHeader(text) : undefined) ??
    names.ofKey(text.replace(/^-+/, '')) ??
    (text === 'sshpass' ? ruleName('password') : undefined) ??
    names.ofKey(withWordBefore(view, start, text));
  if (key === undefined) return undefined;
  const isQuoted = isQuote(next.code);
  const at = cursor.at + (isQuoted ? next.length : 0);
  const isOption =
    text.startsWith('-') && (text.startsWith('--') || place.name !== 'middle' || place.isSpaced === true);
  if (isOption && isDescribed(cursor, before)) return { at, key, syntax: SYNTAXES.word, doubt: 'sentence' };
  const isLine = place.name === 'line' || place.name === 'quotes';
  // It ends the string that the key stands in: `"Bearer "+token`.
  const isClosing = place.name === 'quotes' && place.frame !== undefined && isSameQuote(next, place.frame);
  if (isQuoted && isClosing && endsString(cursor)) return undefined;
  if (isQuoted) {
    const isCertain =
      isOption ||
      LISP.test(before) ||
      KEYWORD.test(before) ||
      (STATEMENT.test(before) && DIRECTIVES.test(text)) ||
      text === text.toUpperCase() ||
      isLine ||
      isField ||
      text.startsWith('$') ||
      SQL.test(text);
    return isCertain ? { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: next } : undefined;
  }
  if (next.code === DOLLAR && standsForValue(cursor)) return undefined;
  if (cursor.isCut) return undefined;
  const declared = typed(cursor, key, place);
  if (declared !== undefined || cursor.isCut) return declared;
  const certain = phrased(cursor, key, text);
  if (certain !== undefined || cursor.isCut) return certain;
  if (next.code === OPEN_BRACE && SETS_VARIABLE.test(before))
    return { at: at + next.length, key, syntax: SYNTAXES.word, doubt: 'none' };
  if (isLineEnd(next.code) || next.code === DASH || endsCode[next.code] === 1) return undefined;
  if (isOption) return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
  const frame = frameOf(view, start);
  if (SETS_VARIABLE.test(before) && next.code !== OPEN_BRACKET && next.code !== DOLLAR && isLastWord(cursor))
    return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
  if (cursor.isCut) return undefined;
  if (DECLARES.test(before) || EXPORTS.test(before))
    return { at, key, syntax: SYNTAXES.line, doubt: 'none', ...(frame && { frame }) };
  if (PARAMETER.test(before) || (text === 'password' && LOGIN.test(before)) || COMMANDS.test(text))
    return { at, key, syntax: SYNTAXES.word, doubt: 'none' };
  if (isField && next.code !== DOLLAR && next.code !== PERCENT)
    return { at, key, syntax: SYNTAXES.word, doubt: 'none' };
  if (SETS.test(before)) return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
  if (OF_ROUTER.test(before)) return { at: behindForm(cursor), key, syntax: SYNTAXES.word, doubt: 'command' };
  const back = cursor.at;
  const said = inSentence(cursor, key);
  if (cursor.isCut || !isLine || (said !== undefined && said.at > at)) return said;
  cursor.at = back;
  if (DIRECTIVES.test(text)) return { at, key, syntax: SYNTAXES.word, doubt: /pw$/i.test(text) ? 'command' : 'guess' };
  if (!/\w[._]\w/.test(text)) return said;
  // In a string a line of a configuration ends as one.
  const isDirective = place.name === 'line' || isLastWord(cursor, isLineEnd);
  if (cursor.isCut) return undefined;
  if (isDirective) return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
  return said;
}

/** A program's help has several blanks between an option and what it says of it: `-p, --password   ask for it`. */
function isDescribed({ at, view }: Cursor, before: string): boolean {
  if (!SHORT_OPTION.test(before) && !BEGINS_LINE.test(before)) return false;
  const blank = unitBefore(view, at);
  return blank !== undefined && isBlank(unitBefore(view, at - blank.length)?.code);
}

/** `SET PASSWORD FOR ada = 'S'`, `IDENTIFIED WITH caching_sha2_password BY 'S'`, `auth-pass main S`. */
function phrased(cursor: Cursor, key: SecretName, text: string): Plan | undefined {
  const { view } = cursor;
  const candidates = PHRASES.filter(({ key: pattern }) => pattern.test(text));
  if (candidates.length === 0) return undefined;
  const back = cursor.at;
  const words = wordsAhead(cursor);
  const found = candidates.find(({ follows }) => follows.test(words));
  const match = found?.follows.exec(words);
  if (found === undefined || match === null || match === undefined) {
    // While words are missing, they may follow yet.
    cursor.at = back;
    return undefined;
  }
  cursor.at = back;
  cursor.isCut = false;
  for (let left = match[0].length; left > 0; left -= 1) cursor.at += cursor.peek()?.length ?? 0;
  const quote = wrapped(cursor) ?? cursor.peek();
  if (quote === undefined) return undefined;
  if (isQuote(quote.code)) {
    const at = view.bytes[cursor.at - 1] === quote.code ? cursor.at : cursor.at + quote.length;
    return { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  }
  return found.isBare ? { at: cursor.at, key, syntax: SYNTAXES.word, doubt: 'none' } : undefined;
}

/** Where the password begins behind the digit that tells how it is written. */
function behindForm(cursor: Cursor): number {
  const { at } = cursor;
  const isForm = cursor.skip((code) => isDigit[code] === 1, 2) === 1 && cursor.skip(isBlank) > 0;
  const next = cursor.peek();
  const isBehind = isForm && next !== undefined && !isLineEnd(next.code);
  // A digit that more may follow is of the value.
  if (!isBehind) cursor.at = at;
  return cursor.at;
}

/** A word at the cursor with nothing behind it in its line. */
function isLastWord(cursor: Cursor, isEnd = endsStatement): boolean {
  const ahead = new Cursor(cursor.view, cursor.at);
  ahead.skip((code) => !isWhite(code) && code !== SEMICOLON && code !== AMPERSAND && !isQuote(code), MAX_WORD);
  ahead.skip(isBlank);
  const next = ahead.peek();
  cursor.isCut ||= ahead.isCut;
  if (next === undefined) return cursor.view.isEnded;
  return isEnd(next.code);
}

const endsStatement = (code: number): boolean =>
  isLineEnd(code) || code === SEMICOLON || code === AMPERSAND || isQuote(code);

/** What follows, to the end of the line or the next quote. */
function wordsAhead(cursor: Cursor): string {
  const codes: number[] = [];
  for (
    let unit = cursor.peek();
    unit !== undefined && !isLineEnd(unit.code) && codes.length < 80;
    unit = cursor.peek()
  ) {
    codes.push(unit.code);
    cursor.at += unit.length;
  }
  return Buffer.from(codes).toString('latin1');
}

/** A quoted value behind SQL's `IDENTIFIED BY`. */
export function findQuoted(view: View, wordEnd: number): Found {
  const last = unitBefore(view, wordEnd);
  view.isEncoded = view.bytes[wordEnd - 1] === PLUS || (last !== undefined && isEncodedStyle[last.style]);
  const cursor = new Cursor(view, wordEnd);
  cursor.skip(isBlank);
  const quote = cursor.peek();
  if (quote === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  if (!isQuote(quote.code))
    return OF_USER.test(textOf(view, Math.max(0, wordEnd - 96), wordEnd))
      ? { at: cursor.at, key: ruleName('password'), syntax: SYNTAXES.word, doubt: 'command', ...encoding }
      : undefined;
  return {
    at: cursor.at + quote.length,
    key: ruleName('password'),
    syntax: SYNTAXES.string,
    doubt: 'none',
    frame: quote,
    ...encoding,
  };
}

/** Cypher's `SET PASSWORD FROM 'S' TO 'S'`. */
export function findChanged(view: View, wordEnd: number): Found {
  const found = findQuoted(view, wordEnd);
  return found !== undefined && 'syntax' in found && found.frame !== undefined ? { ...found, next: behindTo } : found;
}

const behindTo: NonNullable<Plan['next']> = (view, valueEnd, { next: _, ...plan }) => {
  view.isEncoded = plan.isEncoded === true;
  const cursor = new Cursor(view, valueEnd);
  cursor.takes(plan.frame?.code ?? 0);
  cursor.skip(isBlank);
  const from = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1, MAX_KEY);
  const isTo = /^to$/i.test(textOf(view, from, cursor.at)) && cursor.skip(isBlank) > 0;
  const quote = cursor.peek();
  if (cursor.isCut) return { heldFrom: cursor.at };
  return isTo && quote !== undefined && isQuote(quote.code)
    ? { ...plan, at: cursor.at + quote.length, frame: quote }
    : undefined;
};
