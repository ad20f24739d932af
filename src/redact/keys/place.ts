// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
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
} from '../ascii.ts';
import { byteSet } from '../byte-set.ts';
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
export const MIDDLE: Place = { name: 'middle', indent: 0, isCode: false };
/** The beginning of a text that is the value of an encoded pair: an encoded line end ends its line. */
const ENCODED_LINE: Place = { ...MIDDLE, name: 'line', frame: { code: LF, length: 3, style: 'percent', level: 0 } };
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
  readonly frame?: Unit;
  readonly indent: number;
  /** What is before it looks like a program. */
  readonly isCode: boolean;
  /** It follows a brace or a comma, as in YAML's flow style. */
  readonly isFlow?: true;
  /** It follows a blank. */
  readonly isSpaced?: true;
}

export function placeOf(view: View, start: number, before: Unit | undefined): Place | undefined {
  if (before === undefined) return start === 0 && view.isStart ? { ...MIDDLE, name: 'line' } : MIDDLE;
  const { code } = before;
  if (isPairStart(view, before)) return ENCODED_LINE;
  if (isLineEnd(code) || code === 0) return lineBehind(view, start, before, 0);
  if (isBlank(code)) return afterBlank(view, start);
  if (isQuote(code)) return { ...MIDDLE, name: 'quotes', frame: quoteBefore(view, start) ?? before };
  switch (code) {
    case AMPERSAND:
    case QUESTION:
    case HASH:
      return { ...MIDDLE, name: 'pair', frame: before };
    case SEMICOLON:
      return { ...MIDDLE, name: 'list', frame: before };
    case LESS:
      return { ...MIDDLE, name: 'tag' };
    case SLASH:
      return isEndTag(view, start)
        ? undefined
        : isBlank(view.bytes[start - 2])
          ? { ...MIDDLE, isSpaced: true }
          : MIDDLE;
    case COLON:
      return isNamespace(view, start) ? { ...MIDDLE, name: 'tag' } : MIDDLE;
    case GREATER:
      return { ...MIDDLE, name: 'content', isCode: false };
    case OPEN_BRACE:
      return { ...MIDDLE, isCode: true, isFlow: true };
    default:
      return { ...MIDDLE, isCode: endsCode[code] === 1 };
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
  return { name: 'line', frame: before, indent, isCode: last !== undefined && endsLineOfCode[last.code] === 1 };
}

function afterBlank(view: View, start: number): Place {
  const { before, blanks, at } = beforeBlanks(view, start);
  if (before === undefined) return at === 0 && view.isStart ? { ...MIDDLE, name: 'line', indent: blanks } : MIDDLE;
  if (isPairStart(view, before)) return { ...ENCODED_LINE, indent: blanks };
  if (isLineEnd(before.code)) return lineBehind(view, at, before, blanks);
  // An item of a list in YAML, and the sign that curl writes before a head's lines.
  if (before.code === DASH || before.code === LESS || before.code === GREATER) {
    const outer = beforeBlanks(view, at - 1);
    if (outer.before === undefined || isLineEnd(outer.before.code))
      return {
        ...MIDDLE,
        name: 'line',
        indent: blanks + 1 + outer.blanks,
        ...(outer.before && { frame: outer.before }),
      };
  }
  if (isQuote(before.code) && isOpening(view, at))
    return { ...MIDDLE, name: 'quotes', frame: quoteBefore(view, at) ?? before, indent: blanks };
  return { ...MIDDLE, isSpaced: true, ...((before.code === COMMA || before.code === OPEN_BRACE) && { isFlow: true }) };
}

/** Where a line begins before the index, but for blanks. */
export function lineOf(view: View, index: number): Place | undefined {
  const before = unitBefore(view, index);
  if (before === undefined) return index === 0 && view.isStart ? { ...MIDDLE, name: 'line' } : undefined;
  if (isPairStart(view, before)) return ENCODED_LINE;
  const place = isLineEnd(before.code)
    ? lineBehind(view, index, before, 0)
    : isBlank(before.code)
      ? afterBlank(view, index)
      : isQuote(before.code) && isOpening(view, index)
        ? { ...MIDDLE, name: 'quotes' as const, frame: quoteBefore(view, index) ?? before }
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
