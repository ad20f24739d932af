// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, byteSet, CR, LF, PIPE, QUOTE } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan, Syntax, Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, textOf, unitBefore, type View } from '../units.ts';
import { Cursor, type Reader } from './cursor.ts';
import { MAX_AHEAD } from './key-text.ts';
import { MAX_OBJECT } from './members.ts';
import { beforeBlanks, frameOf, isPairStart } from './place.ts';

/** The names before the first secret's are so long at most. */
const MAX_BEFORE = 200;
/** A vertical line: `|`, `│` and `║` in UTF-8. */
const VERTICAL = /\||[│┃║]/;
const LEAD = 0xe2;
const verticals = [[PIPE], ...[0x82, 0x83].map((sign) => [LEAD, 0x94, sign]), [LEAD, 0x95, 0x91]];
const isLastSign = byteSet({ bytes: '\x82\x83\x91' });
/** What names and values have around them in Markdown. */
const isEmphasis = byteSet({ bytes: '`*' });
const isOfHead = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]`*() /#|' });
/** The line below the names: `---+---`, `|:--|--:|`, `├───┼───┤`. */
const RULE = /^[ |:+│┃║├┤┼┝┿┥╞╪╡╟╫╢╠╬╣┣╋┫]*(?:-{2,}|={3,}|[─━═]{2,}|:-+|-+:)[ |:+=\-─━═│┃║├┤┼┝┿┥╞╪╡╟╫╢╠╬╣┣╋┫]*$/;
/** Of a table that describes what its rows name. */
const DESCRIBES = /^(?:description|type|meaning|notes?|required|details?|purpose|explanation|default)s?$/i;
const ROW_COST = 80;

interface Columns {
  readonly secrets: ReadonlyMap<number, SecretName>;
  /** A vertical line begins each row. */
  readonly isFramed: boolean;
  readonly bare: Syntax;
}

/** A table in text, as terminals and Markdown have them: a row of a name and its value, or a row of names above rows of values. */
export function inRows(reader: Reader, start: number): Plan | undefined {
  const { cursor } = reader;
  work.done += ROW_COST;
  const keyEnd = cursor.at;
  const plan = ofRow(reader, start, keyEnd);
  // What is missing may be more of a row, and what is there its value.
  if (plan === undefined) cursor.at = keyEnd;
  return plan;
}

function ofRow(reader: Reader, start: number, keyEnd: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const from = rowStart(view, start);
  if (from === undefined) return undefined;
  const before = splitRow(textOf(view, from, start));
  cursor.skip((code) => isOfHead[code] === 1, MAX_AHEAD);
  const text = textOf(view, from, cursor.at);
  const cells = splitRow(text);
  const isFramed = cells[0]?.trim() === '' && cells.length > 1;
  const index = before.length - 1;
  const key = nameOf(reader, cells[index] ?? '');
  if (key === undefined || cells.length < 2) return undefined;
  const bare = text.includes('|') ? SYNTAXES.pipeCell : SYNTAXES.boxCell;
  const plan = isEndOfLine(cursor) ? belowNames(cursor, names, cells, { isFramed, bare, index }) : undefined;
  if (plan !== undefined || cursor.isCut) return plan;
  cursor.at = keyEnd;
  const isName = isFramed ? index === 1 : index === 0 && !/\S\s/.test(before[0] ?? '');
  return isName ? besideName(cursor, key, bare) : undefined;
}

/** Whether a row may go on behind the key: the characters before and behind it tell. */
export function mayBeRow(cursor: Cursor, start: number, next: number): boolean {
  const { view } = cursor;
  if (next === LEAD) {
    const ahead = new Cursor(view, cursor.at);
    const isVertical = takesVertical(ahead);
    cursor.isCut ||= ahead.isCut;
    return isVertical;
  }
  if (next === PIPE || isEmphasis[next] === 1) return true;
  if (!isLineEnd(next)) return false;
  const before = beforeBlanks(view, start).before?.code ?? 0;
  return before === PIPE || isLastSign[before] === 1 || isEmphasis[before] === 1;
}

const nameOf = ({ names }: Pick<Reader, 'names'>, cell: string): SecretName | undefined =>
  names.ofKey(cell.replaceAll(/[`*]/g, '').trim());

const splitRow = (text: string): string[] => text.split(VERTICAL);

/** Where the row begins that the key is in. */
function rowStart(view: View, start: number): number | undefined {
  let at = start;
  for (let unit = unitBefore(view, at); start - at < MAX_BEFORE; unit = unitBefore(view, at)) {
    if (unit === undefined) return view.isStart && at === 0 ? 0 : undefined;
    if (isLineEnd(unit.code) || unit.code === QUOTE || isPairStart(view, unit)) return at;
    if (isOfHead[unit.code] === 0) return undefined;
    at -= unit.length;
  }
  return undefined;
}

function isEndOfLine(cursor: Cursor): boolean {
  cursor.takes(CR);
  return cursor.takes(LF) !== undefined;
}

