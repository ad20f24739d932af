// SPDX-License-Identifier: Apache-2.0
import {
  AT,
  BACKSLASH,
  byteSet,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  EQUALS,
  HASH,
  LESS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PERCENT,
  SPACE,
} from '../bytes.ts';
import type { Doubt, Plan, Syntax } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, isQuote, isSameQuote, isWhite, textOf, type Unit, unitAt, unitBefore } from '../units.ts';
import { Cursor } from './cursor.ts';
import { fallback } from './fallback.ts';
import { itemAt } from './items.ts';
import { isDigit, isKeyByte } from './key-text.ts';
import { SECRET_MEMBER, TOKEN_MEMBER, toMember } from './members.ts';
import { MAX_LINE, type Place } from './place.ts';

/** What follows the closing quote of a string. */
const behindQuote = byteSet({ bytes: '+,;).' });
const behindMember = byteSet({ bytes: ',}]' });
const beginsValue = byteSet({ ranges: 'a-zA-Z0-9' });
/** Names of members that hold the value of the object's key. */
const HOLDERS =
  /^(?:value|data|plain|plaintext|text|content|raw|secret|current|new|old|_{0,2}text|_|#text|\$t?|\$value|string|string_?value|array_?value|values|ss?)$/i;
/** Lists and objects around a value. */
const MOST_DEEP = 3;
/** A value in a call: Rust's, Haskell's and others' wrappers. */
const WRAPPER = /^(?:qq?|Q|Some|Just|Ok|Right|Secret|SecretString|SecretStr|Password|String|Optional|Value|Token|Str)$/;
const LONGEST_WRAPPER = 12;
/** Functions of SQL that a secret is given to, within one another too. */
const functions: ReadonlySet<string> = new Set(
  `md5 sha sha1 sha2 sha224 sha256 sha384 sha512 password old_password pwdencrypt crypt encrypt aes_encrypt des_encrypt
   pgp_sym_encrypt encode digest hashbytes standard_hash hex unhex to_hex rawtohex to_base64 upper lower concat`.split(
    /\s+/,
  ),
);
/** Those whose first argument says how. */
const takesAlgorithm = /^hashbytes$/i;
const mayHash = byteSet({ bytes: 'mMsSpPoOcCeEaAdDhHuUtTrRlL' });
const LONGEST_FUNCTION = 16;
const MOST_CALLS = 4;
/** What a wrapper, or the letter before a special string, begins with. */
const mayWrap = byteSet({ bytes: 'bBuUrRfFL@$nNSJOPVTsq' });

/** Behind a separator and blanks: by the first character of the value, else as it is given. */
export function openedValue(
  cursor: Cursor,
  key: SecretName,
  place: Place,
  bare: Syntax,
  doubt: Doubt,
  separator: Unit,
  depth = 0,
): Plan | undefined {
  const first = cursor.peek();
  if (first === undefined) return undefined;
  if (isQuote(first.code)) {
    if (isClosing(cursor, first, separator)) return undefined;
    cursor.at += first.length;
    const isEmpty = cursor.takes(first.code) !== undefined;
    const isTriple = isEmpty && cursor.peek()?.code === first.code;
    if (cursor.isCut || (isEmpty && !isTriple)) {
      if (cursor.isCut) cursor.at -= isEmpty ? first.length : 0;
      return undefined;
    }
    cursor.at -= isTriple ? 0 : first.length;
  }
  if (isQuote(first.code))
    return {
      at: cursor.at + first.length,
      key,
      syntax: SYNTAXES.string,
      doubt: 'none',
      frame: first,
      ...(separator.code === EQUALS && { isPair: true }),
    };
  if (first.code === OPEN_BRACKET)
    return depth > MOST_DEEP ? undefined : arrayValue(cursor, key, place, bare, doubt, separator, depth);
  if (first.code === OPEN_BRACE && isHashAhead(cursor, bare))
    return { at: cursor.at, key, syntax: bare, doubt: 'none', ...(place.frame && { frame: place.frame }) };
  if (cursor.isCut) return undefined;
  if (first.code === OPEN_BRACE) {
    if (bare === SYNTAXES.list || bare === SYNTAXES.lineList || (bare === SYNTAXES.pairs && /^pwd$/i.test(key.word)))
      return { at: cursor.at + first.length, key, syntax: SYNTAXES.braced, doubt: 'none' };
    return objectValue(cursor, key, place, separator, depth);
  }
  const quote = hashed(cursor) ?? (cursor.isCut ? undefined : wrapped(cursor));
  if (cursor.isCut) return undefined;
  if (quote !== undefined && isQuote(quote.code))
    return { at: cursor.at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  if (quote !== undefined) return { at: cursor.at, key, syntax: SYNTAXES.word, doubt: 'none' };
  const otherwise = fallback(cursor);
  if (cursor.isCut) return undefined;
  if (otherwise !== undefined)
    return { at: cursor.at + otherwise.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: otherwise };
  const frame = place.frame ?? (separator.style === 'raw' ? undefined : separator);
  return { at: cursor.at, key, syntax: bare, doubt, indent: place.indent, ...(frame && { frame }) };
}

/** A quote right behind the separator may end the string that the key stands in: `"the token:" + token`. */
function isClosing(cursor: Cursor, quote: Unit, separator: Unit): boolean {
  const { view } = cursor;
  const back = unitBefore(view, cursor.at);
  if (back === undefined || back.code !== separator.code || quote.style !== 'raw') return false;
  if (quote.level > 0) return endsMember(cursor, quote);
  let count = 0;
  let at = cursor.at;
  for (; at > 0 && cursor.at - at < MAX_LINE; ) {
    const unit = unitBefore(view, at);
    if (unit === undefined || (isLineEnd(unit.code) && unit.level === 0)) break;
    const byte = view.bytes[at - 1];
    if (byte === quote.code && view.bytes[at - 2] !== BACKSLASH) count += 1;
    at -= 1;
  }
  const isLine = at === 0 ? view.isStart : isLineEnd(view.bytes[at - 1]);
  if (isLine && count % 2 === 0) return false;
  const next = unitAt(view, cursor.at + quote.length);
  if (next === undefined) {
    if (!view.isEnded) cursor.isCut = true;
    return true;
  }
  // A quote more that stands before the text makes them odd.
  return isLine ? beginsValue[next.code] === 0 : isWhite(next.code) || behindQuote[next.code] === 1;
}

/** What follows the quote goes on as JSON does: `\"Ao=\",\"next\":`. */
function endsMember(cursor: Cursor, quote: Unit): boolean {
  const ahead = new Cursor(cursor.view, cursor.at + quote.length);
  const next = ahead.peek();
  if (next !== undefined && behindMember[next.code] === 1) ahead.at += next.length;
  const then = ahead.peek();
  cursor.isCut ||= ahead.isCut;
  if (next === undefined || then === undefined || behindMember[next.code] === 0) return false;
  return next.code === COMMA ? isSameQuote(then, quote) : behindMember[then.code] === 1 || isQuote(then.code);
}

/** The scheme of a hash stands before it: `{SSHA}S`. */
function isHashAhead(cursor: Cursor, bare: Syntax): boolean {
  const { view } = cursor;
  if (bare.name !== 'line') return false;
  const ahead = new Cursor(view, cursor.at);
  ahead.takes(OPEN_BRACE);
  const length = ahead.skip((code) => isKeyByte[code] === 1, 16);
  const isHash = length > 1 && ahead.takes(CLOSE_BRACE) !== undefined && !isWhite(ahead.peek()?.code);
  if (ahead.isCut) cursor.isCut = true;
  return isHash && !ahead.isCut;
}

function arrayValue(
  cursor: Cursor,
  key: SecretName,
  place: Place,
  bare: Syntax,
  doubt: Doubt,
  separator: Unit,
  depth: number,
): Plan | undefined {
  cursor.takes(OPEN_BRACKET);
  cursor.skip(isWhite);
  const item = itemAt(cursor, key, 'none', depth);
  if (item !== undefined || cursor.isCut) return item;
  const next = cursor.peek();
  if (next?.code === OPEN_BRACKET) return arrayValue(cursor, key, place, bare, doubt, separator, depth + 1);
  if (next?.code === OPEN_BRACE) return objectValue(cursor, key, place, separator, depth + 1);
  if (next?.code === CLOSE_BRACKET) return ofBytes(cursor, key);
  if (next === undefined) return undefined;
  return { at: cursor.at, key, syntax: SYNTAXES.word, doubt };
}

/** Go's `[]byte("S")`, `[]string{"S"}`. */
function ofBytes(cursor: Cursor, key: SecretName): Plan | undefined {
  cursor.takes(CLOSE_BRACKET);
  const { at } = cursor;
  if (cursor.skip((code) => isKeyByte[code] === 1, LONGEST_WRAPPER) === 0) return undefined;
  if (!/^(?:byte|string|rune)$/.test(textOf(cursor.view, at, cursor.at))) return undefined;
  if ((cursor.takes(OPEN_PAREN) ?? cursor.takes(OPEN_BRACE)) === undefined) return undefined;
  return itemAt(cursor, key, 'none');
}

/** Of an object the member that holds the value: the first one may have other names. */
function objectValue(cursor: Cursor, key: SecretName, place: Place, separator: Unit, depth: number): Plan | undefined {
  const { view } = cursor;
  cursor.takes(OPEN_BRACE);
  cursor.skip(isWhite);
  const quote = cursor.peek();
  if (quote === undefined || !isQuote(quote.code) || depth > MOST_DEEP) return undefined;
  const first = cursor.at;
  cursor.at += quote.length;
  const start = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1 || code === HASH, 16);
  const holders = key.rule === 'token' && depth === 0 ? TOKEN_MEMBER : SECRET_MEMBER;
  const isHolder = HOLDERS.test(textOf(view, start, cursor.at));
  const closing = cursor.peek();
  if (closing === undefined) return undefined;
  if (isHolder && isSameQuote(closing, quote)) {
    cursor.at += closing.length;
    cursor.skip(isWhite);
    if (cursor.takes(COLON) === undefined) return undefined;
  } else {
    cursor.at = first;
    if (!toMember(cursor, quote, holders)) return undefined;
  }
  cursor.skip(isWhite);
  const plan = openedValue(cursor, key, place, SYNTAXES.word, 'guess', separator, depth + 1);
  if (plan === undefined || plan.more !== undefined) return plan;
  // A token of a text has a type before its value.
  const doubt = !isHolder && key.rule === 'token' ? 'guess' : plan.doubt;
  return { ...plan, doubt, quote, holders, depth, more: 'members' };
}

/** The quote behind `Some(` and the like, or behind a letter that makes a string a special one. */
export function wrapped(cursor: Cursor): Unit | undefined {
  const { view } = cursor;
  const back = cursor.at;
  // Ruby's `%q(S)`.
  const isRuby = cursor.takes(PERCENT) !== undefined;
  const nameAt = cursor.at;
  const first = cursor.peek();
  if (first?.code === LESS) return ofBinary(cursor);
  if (
    first === undefined ||
    (first.style !== 'raw' && first.code !== AT) ||
    (isRuby ? !/[qQ]/.test(String.fromCharCode(first.code)) : mayWrap[first.code] === 0)
  ) {
    cursor.at = back;
    return undefined;
  }
  cursor.skip((code) => isKeyByte[code] === 1, LONGEST_WRAPPER + 1);
  const name = textOf(view, nameAt, cursor.at);
  let isCall = WRAPPER.test(name) && !cursor.isCut;
  // Rust's `String::from("S")`.
  if (name === 'String' && cursor.takes(COLON) !== undefined)
    cursor.skip((code) => code === COLON || isKeyByte[code] === 1, 6);
  const isPerl = isCall && /^q/i.test(name);
  if (isPerl && cursor.takes(OPEN_BRACE) !== undefined) cursor.skip(isBlank);
  // A quote right behind the name ends the string that it is in: `Configuration["Auth:Token"]`.
  else if (isCall)
    isCall = (cursor.takes(OPEN_PAREN) ?? cursor.takes(OPEN_BRACKET) ?? cursor.takes(SPACE)) !== undefined;
  else if (name === 'string' || name === 'String') skipLength(cursor);
  // C# and Objective-C write `@"S"`.
  const isVerbatim = !isCall && name.length < 2 && cursor.takes(AT) !== undefined;
  const quote = isCall || isVerbatim || name.length === 1 || name === 'string' ? cursor.peek() : undefined;
  if (quote !== undefined && isQuote(quote.code)) {
    cursor.at += quote.length;
    return quote;
  }
  const opening = view.bytes[cursor.at - 1];
  // The collector of OpenTelemetry prints `Str(S)`.
  if (
    isCall &&
    quote !== undefined &&
    (opening === OPEN_BRACKET ||
      (isPerl && opening === OPEN_BRACE) ||
      ((isPerl || name === 'Str') && opening === OPEN_PAREN))
  )
    return quote;
  // What follows may be the value itself: nothing of it may be shown.
  cursor.at = back;
  return undefined;
}

/** Goes on to the text behind functions of SQL: `crypt('S', gen_salt('bf'))`, `HASHBYTES('SHA2_256', 'S')`. */
function hashed(cursor: Cursor): Unit | undefined {
  if (mayHash[cursor.peek()?.code ?? 0] === 0) return undefined;
  const { view } = cursor;
  const ahead = new Cursor(view, cursor.at);
  let skips = false;
  for (let depth = 0; depth < MOST_CALLS; depth += 1) {
    const from = ahead.at;
    ahead.skip((code) => isKeyByte[code] === 1, LONGEST_FUNCTION);
    const name = textOf(view, from, ahead.at);
    const isCall = functions.has(name.toLowerCase()) && ahead.takes(OPEN_PAREN) !== undefined;
    cursor.isCut ||= ahead.isCut;
    if (!isCall) return undefined;
    skips ||= takesAlgorithm.test(name);
    ahead.skip(isBlank);
    const quote = ahead.peek();
    cursor.isCut ||= ahead.isCut;
    if (quote === undefined || !isQuote(quote.code)) continue;
    ahead.at += quote.length;
    if (skips) {
      ahead.skip((code) => isKeyByte[code] === 1, LONGEST_FUNCTION);
      if (ahead.takes(quote.code) !== undefined && ahead.takes(COMMA) !== undefined) ahead.skip(isBlank);
      const next = ahead.peek();
      cursor.isCut ||= ahead.isCut;
      if (next === undefined || !isSameQuote(next, quote)) return undefined;
      ahead.at += next.length;
    }
    cursor.at = ahead.at;
    return quote;
  }
  return undefined;
}

/** Erlang's `<<"S">>`. */
function ofBinary(cursor: Cursor): Unit | undefined {
  const back = cursor.at;
  const isBinary = cursor.takes(LESS) !== undefined && cursor.takes(LESS) !== undefined;
  const quote = isBinary ? cursor.peek() : undefined;
  if (quote !== undefined && isQuote(quote.code)) {
    cursor.at += quote.length;
    return quote;
  }
  cursor.at = back;
  return undefined;
}

/** PHP's dumps say how long a string is: `string(24) "S"`. */
function skipLength(cursor: Cursor): void {
  if (cursor.takes(OPEN_PAREN) === undefined) return;
  cursor.skip((code) => isDigit[code] === 1);
  cursor.takes(CLOSE_PAREN);
  cursor.skip(isBlank);
}
