// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, COLON, GREATER, LESS, SLASH, STAR } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { isNoSecret } from '../tables/values.ts';
import { isBlank, isQuote, isWhite, textOf, type Unit, unitBefore, type View } from '../units.ts';
import { Cursor, endsString, type Reader } from './cursor.ts';
import { isKeyByte } from './key-text.ts';

/** Elements whose content is a label of what follows it. */
const LABEL_TAG = /<(?:th|td|dt|label|span|div|b|strong|em|i|u|code|p|li|small|legend|h\d|font)(?:\s[^<>]*)?>$/i;
/** Elements that hold what a label names: in a table or a list, and as code. */
const CELL_TAG = /^(?:td|dd|code|kbd|samp|tt|pre)$/i;
const INLINE_TAG = /^(?:b|strong|em|i|u|span|div|p|mark|font|small|output|br)$/i;
const LABEL = /^(?:label|th|dt)$/i;
/** Words, or one in brackets, or a sign. */
const NO_VALUE = /\s|^\W[^\W_]*\W?$/;
const SAYS = /^\s*(?:(?:is|was)\s*)?$/i;
/** A word that a page has behind a label: `Show`, `Forgot?`. */
const OF_PAGE = /^[A-Z][a-z]+[?!.…]?$/;
const BACKTICK = 0x60;
const LONGEST_LABEL = 40;
const LONGEST_TAG = 160;
const LONGEST_VALUE = 160;
const MOST_TAGS = 5;
const LABELLED_COST = 60;

/** What was read between a label and what it names. */
interface Between {
  hasColon: boolean;
  isCell: boolean;
  isLabel: boolean;
  tags: number;
}

/**
 * A text behind a label of a page, with tags between them: `<th>Password</th><td>S</td>`, `<li>Password: <b>S</b></li>`,
 * `<b>Password:</b> S`. Several words describe.
 */
export function labelled(reader: Reader, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  work.done += LABELLED_COST;
  const keyEnd = cursor.at;
  const from = labelStart(view, start);
  const label = from === undefined ? '' : textOf(view, from, keyEnd).trim();
  const key =
    label === '' ? undefined : names.ofKey(label.replace(/^(?:your|the|a|new|my)\s+(?:new\s+|temporary\s+)?/i, ''));
  if (from === undefined || key === undefined) return undefined;
  const between = readBetween(cursor);
  if (between === undefined || between.tags === 0) return undefined;
  const { at } = cursor;
  const { value, frame } = valueAt(cursor);
  const behind = cursor.at;
  cursor.at = at;
  if (cursor.isCut || value.length < 2 || NO_VALUE.test(value) || isNoSecret(value, key)) return undefined;
  cursor.at = behind;
  const isRow = !between.isCell || value.length > LONGEST_VALUE || isLastCell(cursor);
  cursor.at = at;
  if (cursor.isCut) return undefined;
  const isBound = between.hasColon || (between.isCell && isRow) || (between.isLabel && !OF_PAGE.test(value));
  return {
    at,
    key,
    syntax: SYNTAXES.element,
    doubt: isBound && key.rule !== 'session' ? 'element' : 'guess',
    ...(frame && { frame }),
  };
}

/** What Markdown has in bold before a colon: `**Password:** S`, `- *Password*: \`S\``. */
export function emphasised(reader: Reader, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const key = names.ofKey(textOf(view, start, cursor.at));
  const isEmphasis = (code: number): boolean => code === STAR || code === BACKTICK;
  const from = cursor.at;
  cursor.skip((code) => isEmphasis(code) || code === COLON, 3);
  const signs = textOf(view, from, cursor.at);
  if (key === undefined || !/\*/.test(signs) || !signs.includes(':') || cursor.skip(isBlank) === 0) return undefined;
  cursor.skip(isEmphasis, 2);
  const { at } = cursor;
  const ahead = new Cursor(view, at);
  const ends = (code: number): boolean =>
    isWhite(code) || isQuote(code) || code === STAR || (code === AMPERSAND && view.isEncoded);
  const length = ahead.skip((code) => !ends(code), LONGEST_VALUE);
  ahead.skip((code) => isBlank(code) || isEmphasis(code));
  const end = ahead.peek();
  cursor.isCut ||= ahead.isCut;
  const isLine = end === undefined || ends(end.code) || length === LONGEST_VALUE;
  if (cursor.isCut || length < 2 || !isLine) return undefined;
  return {
    at,
    key,
    syntax: SYNTAXES.word,
    doubt: key.rule === 'session' ? 'guess' : 'none',
    ...(end && { frame: end }),
  };
}