/** The names have a line below them, and that rows of values. */
function belowNames(
  cursor: Cursor,
  names: Reader['names'],
  cells: readonly string[],
  { isFramed, bare, index: first }: { isFramed: boolean; bare: Syntax; index: number },
): Plan | undefined {
  const { view } = cursor;
  const from = cursor.at;
  cursor.skip((code) => !isLineEnd(code), MAX_AHEAD);
  if (!RULE.test(textOf(view, from, cursor.at)) || !isEndOfLine(cursor)) return undefined;
  if (cells.some((cell) => DESCRIBES.test(cell.replaceAll(/[`*]/g, '').trim()))) return undefined;
  const secrets = new Map<number, SecretName>();
  for (const [index, cell] of cells.entries()) {
    const key = nameOf({ names }, cell);
    if (key !== undefined) secrets.set(index, key);
  }
  const [index] = secrets.keys();
  return index === first ? cellFrom(cursor, { secrets, isFramed, bare }, 0) : undefined;
}

/** The next secret cell, from a column of the row on that the cursor is in. */
function cellFrom(cursor: Cursor, columns: Columns, column: number): Plan | undefined {
  let index = column;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    const key = columns.secrets.get(index);
    const plan = key === undefined ? undefined : cellAt(cursor, columns, index, key);
    if (plan !== undefined || cursor.isCut) return plan;
    cursor.skip((code) => code !== PIPE && code !== LEAD && !isLineEnd(code), MAX_AHEAD);
    if (takesVertical(cursor)) index += 1;
    else if (cursor.peek()?.code === LEAD) cursor.at += 1;
    else if (!toNextRow(cursor, columns)) return undefined;
    else index = 0;
  }
  return undefined;
}

/** undefined: it is empty. */
function cellAt(cursor: Cursor, columns: Columns, index: number, key: SecretName): Plan | undefined {
  cursor.skip((code) => isBlank(code) || isEmphasis[code] === 1);
  const { at } = cursor;
  const first = cursor.peek();
  if (first === undefined || first.code === PIPE || isLineEnd(first.code)) return undefined;
  const frame = frameOf(cursor.view, at);
  const doubt = key.rule === 'token' || key.rule === 'session' ? 'guess' : 'label';
  return {
    at,
    key,
    syntax: columns.bare,
    doubt,
    ...(frame && { frame }),
    next: (view, valueEnd, { isEncoded = false }): Plan | Undecided | undefined => {
      view.isEncoded = isEncoded;
      const ahead = new Cursor(view, valueEnd);
      const plan = cellBehind(ahead, columns, index);
      work.done += (ahead.at - valueEnd) >> 2;
      if (ahead.isCut) return { heldFrom: ahead.at };
      return plan !== undefined && isEncoded ? { ...plan, isEncoded } : plan;
    },
  };
}

/** Behind the end of a value. */
function cellBehind(cursor: Cursor, columns: Columns, index: number): Plan | undefined {
  if (takesVertical(cursor)) return cellFrom(cursor, columns, index + 1);
  return toNextRow(cursor, columns) ? cellFrom(cursor, columns, 0) : undefined;
}

function takesVertical(cursor: Cursor): boolean {
  const back = cursor.at;
  for (const signs of verticals) {
    if (signs.every((sign) => cursor.takes(sign) !== undefined)) return true;
    cursor.at = back;
  }
  return false;
}

/** A row has a vertical line; another line of signs may stand between rows. */
function toNextRow(cursor: Cursor, { isFramed }: Columns): boolean {
  for (let lines = 0; lines < 2 && isEndOfLine(cursor); lines += 1) {
    const { at } = cursor;
    cursor.skip((code) => !isLineEnd(code), MAX_AHEAD);
    const line = textOf(cursor.view, at, cursor.at);
    if (cursor.isCut) {
      cursor.at = at;
      return false;
    }
    if (RULE.test(line)) continue;
    cursor.at = at;
    return VERTICAL.test(line) && (!isFramed || VERTICAL.test(line.trim().charAt(0)));
  }
  return false;
}

/** `password | S`: a row of two. */
function besideName(cursor: Cursor, key: SecretName, syntax: Syntax): Plan | undefined {
  cursor.skip((code) => isBlank(code) || isEmphasis[code] === 1);
  if (!takesVertical(cursor) || cursor.skip(isBlank) === 0) return undefined;
  cursor.skip((code) => isEmphasis[code] === 1, 2);
  const { at, view } = cursor;
  const ahead = new Cursor(view, at);
  const ending = syntax === SYNTAXES.boxCell ? LEAD : PIPE;
  const ends = (code: number): boolean => isLineEnd(code) || code === QUOTE || (code === AMPERSAND && view.isEncoded);
  ahead.skip((code) => !isBlank(code) && !ends(code) && code !== ending, MAX_BEFORE);
  const value = textOf(view, at, ahead.at);
  ahead.skip(isBlank);
  if (takesVertical(ahead)) ahead.skip(isBlank);
  const end = ahead.peek();
  cursor.isCut ||= ahead.isCut;
  if (cursor.isCut || value.length < 3 || !/[A-Za-z\d]/.test(value)) return undefined;
  const isRow = end === undefined || ends(end.code) || value.length >= MAX_BEFORE;
  const frame = frameOf(view, at);
  const doubt = isRow && key.rule !== 'session' ? 'none' : 'guess';
  return { at, key, syntax, doubt, ...(frame && { frame }) };
}
