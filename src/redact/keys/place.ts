// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
  byteSet,
  COLON,
  COMMA,
  DASH,
  EQUALS,
  GREATER,
  HASH,
  LESS,
  LF,
  OPEN_BRACE,
  QUESTION,
  QUOTE,
  SEMICOLON,
  SLASH,
} from '../bytes.ts';
import { isBlank, isLineEnd, isQuote, isWhite, quoteBefore, type Unit, unitBefore, type View } from '../units.ts';
import { MAX_BLANKS } from './cursor.ts';
import { isKeyByte } from './key-text.ts';

/** What stands before a string's opening quote. */
const opensString = byteSet({ bytes: ':=[,({' });
/** What stands in programs, and begins no value. */
export const endsCode = byteSet({ bytes: '{};,()=+|&?/*[' });
/** A brace alone ends a line of a style sheet, of JSON and of much else too. */
const endsLineOfCode = byteSet({ bytes: '{;,()=+|&?/*[' });
/** Anywhere else. */
export const MIDDLE: Place = placed('middle');
/** The beginning of a text that is the value of an encoded pair: an encoded line end ends its line. */
const ENCODED_END: Unit = { code: LF, length: 3, style: 'percent', level: 0 };
/** How much of a line is looked at before a key. */
export const MAX_LINE = 128;

/** Where a key stands, for what its value may be. */
export interface Place {
  readonly name:
    | 'line'
    /** In a query or form. */
    | 'pair'
    /** Behind a semicolon. */
    | 'list'
    /** A quoted text begins with it. */
    | 'quotes'
    | 'tag'
    /** Between tags. */
    | 'content'
    | 'middle';
  /** How that is written which ends the line or the quotes around it. */
  readonly frame: Unit | undefined;
  readonly indent: number;
  /** What is before it looks like a program. */
  readonly isCode: boolean;
  /** It follows a brace or a comma, as in YAML's flow style. */
  readonly isFlow: boolean;
  /** It follows a blank. */
  readonly isSpaced: boolean;
}

export function placed(name: Place['name'], frame?: Unit, indent = 0, isCode = false): Place {
  return { name, frame, indent, isCode, isFlow: false, isSpaced: false };
}

function placedIn(isCode: boolean, isFlow: boolean, isSpaced: boolean): Place {
  return { name: 'middle', frame: undefined, indent: 0, isCode, isFlow, isSpaced };
}

export function placeOf(view: View, start: number, before: Unit | undefined): Place | undefined {
  if (before === undefined) return start === 0 && view.isStart ? placed('line') : MIDDLE;
  const { code } = before;
  if (isPairStart(view, before)) return placed('line', ENCODED_END);
  if (isLineEnd(code) || code === 0) return lineBehind(view, start, before, 0);
  if (isBlank(code)) return afterBlank(view, start);
  if (isQuote(code)) return placed('quotes', quoteBefore(view, start) ?? before);
  switch (code) {
    case AMPERSAND:
    case QUESTION:
    case HASH:
      return placed('pair', before);
    case SEMICOLON:
      return placed('list', before);
    case LESS:
      return placed('tag');
    case SLASH:
      return isEndTag(view, start)
        ? undefined
        : isBlank(unitBefore(view, start - before.length)?.code)
          ? placedIn(false, false, true)
          : MIDDLE;
    case COLON:
      return isNamespace(view, start) ? placed('tag') : MIDDLE;
    case GREATER:
      return placed('content');
    case OPEN_BRACE:
      return placedIn(true, true, false);
    default:
      return placedIn(endsCode[code] === 1, false, false);
  }
}

/** The value of an encoded pair has a text of its own, which begins here. */
export function isPairStart(view: View, { code, style }: Unit): boolean {
  return view.isEncoded && code === EQUALS && style === 'raw';
}

function isEndTag(view: View, start: number): boolean {
  return view.bytes[start - 2] === LESS;
}

