// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
  BACKSLASH,
  byteSet,
  CLOSE_PAREN,
  COMMA,
  CR,
  DIGIT_0,
  DOLLAR,
  DOT,
  LF,
  latin1Of,
  OPEN_PAREN,
  PERCENT,
  PLUS,
  QUOTE,
  SEMICOLON,
  SPACE,
  TAB,
} from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan, Syntax, Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { Names, SecretName } from '../tables/names.ts';
import {
  isBlank,
  isLineEnd,
  isQuote,
  isSameQuote,
  isWhite,
  quoteBefore,
  textOf,
  type Unit,
  unitBefore,
  type View,
} from '../units.ts';
import { Cursor, type Reader } from './cursor.ts';
import { isKeyByte, MAX_AHEAD } from './key-text.ts';
import { MAX_OBJECT } from './members.ts';
import { frameOf } from './place.ts';

/** The names before the first secret's are so long at most. */
const MAX_BEFORE = 160;
const STATEMENT_WORD = 24;
const isSeparator = byteSet({ bytes: ',;\t' });
/** What names of columns are quoted with. */
const isQuotedName = byteSet({ bytes: '"`[]' });
/** Begins what stands for a value that is sent apart: `?`, `$1`, `:password`, `@password`, `%s`. */
const isPlaceholder = byteSet({ bytes: '?$:@%' });
/** A quote, blanks, and escapes of them. */
const mayBegin = byteSet({ bytes: '"`[ \r\n+\\' });
const isTag = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_' });
const MAX_BLANKS = 16;
/** A name's words before its last one are so long at most. */
const MAX_WORDS = 40;
const QUOTED_WORDS = /(?:["`[]|%(?:22|5B|60))(?:[\w +-]|%20)+$/i;

/** Of a column in the first line: an array of JSON has others too. */
const NAME = /^(?:"[A-Za-z_][\w .-]*"|[A-Za-z_][\w .-]*|)$/;

/** A sentence has blanks beside its commas, and a file its names on one line. */
const IN_PROSE = /[\n\r]| [,;\t]|[,;\t] /;

/** How rows follow their columns' names. */
interface Layout {
  readonly separator: number;
  /** What a value that is not quoted ends with. */
  readonly bare: Syntax;
  /** In brackets, a comma between them, as in a statement; else on a line each. */
  readonly hasBrackets: boolean;
}

interface Columns {
  readonly layout: Layout;
  /** By the index of the column. */
  readonly secrets: ReadonlyMap<number, SecretName>;
}

const STATEMENT: Layout = { separator: COMMA, bare: SYNTAXES.word, hasBrackets: true };
const LINES: ReadonlyMap<number, Layout> = new Map(
  [
    [COMMA, SYNTAXES.commaCell] as const,
    [SEMICOLON, SYNTAXES.semicolonCell] as const,
    [TAB, SYNTAXES.tabCell] as const,
  ].map(([separator, bare]) => [separator, { separator, bare, hasBrackets: false }]),
);

/**
 * The first value of a column that is called so: of the rows of `INSERT INTO t (name, password) VALUES (...), (...)` and
 * `COPY t (name, password) FROM stdin`, and of comma-separated values whose first line names them (RFC 4180).
 */
export function inColumns({ cursor, names, view }: Reader, start: number): Plan | undefined {
  const hasWords = mayHaveWords(view, start);
  // Most words stand behind others.
  if (!hasWords && !(isAtColumnStart(view, start) && names.knows(textOf(view, start, cursor.at)))) return undefined;
  const back = cursor.at;
  const { isEncoded } = view;
  const plan = firstCell(cursor, names, start);
  // It is no list, or bytes are missing: then what is there may be a value yet.
  if (plan === undefined) {
    cursor.at = back;
    view.isEncoded = isEncoded;
  }
  return plan;
}

function firstCell(cursor: Cursor, names: Names, start: number): Plan | undefined {
  const { view } = cursor;
  const from = listStart(view, start);
  if (from === undefined) return undefined;
  const isStatement = from > 0 && unitBefore(view, from)?.code === OPEN_PAREN;
  work.done += start - from;
  const isOfList = (code: number): boolean =>
    isOfName(code) || isSeparator[code] === 1 || (isStatement ? isWhite(code) : code === SPACE);
  cursor.skip(isOfList, MAX_AHEAD);
  const text = textOf(view, from, cursor.at);
  work.done += text.length;
  const separator = isStatement ? COMMA : (/[,;\t]/.exec(text)?.[0]?.charCodeAt(0) ?? 0);
  const written = text.split(String.fromCharCode(separator));
  const columns = written.map((name) =>
    name
      .replaceAll(/["`[\]]/g, '')
      .trim()
      .replaceAll(/\s+/g, '_'),
  );
  const secrets = new Map<number, SecretName>();
  for (const [index, name] of columns.entries()) {
    const key = names.ofKey(name);
    if (key !== undefined) secrets.set(index, key);
  }
  const [first] = secrets.keys();
  const isFirst = first === textOf(view, from, start).split(String.fromCharCode(separator)).length - 1;
  const areNames = columns.length > 1 && (isStatement || written.every((name) => NAME.test(name)));
  const layout = isFirst && areNames ? layoutBehind(cursor, isStatement, separator) : undefined;
  return layout === undefined ? undefined : cellFrom(cursor, { layout, secrets }, 0);
}

const isOfName = (code: number): boolean => isKeyByte[code] === 1 || isQuotedName[code] === 1;

/** Whether the word may be the last of several that are a name: of a text's first line, or of a quoted name. */
function mayHaveWords({ bytes, isStart }: View, start: number): boolean {
  const before = bytes[start - 1];
  if (before === SPACE && isStart && start < MAX_BEFORE) return true;
  const isBehindBlank = before === SPACE || before === PLUS || (before === DIGIT_0 && bytes[start - 3] === PERCENT);
  return isBehindBlank && QUOTED_WORDS.test(latin1Of(bytes, Math.max(0, start - MAX_WORDS), start));
}

/** Behind a bracket or what separates names, with blanks and a quote. */
function isAtColumnStart({ bytes }: View, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && start - at < MAX_BLANKS && mayBegin[bytes[at] ?? 0] === 1) at -= 1;
  const byte = bytes[at] ?? 0;
  // %28, %2C, %3B, %09.
  return at < 0 || byte === OPEN_PAREN || isSeparator[byte] === 1 || bytes[at - 2] === PERCENT;
}

/** Where the list of names begins: behind a bracket, or with the text. */
function listStart(view: View, start: number): number | undefined {
  let at = start;
  const before = (index: number): Unit | undefined => quoteBefore(view, index) ?? unitBefore(view, index);
  let hasPlus = false;
  for (let unit = before(at); unit !== undefined && start - at < MAX_BEFORE; unit = before(at)) {
    if (unit.code === OPEN_PAREN) {
      // In a form a plus sign is a blank, and stands in no name.
      if (hasPlus) view.isEncoded = true;
      return at;
    }
    hasPlus ||= unit.code === PLUS;
    if (!isOfName(unit.code) && isSeparator[unit.code] === 0 && !isWhite(unit.code) && unit.code !== PLUS)
      return undefined;
    at -= unit.length;
  }
  return at === 0 && view.isStart && !IN_PROSE.test(textOf(view, 0, start)) ? 0 : undefined;
}

/** Goes on to the first row. */
function layoutBehind(cursor: Cursor, isStatement: boolean, separator: number): Layout | undefined {
  if (!isStatement) return toNextLine(cursor) ? LINES.get(separator) : undefined;
  if (cursor.takes(CLOSE_PAREN) === undefined) return undefined;
  cursor.skip(isWhite);
  const from = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1 || isBlank(code), STATEMENT_WORD);
  const word = textOf(cursor.view, from, cursor.at).trim().toLowerCase();
  if (word === 'from stdin' && cursor.takes(SEMICOLON) !== undefined && toNextLine(cursor)) return LINES.get(TAB);
  cursor.skip(isWhite);
  return /^values?$/.test(word) && cursor.takes(OPEN_PAREN) !== undefined ? STATEMENT : undefined;
}

/** The next secret cell, from a column of the row on that the cursor is in. */
function cellFrom(cursor: Cursor, columns: Columns, column: number): Plan | undefined {
  const { layout, secrets } = columns;
  let index = column;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    const key = secrets.get(index);
    const plan = key === undefined ? undefined : cellAt(cursor, columns, index, key);
    if (plan !== undefined || cursor.isCut) return plan;
    if (!skipCell(cursor, layout, 0)) return undefined;
    if (cursor.takes(layout.separator) !== undefined) index += 1;
    else if (!toNextRow(cursor, layout)) return undefined;
    else index = 0;
  }
  return undefined;
}

/** undefined: it is empty. */
function cellAt(cursor: Cursor, columns: Columns, index: number, key: SecretName): Plan | undefined {
  const { layout } = columns;
  cursor.skip(layout.hasBrackets ? isWhite : (code) => code === SPACE);
  const quote = cursor.peek();
  if (quote === undefined || quote.code === layout.separator || isLineEnd(quote.code)) return undefined;
  const { at } = cursor;
  const bare = { at, key, syntax: layout.bare, doubt: 'none', next: nextOf(columns, index, 0) } as const;
  if (!layout.hasBrackets && quote.code !== QUOTE) {
    const frame = frameOf(cursor.view, at);
    return { ...bare, ...(frame && { frame }) };
  }
  if (quote.code === DOLLAR) {
    const string = dollarQuoteAt(cursor);
    if (string !== undefined) return { ...bare, ...string };
  }
  if (cursor.isCut || isPlaceholder[quote.code] === 1) return undefined;
  // `N'S'`, `U&'S'`, `crypt('S', gen_salt('bf'))`
  if (layout.hasBrackets) {
    cursor.skip((code) => isKeyByte[code] === 1);
    cursor.takes(AMPERSAND);
  }
  const depth = layout.hasBrackets && cursor.takes(OPEN_PAREN) !== undefined ? 1 : 0;
  const opening = cursor.peek();
  if (cursor.isCut) return undefined;
  if (opening !== undefined && isQuote(opening.code)) {
    const string = { at: cursor.at + opening.length, syntax: SYNTAXES.string, frame: opening };
    return { ...bare, ...string, next: nextOf(columns, index, depth) };
  }
  cursor.at = at;
  return depth === 0 ? bare : undefined;
}

/** `$$S$$`, `$tag$S$tag$`: of PostgreSQL; `$1` and `$name` stand for a value. */
function dollarQuoteAt(cursor: Cursor): Pick<Plan, 'at' | 'syntax' | 'boundary'> | undefined {
  const { view, at } = cursor;
  const ahead = new Cursor(view, at);
  ahead.takes(DOLLAR);
  ahead.skip((code) => isTag[code] === 1);
  const isQuote = ahead.takes(DOLLAR) !== undefined;
  cursor.isCut ||= ahead.isCut;
  return isQuote ? { at: ahead.at, syntax: SYNTAXES.dollars, boundary: textOf(view, at, ahead.at) } : undefined;
}

/** Behind a cell that is so many brackets deep in its row. */
const nextOf =
  (columns: Columns, index: number, depth: number): NonNullable<Plan['next']> =>
  (view, valueEnd, { frame, isEncoded = false }): Plan | Undecided | undefined => {
    view.isEncoded = isEncoded;
    const cursor = new Cursor(view, valueEnd);
    if (frame !== undefined && isQuote(frame.code)) cursor.takes(frame.code);
    const { layout } = columns;
    const isRow = skipCell(cursor, layout, depth);
    const isSame = isRow && cursor.takes(layout.separator) !== undefined;
    const isMore = isSame || (isRow && toNextRow(cursor, layout));
    const plan = isMore ? cellFrom(cursor, columns, isSame ? index + 1 : 0) : undefined;
    work.done += (cursor.at - valueEnd) >> 2;
    return cursor.isCut ? { heldFrom: cursor.at } : plan;
  };

/** Goes on to what ends the cell. false: bytes are missing, or there is no end. */
function skipCell(cursor: Cursor, { separator, hasBrackets }: Layout, opened: number): boolean {
  let depth = opened;
  let quote: Unit | undefined;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined) return !cursor.isCut;
    const { code } = unit;
    if (quote !== undefined) {
      if (isSameQuote(unit, quote)) quote = undefined;
    } else if (isQuote(code) && (hasBrackets || code === QUOTE)) quote = unit;
    else if (hasBrackets && code === OPEN_PAREN) depth += 1;
    else if (hasBrackets && code === CLOSE_PAREN && depth > 0) depth -= 1;
    else if (depth === 0 && (code === separator || (hasBrackets ? code === CLOSE_PAREN : isLineEnd(code)))) return true;
    cursor.at += unit.length;
  }
  return false;
}

function toNextRow(cursor: Cursor, { hasBrackets }: Layout): boolean {
  if (!hasBrackets) return toNextLine(cursor);
  if (cursor.takes(CLOSE_PAREN) === undefined) return false;
  cursor.skip(isWhite);
  if (cursor.takes(COMMA) === undefined) return false;
  cursor.skip(isWhite);
  return cursor.takes(OPEN_PAREN) !== undefined;
}

/** A line of a backslash and a dot ends what COPY reads. */
function toNextLine(cursor: Cursor): boolean {
  cursor.takes(CR);
  if (cursor.takes(LF) === undefined) return false;
  const next = cursor.peek();
  return next !== undefined && !isLineEnd(next.code) && next.code !== BACKSLASH && next.code !== DOT;
}
