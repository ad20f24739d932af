// SPDX-License-Identifier: Apache-2.0
import { byteSet, COLON, EQUALS, GREATER, TAB } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Doubt, Plan, Syntax } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, isQuote, isSameQuote, isWhite, textOf, type Unit, type View } from '../units.ts';
import { Cursor, endsString, type Reader } from './cursor.ts';
import { isKeyByte, MAX_KEY } from './key-text.ts';
import { typed } from './languages.ts';
import { ALONE, isInBrackets, isInList, LAST_SAID, PAIRS, restOfLine } from './line-pairs.ts';
import { openedValue } from './opened.ts';
import { isInMarkup, isWithinForm, type Place } from './place.ts';
import { standsForValue } from './standing.ts';
import { blockBelow, scalarBelow } from './yaml.ts';

/** RFC 9110, 5.1. */
const FIELD = /^[A-Za-z][\w-]*$/;
/** A variable of an environment, or an option of a command. */
const OPTION = /^(?:[A-Z][A-Z0-9_]*|--.*)$/;
const ARN = /\b(?:arn:aws[\w-]*|aws:arn):[\w-]+:[\w-]*:(?:\d{12})?:[\w-]+:$/;
const LONGEST_ARN = 96;
const LOGGED = /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL)\b.* (?!pass|pwd)\S+$/;
/** An option whose value is pairs, up to the name of one: `--from-literal=`, `--set db.user=ada,`. */
const OF_OPTION = /(?:^|[\s"'])--?[a-z][a-z-]*[= ](?:[\w.[\]-]+=[^\s"',]*,)*$/;
/** What helm has several values behind, as a word of a list too. */
const OF_SET = /(?:^|[\s"'])--set(?:-string)?(?:[= ]["']?|["'],\s*["'])(?:[\w.[\]-]+=[^\s"',]*,)*$/;
const LONGEST_PAIRS = 96;
/** No value of a log is longer that pairs follow. */
const LONGEST_LOGGED = 512;
/** What a line takes besides its characters: it may be a field. */
const LINE_COST = 40;
/** Of C#, whose records say of themselves `Login { User = ada, Password = S }`. */
const PROPERTY = /^(?:[A-Z][a-z]+)+$/;
/** Those of Selectors Level 4, the elements of CSS Pseudo-Elements Level 4, and what browsers call their own. */
const PSEUDO_CLASS =
  /^:?(?:active|after|autofill|backdrop|before|checked|default|dir|disabled|empty|enabled|file-selector-button|first|first-(?:child|letter|line|of-type)|focus|focus-(?:visible|within)|fullscreen|has|hover|in-range|indeterminate|invalid|is|lang|last-(?:child|of-type)|link|marker|not|nth-(?:last-)?(?:child|of-type)|only-(?:child|of-type)|optional|out-of-range|placeholder|placeholder-shown|read-(?:only|write)|required|root|selection|target|valid|visited|where|-(?:webkit|moz|ms)-[a-z-]+)(?=:|$)/;
const isOfPseudoClass = byteSet({ ranges: 'a-z', bytes: ':-' });
/** What follows one: another part of the selector, a block, or the next selector. */
const behindPseudoClass = byteSet({ bytes: '{,.(>[+~)# \t\r\n"\'' });
const LONGEST_PSEUDO_CLASS = 48;

export function boundByEquals(
  reader: Reader,
  text: string,
  place: Place,
  separator: Unit,
  blanks: number,
): Plan | undefined {
  const { cursor, names, view } = reader;
  cursor.at += separator.length;
  const next = cursor.peek();
  if (next?.code === EQUALS) return undefined;
  const isArrow = next?.code === GREATER;
  if (isArrow && next !== undefined) cursor.at += next.length;
  const isPair =
    blanks === 0 &&
    (place.name === 'pair' || (place.name === 'line' && !view.isEncoded && isWithinForm(view, cursor.at)));
  const key = isPair ? names.ofPair(text.replaceAll('+', ' ')) : names.ofKey(text);
  if (key === undefined) return undefined;
  const spaced = cursor.skip(isBlank) + blanks > 0 || isArrow;
  if (!spaced && standsForValue(cursor)) return undefined;
  const isAtLine = place.name === 'line' || place.name === 'quotes';
  if (!spaced && isAtLine && !OPTION.test(text)) {
    const isField = isLogged(cursor, key);
    if (cursor.isCut) return undefined;
    if (isField) return openedValue(cursor, key, place, SYNTAXES.field, 'code', separator);
  }
  if (isPair && isWithinForm(view, cursor.at) && !view.isEncoded)
    return { at: cursor.at, key, syntax: SYNTAXES.form, doubt: 'none' };
  switch (place.name) {
    case 'pair':
      // Behind a query a request's line goes on: `?token= HTTP/1.1`.
      if (spaced && !isArrow && !view.isEncoded && blanks === 0) return undefined;
      return openedValue(
        cursor,
        key,
        place,
        isInMarkup(view, cursor.at) ? SYNTAXES.query : SYNTAXES.lineQuery,
        'none',
        separator,
      );
    case 'list':
      return openedValue(
        cursor,
        key,
        place,
        isInMarkup(view, cursor.at) ? SYNTAXES.list : SYNTAXES.lineList,
        'none',
        separator,
      );
    case 'line':
      if (!spaced && OPTION.test(text)) return openedValue(cursor, key, place, variableOf(text), 'none', separator);
      return openedValue(
        cursor,
        key,
        place,
        spaced ? SYNTAXES.line : SYNTAXES.pairs,
        place.isCode && spaced ? 'guess' : 'code',
        separator,
      );
    case 'quotes':
      if (!spaced && isOfOption(view, text, cursor.at, separator, OF_SET))
        return openedValue(cursor, key, place, SYNTAXES.argument, 'command', separator);
      return openedValue(
        cursor,
        key,
        place,
        spaced ? SYNTAXES.line : variableOf(text),
        OPTION.test(text) && !spaced ? 'none' : 'code',
        separator,
      );
    default:
      if (!spaced && isOfPeople(key) && isInList(cursor, text, separator))
        return openedValue(cursor, key, place, SYNTAXES.word, 'none', separator);
      if (cursor.isCut) return undefined;
      // `Array ( [user] => ada [password] => S )`
      if ((isArrow && text.endsWith(']')) || (!spaced && OPTION.test(text)))
        return openedValue(cursor, key, place, SYNTAXES.argument, 'none', separator);
      if (!spaced && isOfOption(view, text, cursor.at, separator))
        return openedValue(cursor, key, place, SYNTAXES.argument, 'command', separator);
      return openedValue(
        cursor,
        key,
        place,
        SYNTAXES.word,
        (spaced || place.isCode) && !(place.isFlow && PROPERTY.test(text))
          ? 'guess'
          : text.includes('.')
            ? 'spaced'
            : 'code',
        separator,
      );
  }
}

/**
 * A log of pairs, by the pairs that follow in the line: `token=S user=ada`. A password may have blanks and equals signs,
 * so that two of them have to follow it.
 */
function isLogged(cursor: Cursor, { rule }: SecretName): boolean {
  const ahead = new Cursor(cursor.view, cursor.at);
  let left = rule === 'password' ? 2 : 1;
  for (; left > 0; left -= 1) {
    const quote = ahead.peek();
    const isQuoted = quote !== undefined && isQuote(quote.code) && ahead.at > cursor.at;
    if (isQuoted) ahead.at += quote.length;
    ahead.skip((code) => (isQuoted ? code !== quote.code : !isWhite(code)), LONGEST_LOGGED);
    if (isQuoted) ahead.takes(quote.code);
    if (ahead.skip(isBlank) === 0 || ahead.skip((code) => isKeyByte[code] === 1) === 0) break;
    if (ahead.takes(EQUALS) === undefined) break;
  }
  if (ahead.isCut) cursor.isCut = true;
  return left === 0;
}

/** The pair whose name ends before its separator is of an option's value. */
function isOfOption(view: View, name: string, valueAt: number, { length }: Unit, option = OF_OPTION): boolean {
  const before = textOf(view, Math.max(0, valueAt - LONGEST_PAIRS), valueAt - length);
  return before.endsWith(name) && option.test(before.slice(0, before.length - name.length));
}

/** A name in capitals is one of an environment. */
const variableOf = (text: string): Syntax =>
  /^[A-Z]/.test(text) && OPTION.test(text) ? SYNTAXES.variable : SYNTAXES.pairs;

export function boundByColon(reader: Reader, text: string, place: Place, separator: Unit): Plan | undefined {
  const { cursor, names, view } = reader;
  work.done += LINE_COST;
  cursor.at += separator.length;
  const keyEnd = cursor.at;
  // Of a style sheet: `.token:hover{`.
  if (text.includes('.') && isPseudoClass(cursor)) return undefined;
  const isTabbed = cursor.peek()?.code === TAB;
  const isAtLine = place.name === 'line' || place.name === 'quotes';
  const header = isAtLine && FIELD.test(text) ? names.ofHeader(text) : undefined;
  const isHeader = header !== undefined && (names.isKnownHeader(text) || (text.includes('-') && place.indent === 0));
  const isDouble = !isHeader && cursor.takes(COLON) !== undefined;
  if (!isHeader && cursor.takes(EQUALS) !== undefined) return assigned(reader, text, place, separator);
  const key = isHeader ? header : names.ofKey(text);
  if (key === undefined) return undefined;
  if ((!isAtLine || text.includes(':')) && isInArn(view, keyEnd)) return undefined;
  const spaces = cursor.skip(isBlank);
  const next = cursor.peek();
  if (isHeader) {
    // A key of YAML may have a field's name.
    const block = next === undefined ? undefined : blockBelow(cursor, key, place);
    return block ?? (cursor.isCut ? undefined : headerValue(cursor, key, place));
  }
  // The string of the key ends without one.
  if (place.name === 'quotes' && place.frame !== undefined && next !== undefined && isSameQuote(next, place.frame))
    if (endsString(cursor)) return undefined;
  // LDIF writes a value in Base64 behind two colons; C++ a name.
  if (isDouble && ((place.name !== 'line' && place.name !== 'quotes') || spaces === 0)) return undefined;
  if (text.startsWith('map[')) return openedValue(cursor, key, place, SYNTAXES.word, 'spaced', separator);
  if (place.name === 'line' || place.name === 'quotes') {
    const block = blockBelow(cursor, key, place);
    if (block !== undefined || cursor.isCut) return block;
    if (next !== undefined && isLineEnd(next.code)) return scalarBelow(cursor, key, place);
    if (spaces === 0 && isPartOfKey(cursor)) return undefined;
    if (place.name === 'quotes')
      return (
        typed(cursor, key, place) ??
        openedValue(cursor, key, place, SYNTAXES.line, /\s/.test(text) ? 'label' : 'code', separator)
      );
    if (spaces === 0 && isOfPeople(key) && !/[:/]/.test(text)) {
      const rest = restOfLine(cursor);
      if (cursor.isCut) return undefined;
      // `Password:S User:ada`, and a line of its own.
      if (PAIRS.test(rest)) return openedValue(cursor, key, place, SYNTAXES.word, 'spaced', separator);
      if (!place.isCode && ALONE.test(rest)) return openedValue(cursor, key, place, SYNTAXES.yaml, 'code', separator);
    }
    return (
      typed(cursor, key, place) ??
      openedValue(cursor, key, place, SYNTAXES.yaml, lineDoubt(text, place, spaces), separator)
    );
  }
  // What a log says amid a line: `Using password: S`.
  if (spaces > 0 && place.isSpaced && key.rule === 'password' && LAST_SAID.test(restOfLine(cursor)))
    return openedValue(cursor, key, place, SYNTAXES.word, 'command', separator);
  if (!cursor.isCut && isOfPeople(key) && isInBrackets(cursor, text, keyEnd - separator.length))
    return openedValue(cursor, key, place, SYNTAXES.word, 'command', separator);
  if (cursor.isCut) return undefined;
  return (
    typed(cursor, key, place) ??
    openedValue(cursor, key, place, SYNTAXES.word, colonDoubt(text, place, spaces, isTabbed), separator)
  );
}

/** What follows is a state of an element, in a style sheet: nothing is bound there. Cut: it may be. */
function isPseudoClass(cursor: Cursor): boolean {
  const ahead = new Cursor(cursor.view, cursor.at);
  ahead.skip((code) => isOfPseudoClass[code] === 1, LONGEST_PSEUDO_CLASS);
  const next = ahead.peek();
  if (ahead.isCut) cursor.isCut = true;
  const isEnd = next === undefined || behindPseudoClass[next.code] === 1;
  return ahead.isCut || (isEnd && PSEUDO_CLASS.test(textOf(cursor.view, cursor.at, ahead.at)));
}

/** What people choose or programs keep for them: parsers and frameworks have tokens and sessions. */
const isOfPeople = ({ rule, word }: SecretName): boolean =>
  rule === 'password' || rule === 'api_key' || (rule === 'secret' && !word.startsWith('auth'));

/** A log puts a level before the name of what it tells of: `INFO auth: user ada logged in`. */
function lineDoubt(text: string, { isCode }: Place, spaces: number): Doubt {
  if (spaces === 0 || isCode) return 'guess';
  return LOGGED.test(text) ? 'label' : 'code';
}

/** Go prints `{User:ada Password:S}` and `map[password:S]`, YAML's flow style has a blank behind the colon. */
function colonDoubt(text: string, { isFlow, isSpaced }: Place, spaces: number, isTabbed: boolean): Doubt {
  if (isTabbed || (spaces > 0 && isFlow)) return 'code';
  return spaces === 0 && (isSpaced || text.startsWith('map[')) ? 'spaced' : 'guess';
}

/** The kind of a resource of AWS: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop`. */
const isInArn = (view: View, kindEnd: number): boolean =>
  ARN.test(textOf(view, Math.max(0, kindEnd - LONGEST_ARN), kindEnd));

/** `auth:jwt:token=` is one key. */
function isPartOfKey(cursor: Cursor): boolean {
  const { view } = cursor;
  const ahead = new Cursor(view, cursor.at);
  ahead.skip((code) => isKeyByte[code] === 1, MAX_KEY);
  const unit = ahead.peek();
  if (ahead.isCut) cursor.isCut = true;
  return ahead.at > cursor.at && (unit?.code === COLON || unit?.code === EQUALS || ahead.isCut);
}

function assigned(reader: Reader, text: string, place: Place, separator: Unit): Plan | undefined {
  const { cursor, names } = reader;
  const key = names.ofKey(text);
  if (key === undefined) return undefined;
  cursor.skip(isBlank);
  return openedValue(cursor, key, place, SYNTAXES.word, 'guess', separator);
}

/** The whole line is masked, and lines that continue it. */
function headerValue(cursor: Cursor, key: SecretName, { name, frame, indent }: Place): Plan {
  const { view } = cursor;
  const isInQuotes = name === 'quotes' || (frame !== undefined && frame.level > 0);
  const syntax = isInQuotes || indent > 0 || view.isEncoded ? SYNTAXES.line : SYNTAXES.header;
  return {
    at: cursor.at,
    key,
    syntax,
    doubt: indent > 0 && !isInQuotes ? 'code' : 'none',
    ...(isInQuotes && frame && { frame }),
  };
}