/** Where the label begins: behind a tag, or a line's end. */
function labelStart(view: View, start: number): number | undefined {
  let at = start;
  for (let unit = unitBefore(view, at); ; unit = unitBefore(view, at)) {
    if (unit === undefined) return at;
    if (unit.code === GREATER) {
      const tag = textOf(view, Math.max(0, at - LONGEST_TAG), at);
      return LABEL_TAG.test(tag) ? at : undefined;
    }
    if (start - at > LONGEST_LABEL || (isKeyByte[unit.code] === 0 && !isWhite(unit.code))) return at;
    at -= unit.length;
  }
}

/** Goes over a colon and tags, to the text behind them. undefined: other text is there. */
function readBetween(cursor: Cursor): Between | undefined {
  const { view } = cursor;
  const between: Between = { hasColon: false, isCell: false, isLabel: false, tags: 0 };
  const said = cursor.at;
  cursor.skip((code) => isWhite(code) || /[isaw]/i.test(String.fromCharCode(code)), 6);
  if (!SAYS.test(textOf(view, said, cursor.at))) return undefined;
  for (;;) {
    cursor.skip(isWhite);
    if (!between.hasColon && cursor.takes(COLON) !== undefined) between.hasColon = true;
    cursor.skip(isWhite);
    if (cursor.peek()?.code !== LESS) return between;
    if (between.tags === MOST_TAGS) return undefined;
    cursor.takes(LESS);
    const isEnd = cursor.takes(SLASH) !== undefined;
    const nameAt = cursor.at;
    cursor.skip((code) => isKeyByte[code] === 1, 16);
    const name = textOf(view, nameAt, cursor.at);
    const isCell = CELL_TAG.test(name);
    if (!isCell && !INLINE_TAG.test(name) && !(isEnd && LABEL.test(name))) return undefined;
    between.isCell ||= isCell && !isEnd;
    between.isLabel ||= LABEL.test(name);
    between.tags += 1;
    if (!toTagEnd(cursor)) return undefined;
  }
}

function toTagEnd(cursor: Cursor): boolean {
  for (const limit = cursor.at + LONGEST_TAG; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined || unit.code === LESS) return false;
    cursor.at += unit.length;
    if (unit.code === GREATER) return true;
  }
  return false;
}

/** Up to the next tag, or longer than a word of a page. */
function valueAt(cursor: Cursor): { value: string; frame: Unit | undefined } {
  const { at } = cursor;
  let frame: Unit | undefined;
  for (let count = 0; count <= LONGEST_VALUE; count += 1) {
    const unit = cursor.peek();
    if (unit === undefined || unit.code === LESS) break;
    // The text may be a string's.
    if (isQuote(unit.code) && endsString(cursor)) {
      frame = unit;
      break;
    }
    cursor.at += unit.length;
  }
  return { value: textOf(cursor.view, at, cursor.at).trim(), frame };
}

/** No further cell of the row follows: a table of several columns describes. */
function isLastCell(cursor: Cursor): boolean {
  const ahead = new Cursor(cursor.view, cursor.at);
  for (let tags = 0; tags < MOST_TAGS; tags += 1) {
    ahead.skip(isWhite);
    if (ahead.takes(LESS) === undefined) break;
    const nameAt = ahead.at;
    ahead.skip((code) => isKeyByte[code] === 1 || code === SLASH, 16);
    if (/^t[dh]$/i.test(textOf(cursor.view, nameAt, ahead.at))) return false;
    if (!toTagEnd(ahead)) break;
  }
  cursor.isCut ||= ahead.isCut;
  return true;
}