/** `<ns:password>`, with the index behind the colon. */
function isNamespace(view: View, start: number): boolean {
  let at = start;
  for (let unit = unitBefore(view, at); unit !== undefined && start - at < 48; unit = unitBefore(view, at)) {
    if (unit.code === LESS) return true;
    if (isKeyByte[unit.code] === 0 && unit.code !== COLON) return false;
    at -= unit.length;
  }
  return false;
}

/** The line that begins at the index, behind that line end. */
function lineBehind(view: View, start: number, before: Unit, indent: number): Place {
  const { before: last } = beforeBlanks(view, start - before.length);
  return placed('line', before, indent, last !== undefined && endsLineOfCode[last.code] === 1);
}

function afterBlank(view: View, start: number): Place {
  const { before, blanks, at } = beforeBlanks(view, start);
  if (before === undefined) return at === 0 && view.isStart ? placed('line', undefined, blanks) : MIDDLE;
  if (isPairStart(view, before)) return placed('line', ENCODED_END, blanks);
  if (isLineEnd(before.code)) return lineBehind(view, at, before, blanks);
  // An item of a list in YAML, and the sign that curl writes before a head's lines.
  if (before.code === DASH || before.code === LESS || before.code === GREATER) {
    const outer = beforeBlanks(view, at - before.length);
    if (outer.before === undefined || isLineEnd(outer.before.code))
      return placed('line', outer.before, blanks + 1 + outer.blanks);
  }
  if (isQuote(before.code) && isOpening(view, at)) return placed('quotes', quoteBefore(view, at) ?? before, blanks);
  return placedIn(false, before.code === COMMA || before.code === OPEN_BRACE, true);
}

/** Where a line begins before the index, but for blanks. */
export function lineOf(view: View, index: number): Place | undefined {
  const before = unitBefore(view, index);
  if (before === undefined) return index === 0 && view.isStart ? placed('line') : undefined;
  if (isPairStart(view, before)) return placed('line', ENCODED_END);
  const place = isLineEnd(before.code)
    ? lineBehind(view, index, before, 0)
    : isBlank(before.code)
      ? afterBlank(view, index)
      : isQuote(before.code) && isOpening(view, index)
        ? placed('quotes', quoteBefore(view, index) ?? before)
        : undefined;
  return place?.name === 'line' || place?.name === 'quotes' ? place : undefined;
}

/** A quote before the index begins a string. */
function isOpening(view: View, index: number): boolean {
  const quote = quoteBefore(view, index);
  const { before } = beforeBlanks(view, index - (quote?.length ?? 1));
  return before === undefined || isLineEnd(before.code) || opensString[before.code] === 1;
}

/** The line end or the opening quote before the index: the same ends the line that begins there. */
export function frameOf(view: View, index: number): Unit | undefined {
  for (let at = index; at > 0 && index - at < MAX_LINE; ) {
    const unit = unitBefore(view, at);
    if (unit === undefined || isLineEnd(unit.code)) return unit;
    if (isQuote(unit.code) && isOpening(view, at)) return quoteBefore(view, at);
    at -= unit.length;
  }
  return undefined;
}

/** What stands before blanks, and how many these are. */
export function beforeBlanks(view: View, index: number): { before: Unit | undefined; blanks: number; at: number } {
  let at = index;
  let blanks = 0;
  for (;;) {
    const before = unitBefore(view, at);
    if (!isWhite(before?.code) || before === undefined || blanks >= MAX_BLANKS || isLineEnd(before.code))
      return { before, blanks, at };
    at -= before.length;
    blanks += 1;
  }
}

/** There is a quote or a tag in this line before the index: a URL may end at one. */
export function isInMarkup(view: View, index: number): boolean {
  const { bytes } = view;
  let at = index - 1;
  for (; at >= 0 && index - at < MAX_LINE; at -= 1) {
    const code = bytes[at];
    if (code === LF) return false;
    if (code === QUOTE || code === LESS || code === GREATER) return true;
  }
  return at >= 0 || !view.isStart;
}

export function isWithinForm(view: View, index: number): boolean {
  return index <= (view.formTo ?? -1);
}
