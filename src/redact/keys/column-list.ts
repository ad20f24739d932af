// SPDX-License-Identifier: Apache-2.0
import { byteSet, COMMA, DIGIT_0, EQUALS, latin1Of, OPEN_PAREN, PERCENT, PLUS, SPACE, TAB } from '../bytes.ts';
import {
  isBlank,
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
} from '../units.ts';
import { isKeyByte } from './key-text.ts';
import { beforeBlanks, isPairStart } from './place.ts';

/** The names before the first secret's are so long at most. */
const MAX_BEFORE = 160;
export const isSeparator = byteSet({ bytes: ',;\t' });
/** What names of columns are quoted with. */
const isQuotedName = byteSet({ bytes: '"`[]' });
/** A quote, blanks, and escapes of them. */
const mayBegin = byteSet({ bytes: '"`[ \r\n+\\' });
const mayEscape = byteSet({ bytes: '%\\' });
const LETTER_T = 0x74;
const MAX_BLANKS = 16;
/** A name's words before its last one are so long at most. */
const MAX_WORDS = 40;
const QUOTED_WORDS = /(?:["`[]|%(?:22|5B|60))(?:[\w +-]|%20)+$/i;
/** What stands before a string that has lines. */
const opensString = byteSet({ bytes: ':=' });
/** So much is read of what stands before lines. */
const MAX_OPENING = 64;
/** The end of a part's head (RFC 7578), the fence of a block in Markdown, the head of a block in YAML; CR LF are two escapes in a string. */
const OPENS_LINES =
  /(?:: ?[^\r\n]+(?:\r\n\r\n|\n\n|\n{4})|(?:```|~~~)[\w -]*(?:\r\n|\n\n?)|: *[|>][-+\d]*[ \t]*(?:\r\n|\n\n?))$/;
/** What ends it, before the end of its line. */
const endsOpening = byteSet({ ranges: 'a-zA-Z0-9', bytes: '\r\n`~|>-+ ' });
/** A sentence has blanks beside its commas, and a file its names on one line. */
const IN_PROSE = /[\n\r]| [,;\t]|[,;\t] /;

/** Where a list of names begins. */
export interface ListStart {
  readonly at: number;
  /** `bracket`: of a statement; `text`: it begins the text; `within`: it begins a text in this one, and is none without a row. */
  readonly place: 'bracket' | 'text' | 'within';
  /** Columns that its line is indented by. */
  readonly indent: number;
}

export const isOfName = (code: number): boolean => isKeyByte[code] === 1 || isQuotedName[code] === 1;

/** Whether the word may be the last of several that are a name: of a text's first line, or of a quoted name. */
export function mayHaveWords({ bytes, isStart }: View, start: number): boolean {
  const before = bytes[start - 1];
  if (before === SPACE && isStart && start < MAX_BEFORE) return true;
  const isBehindBlank = before === SPACE || before === PLUS || (before === DIGIT_0 && bytes[start - 3] === PERCENT);
  return isBehindBlank && QUOTED_WORDS.test(latin1Of(bytes, Math.max(0, start - MAX_WORDS), start));
}

/** Behind a bracket or what separates names, with blanks and a quote; or the first of a line, with another behind it. */
export function isAtColumnStart(view: View, start: number, end: number): boolean {
  const { bytes } = view;
  let at = start - 1;
  while (at >= 0 && start - at < MAX_BLANKS && mayBegin[bytes[at] ?? 0] === 1) at -= 1;
  const byte = bytes[at] ?? 0;
  // %28, %2C, %3B, %09.
  if (at < 0 || byte === OPEN_PAREN || isSeparator[byte] === 1 || bytes[at - 2] === PERCENT) return true;
  // \t, %5Ct.
  if (bytes[start - 1] === LETTER_T && isTab(unitBefore(view, start))) return true;
  if (!mayBeSeparated(view, end)) return false;
  const { before } = beforeBlanks(view, start);
  return before !== undefined && (isLineEnd(before.code) || isQuote(before.code) || before.code === EQUALS);
}

const isTab = (unit: Unit | undefined): boolean => unit?.code === TAB;

/** Whether what separates names stands behind a name, or its quote. */
function mayBeSeparated(view: View, end: number): boolean {
  const next = unitAt(view, end);
  if (next === undefined || !isQuote(next.code)) return next !== undefined && isSeparator[next.code] === 1;
  const byte = view.bytes[end + next.length] ?? 0;
  return mayEscape[byte] === 1
    ? isSeparator[unitAt(view, end + next.length)?.code ?? 0] === 1
    : isSeparator[byte] === 1;
}

/** Where the list begins that has the name from index to index: behind a bracket, with the text, or with one in this text. */
export function listStart(view: View, start: number, end: number): ListStart | undefined {
  const before = (index: number): Unit | undefined => quoteBefore(view, index) ?? unitBefore(view, index);
  let at = start;
  let hasPlus = false;
  let lineAt = -1;
  let quoteAt = -1;
  let unit = before(at);
  for (; unit !== undefined && start - at < MAX_BEFORE; unit = before(at)) {
    if (unit.code === OPEN_PAREN) {
      // In a form a plus sign is a blank, and stands in no name.
      if (hasPlus) view.isEncoded = true;
      return { at, place: 'bracket', indent: 0 };
    }
    hasPlus ||= unit.code === PLUS;
    if (!isOfName(unit.code) && isSeparator[unit.code] === 0 && !isWhite(unit.code) && unit.code !== PLUS) break;
    if (isLineEnd(unit.code) && lineAt < 0) lineAt = at;
    if (!isBlank(unit.code)) quoteAt = isQuote(unit.code) ? at : -1;
    at -= unit.length;
  }
  if (unit === undefined && at === 0 && view.isStart && lineAt < 0)
    return IN_PROSE.test(textOf(view, 0, start)) ? undefined : { at, place: 'text', indent: 0 };
  if (unit === undefined || start - at >= MAX_BEFORE) {
    if (lineAt < 0) return undefined;
  } else if (lineAt < 0) {
    // What ends the pair ends the lines: their own ends are escaped.
    if (unit.code === EQUALS && unit.style === 'raw' && quoteAt < 0) view.isEncoded = true;
    if (isPairStart(view, unit)) lineAt = at;
    else if (opensString[unit.code] === 1 && !isWholeString(view, quoteAt, end)) lineAt = quoteAt;
  }
  return lineAt < 0 ? undefined : lineWithin(view, lineAt, start);
}

/** The string that begins at the index has no more than the name that ends at the other. */
function isWholeString(view: View, start: number, end: number): boolean {
  const opening = quoteBefore(view, start);
  const closing = unitAt(view, end);
  return opening !== undefined && closing !== undefined && isSameQuote(opening, closing);
}

/** The line that begins a text in this one: a string, an encoded pair, a part of a form, a block. */
function lineWithin(view: View, lineAt: number, start: number): ListStart | undefined {
  const before = unitBefore(view, lineAt);
  if (before !== undefined && isLineEnd(before.code)) {
    const last = unitBefore(view, lineAt - before.length)?.code ?? COMMA;
    const opensLines =
      endsOpening[last] === 1 && OPENS_LINES.test(textOf(view, Math.max(0, lineAt - MAX_OPENING), lineAt));
    if (!opensLines) return undefined;
  }
  let at = lineAt;
  let indent = 0;
  for (let unit = unitAt(view, at); unit !== undefined && isBlank(unit.code) && at < start; unit = unitAt(view, at)) {
    at += unit.length;
    indent += 1;
  }
  return IN_PROSE.test(textOf(view, at, start)) ? undefined : { at, place: 'within', indent };
}
