// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
  BACKSLASH,
  byteSet,
  CLOSE_PAREN,
  COMMA,
  DOLLAR,
  DOT,
  OPEN_PAREN,
  QUOTE,
  SEMICOLON,
  SPACE,
  TAB,
} from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan, Syntax, Undecided } from '../plan.ts';
import { endsEncoded, SYNTAXES } from '../syntaxes.ts';
import type { Names, SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, isQuote, isSameQuote, isWhite, textOf, type Unit } from '../units.ts';
import { isAtColumnStart, isOfName, isSeparator, listStart, mayHaveWords } from './column-list.ts';
import { Cursor, type Reader } from './cursor.ts';
import { isKeyByte, MAX_AHEAD } from './key-text.ts';
import { MAX_OBJECT } from './members.ts';

const STATEMENT_WORD = 24;
/** Begins what stands for a value that is sent apart: `?`, `$1`, `:password`, `@password`, `%s`. */
const isPlaceholder = byteSet({ bytes: '?$:@%' });
/** Of a row within another text so much is looked at to tell that it is one. */
const MAX_ROW = 2_048;
const isTag = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_' });

/** Of a column in the first line: an array of JSON has others too. */
const NAME = /^(?:"[A-Za-z_][\w .-]*"|[A-Za-z_][\w .-]*|)$/;

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
  /** How the line of their names ends. */
  readonly lineEnd: Unit | undefined;
  /** Of lines within another text, how far these are indented: one that is less, or has one cell, is none of them. */
  readonly indent: number | undefined;
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
  if (!hasWords && !(isAtColumnStart(view, start, cursor.at) && names.knows(textOf(view, start, cursor.at))))
    return undefined;
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
  const list = listStart(view, start, cursor.at);
  if (list === undefined) return undefined;
  const { at: from, place } = list;
  const isStatement = place === 'bracket';
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
  // A statement of a program ends with the sign too.
  const areNames =
    columns.filter((name) => name !== '').length > 1 && (isStatement || written.every((name) => NAME.test(name)));
  if (!isFirst || !areNames || (place === 'within' && columns.includes(''))) return undefined;
  const behind = layoutBehind(cursor, isStatement, separator);
  if (behind === undefined) return undefined;
  const indent = place === 'within' ? list.indent : undefined;
  const all = { ...behind, indent, secrets };
  if (indent !== undefined && !isRow(cursor, all, columns.length)) return undefined;
  return cellFrom(cursor, all, 0);
}

/** Goes on to the first row. */
function layoutBehind(
  cursor: Cursor,
  isStatement: boolean,
  separator: number,
): Pick<Columns, 'layout' | 'lineEnd'> | undefined {
  if (!isStatement) return linesBehind(cursor, separator);
  if (cursor.takes(CLOSE_PAREN) === undefined) return undefined;
  cursor.skip(isWhite);
  const from = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1 || isBlank(code), STATEMENT_WORD);
  const word = textOf(cursor.view, from, cursor.at).trim().toLowerCase();
  if (word === 'from stdin' && cursor.takes(SEMICOLON) !== undefined) return linesBehind(cursor, TAB);
  cursor.skip(isWhite);
  const isList = /^values?$/.test(word) && cursor.takes(OPEN_PAREN) !== undefined;
  return isList ? { layout: STATEMENT, lineEnd: undefined } : undefined;
}

function linesBehind(cursor: Cursor, separator: number): Pick<Columns, 'layout' | 'lineEnd'> | undefined {
  const lineEnd = toNextLine(cursor);
  const layout = lineEnd === undefined ? undefined : LINES.get(separator);
  return layout && { layout, lineEnd };
}

/** Whether a line of lines within another text has so many cells; undefined: more than one. */
function isRow(cursor: Cursor, columns: Columns, count?: number): boolean {
  const { layout, indent = 0 } = columns;
  const ahead = new Cursor(cursor.view, cursor.at);
  const limit = ahead.at + MAX_ROW;
  let cells = 1;
  if (ahead.skip(isBlank) >= indent)
    while (skipCell(ahead, columns, 0, limit) && ahead.takes(layout.separator) !== undefined) {
      cells += 1;
      if (count === undefined) break;
    }
  cursor.isCut ||= ahead.isCut;
  if (ahead.isCut) return false;
  return ahead.at >= limit ? cells > 1 : count === undefined ? cells > 1 : cells === count;
}

/** The next secret cell, from a column of the row on that the cursor is in. */
function cellFrom(cursor: Cursor, columns: Columns, column: number): Plan | undefined {
  const { layout, secrets } = columns;
  let index = column;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    const key = secrets.get(index);
    const plan = key === undefined ? undefined : cellAt(cursor, columns, index, key);
    if (plan !== undefined || cursor.isCut) return plan;
    if (!skipCell(cursor, columns, 0)) return undefined;
    if (cursor.takes(layout.separator) !== undefined) index += 1;
    else if (!toNextRow(cursor, columns)) return undefined;
    else index = 0;
  }
  return undefined;
}

/** undefined: it is empty. */
function cellAt(cursor: Cursor, columns: Columns, index: number, key: SecretName): Plan | undefined {
  const { layout, lineEnd } = columns;
  cursor.skip(layout.hasBrackets ? isWhite : (code) => code === SPACE);
  const quote = cursor.peek();
  if (quote === undefined || quote.code === layout.separator || isLineEnd(quote.code)) return undefined;
  if (endsLines(cursor, quote, lineEnd)) return undefined;
  const { at } = cursor;
  const bare = { at, key, syntax: layout.bare, doubt: 'none', next: nextOf(columns, index, 0) } as const;
  if (!layout.hasBrackets && quote.code !== QUOTE) return { ...bare, ...(lineEnd && { frame: lineEnd }) };
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
    const isCell = skipCell(cursor, columns, depth);
    const isSame = isCell && cursor.takes(layout.separator) !== undefined;
    const isMore = isSame || (isCell && toNextRow(cursor, columns));
    const plan = isMore ? cellFrom(cursor, columns, isSame ? index + 1 : 0) : undefined;
    work.done += (cursor.at - valueEnd) >> 2;
    return cursor.isCut ? { heldFrom: cursor.at } : plan;
  };

/** Goes on to what ends the cell. false: bytes are missing, or there is no end. */
function skipCell(cursor: Cursor, columns: Columns, opened: number, limit = cursor.at + MAX_OBJECT): boolean {
  const { separator, hasBrackets } = columns.layout;
  let depth = opened;
  let quote: Unit | undefined;
  while (cursor.at < limit) {
    const unit = cursor.peek();
    if (unit === undefined) return !cursor.isCut;
    const { code } = unit;
    if (endsLines(cursor, unit, columns.lineEnd)) return true;
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

/** Whether lines within another text end here: with their string, or with their pair. */
function endsLines({ view, at }: Cursor, { code, level }: Unit, lineEnd: Unit | undefined): boolean {
  if (lineEnd === undefined) return false;
  return (code === QUOTE && level < lineEnd.level) || (view.isEncoded && endsEncoded[view.bytes[at] ?? 0] === 1);
}

function toNextRow(cursor: Cursor, columns: Columns): boolean {
  const { layout, indent } = columns;
  if (!layout.hasBrackets) return toNextLine(cursor) !== undefined && (indent === undefined || isRow(cursor, columns));
  if (cursor.takes(CLOSE_PAREN) === undefined) return false;
  cursor.skip(isWhite);
  if (cursor.takes(COMMA) === undefined) return false;
  cursor.skip(isWhite);
  return cursor.takes(OPEN_PAREN) !== undefined;
}

/** How the line ends; undefined: none follows. A line of a backslash and a dot ends what COPY reads. */
function toNextLine(cursor: Cursor): Unit | undefined {
  const end = cursor.takesLineEnd();
  const next = end === undefined ? undefined : cursor.peek();
  if (end?.style === 'raw' && end.level === 0 && cursor.view.isEncoded) return undefined;
  const isLine = next !== undefined && !isLineEnd(next.code) && next.code !== BACKSLASH && next.code !== DOT;
  return isLine ? end : undefined;
}
