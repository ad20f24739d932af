// SPDX-License-Identifier: Apache-2.0
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from '../bytes.ts';
import type { Found, Plan, Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { Names, SecretName } from '../tables/names.ts';
import { isEncodedStyle, isQuote, isSameQuote, isWhite, quoteBefore, type Unit, type View } from '../units.ts';
import { isDigit } from './key-text.ts';
import { MAX_OBJECT, NO_MEMBER, toMember } from './members.ts';
import { Walker } from './walker.ts';

/**
 * Members whose lists name the columns of rows beside them: of SQL over HTTP by Trino, Presto, Elasticsearch, BigQuery and
 * others, of Neo4j and InfluxDB, and of pandas.
 */
export const columnMembers: readonly string[] = ['columns', 'fields', 'header', 'headers', 'columnMetadata', 'rowType'];
/** Members whose first row may name the columns of the others: of Google Sheets, BigQuery's exports, QuestDB. */
export const rowMembers: readonly string[] = ['values', 'rows', 'data'];
/** The member that has the rows; the row of an object is one too. */
const ROWS = /^(?:rows|data|values|records|dataset|data_array|result)$/i;
const ROW = /^(?:row|f|values?|cells|data)$/i;
const NAME = /^(?:name|column_?name|label|field)$/i;
/** A name and what stands before it, in a query: `u.password`, `max(token)`. */
const BEFORE_NAME = /^.*[.(]|\)$/g;
const MOST_COLUMNS = 256;
/** Objects around the columns that the rows are not in. */
const MOST_CLOSED = 3;
/** How rows that have a header of their own are told from lists of pairs. */
const LEAST_COLUMNS = 2;

interface Result {
  /** How its strings are quoted. */
  readonly quote: Unit;
  /** By the index of the column. */
  readonly secrets: ReadonlyMap<number, SecretName>;
  /** Each row is a member of an object. */
  readonly isInObject: boolean;
}

interface Header extends Pick<Result, 'secrets'> {
  readonly count: number;
}

/** The first secret of `{"columns":["id","password"],"rows":[[1,"S"]]}`, at the end of the name of the columns. */
export function findResult(view: View, nameEnd: number, { length }: string, names: Names): Found {
  return readMember(view, nameEnd, length, (walker, quote) => {
    const header = headerAt(walker, quote, names);
    if (header === undefined || header.secrets.size === 0) return undefined;
    return toRows(walker, quote) ? rowsAt(walker, { ...header, quote }) : undefined;
  });
}

/** The same where the rows' first one has the names: `{"values":[["name","password"],["ada","S"]]}`. */
export function findTable(view: View, nameEnd: number, { length }: string, names: Names): Found {
  return readMember(view, nameEnd, length, (walker, quote) => {
    walker.skip(isWhite);
    return walker.takes(OPEN_BRACKET) === undefined ? undefined : cellBelow(walker, quote, names);
  });
}

/** How a list of lists begins. */
export const tableTexts: readonly string[] = ['[["', '[[\\"', '%5B%5B%22', '%5B%5B%5C%22'];

/** The same behind its first quote. */
export function findRows(view: View, end: number, names: Names): Found {
  const quote = quoteBefore(view, end);
  if (quote === undefined) return undefined;
  view.isEncoded = isEncodedStyle[quote.style];
  const walker = new Walker(view, end - quote.length);
  const found = cellBelow(walker, quote, names);
  return walker.isCut ? { heldFrom: walker.at } : found;
}

/** Behind the bracket of the first row. */
function cellBelow(walker: Walker, quote: Unit, names: Names): Plan | undefined {
  const header = headerAt(walker, quote, names);
  if (header === undefined || header.secrets.size === 0 || header.count < LEAST_COLUMNS) return undefined;
  // A list of pairs has a name first.
  if (header.secrets.has(0) && header.count === LEAST_COLUMNS) return undefined;
  walker.skip(isWhite);
  if (walker.takes(COMMA) === undefined) return undefined;
  const rowAt = walker.at;
  const isRow = countCells(walker, quote, rowAt + MAX_OBJECT / 2) === header.count;
  walker.at = rowAt;
  if (!isRow) return undefined;
  walker.skip(isWhite);
  walker.takes(OPEN_BRACKET);
  return cellFrom(walker, { ...header, quote, isInObject: false }, 0);
}

/** Reads on behind the bracket of a member's list. */
function readMember(
  view: View,
  nameEnd: number,
  length: number,
  read: (walker: Walker, quote: Unit) => Plan | undefined,
): Found {
  const quote = quoteBefore(view, nameEnd - length);
  if (quote === undefined) return undefined;
  view.isEncoded = isEncodedStyle[quote.style];
  const walker = new Walker(view, nameEnd - length - quote.length);
  const isList = walker.name(quote) !== undefined && walker.takes(OPEN_BRACKET) !== undefined;
  const found = isList ? read(walker, quote) : undefined;
  return walker.isCut ? { heldFrom: walker.at } : found;
}

/** A list of names, or of objects that have one. undefined: it is something else. */
function headerAt(walker: Walker, quote: Unit, names: Names): Header | undefined {
  const secrets = new Map<number, SecretName>();
  const limit = walker.at + MAX_OBJECT;
  for (let index = 0; index < MOST_COLUMNS && walker.at < limit; index += 1) {
    walker.skip(isWhite);
    const name = walker.takes(OPEN_BRACE) === undefined ? walker.string(quote) : nameIn(walker, quote);
    if (name === undefined) return undefined;
    const key = names.ofKey(name.replace(BEFORE_NAME, ''));
    if (key !== undefined) secrets.set(index, key);
    walker.skip(isWhite);
    if (walker.takes(CLOSE_BRACKET) !== undefined) return { secrets, count: index + 1 };
    if (walker.takes(COMMA) === undefined) return undefined;
  }
  return undefined;
}

function nameIn(walker: Walker, quote: Unit): string | undefined {
  if (!toMember(walker, quote, NAME)) return undefined;
  walker.skip(isWhite);
  const name = walker.string(quote);
  toMember(walker, quote, NO_MEMBER);
  return walker.takes(CLOSE_BRACE) === undefined ? undefined : name;
}

/** To the list of rows, in the same object or in one around it. */
function toRows(walker: Walker, quote: Unit): boolean {
  const limit = walker.at + MAX_OBJECT;
  for (let closed = 0; closed < MOST_CLOSED; ) {
    if (toMember(walker, quote, ROWS, limit)) {
      walker.skip(isWhite);
      if (walker.takes(OPEN_BRACKET) !== undefined) return true;
      // They may have an object of their own.
      walker.takes(OPEN_BRACE);
      if (walker.isCut || walker.at >= limit) return false;
    } else {
      if (walker.isCut || walker.takes(CLOSE_BRACE) === undefined) return false;
      closed += 1;
    }
  }
  return false;
}

/** The first secret cell, behind the bracket of the rows; a list without rows is one. */
function rowsAt(walker: Walker, header: Omit<Result, 'isInObject'>): Plan | undefined {
  walker.skip(isWhite);
  const result = { ...header, isInObject: walker.peek()?.code === OPEN_BRACE };
  const first = walker.peek();
  if (first === undefined) return undefined;
  if (first.code !== OPEN_BRACE && first.code !== OPEN_BRACKET) return cellFrom(walker, result, 0);
  return toRow(walker, result) ? cellFrom(walker, result, 0) : undefined;
}

function toRow(walker: Walker, { quote, isInObject }: Result): boolean {
  walker.skip(isWhite);
  if (isInObject) {
    if (walker.takes(OPEN_BRACE) === undefined || !toMember(walker, quote, ROW)) return false;
    walker.skip(isWhite);
  }
  return walker.takes(OPEN_BRACKET) !== undefined;
}

function toNextRow(walker: Walker, result: Result): boolean {
  if (result.isInObject) {
    toMember(walker, result.quote, NO_MEMBER);
    if (walker.takes(CLOSE_BRACE) === undefined) return false;
  }
  walker.skip(isWhite);
  return walker.takes(COMMA) !== undefined && toRow(walker, result);
}

/** The next secret cell, from a column of the row on that the walker is in. */
function cellFrom(walker: Walker, result: Result, column: number): Plan | undefined {
  let index = column;
  for (const limit = walker.at + MAX_OBJECT; walker.at < limit; ) {
    walker.skip(isWhite);
    const key = result.secrets.get(index);
    const plan = key === undefined ? undefined : cellAt(walker, result, index, key);
    if (plan !== undefined || walker.isCut) return plan;
    walker.value(result.quote);
    if (walker.takes(COMMA) !== undefined) index += 1;
    else if (walker.takes(CLOSE_BRACKET) === undefined || !toNextRow(walker, result)) return undefined;
    else index = 0;
  }
  return undefined;
}

/** A string or a number, or an object around one: `{"v":"S"}`. undefined: it is empty. */
function cellAt(walker: Walker, result: Result, index: number, key: SecretName): Plan | undefined {
  const back = walker.at;
  if (walker.takes(OPEN_BRACE) !== undefined) walker.name(result.quote);
  const first = walker.peek();
  if (first === undefined || walker.isCut) return undefined;
  const plan = {
    at: walker.at,
    key,
    doubt: 'none',
    next: nextOf(result, index),
    ...(walker.view.isEncoded && { isEncoded: true as const }),
  } as const;
  if (isSameQuote(first, result.quote))
    return { ...plan, at: walker.at + first.length, syntax: SYNTAXES.string, frame: first };
  if (isDigit[first.code] === 1) return { ...plan, syntax: SYNTAXES.word };
  walker.at = back;
  return undefined;
}

const nextOf =
  (result: Result, index: number): NonNullable<Plan['next']> =>
  (view, valueEnd, { frame, isEncoded = false }): Plan | Undecided | undefined => {
    view.isEncoded = isEncoded;
    const walker = new Walker(view, valueEnd);
    if (frame !== undefined && isQuote(frame.code)) walker.takes(frame.code);
    walker.skip(isWhite);
    if (walker.takes(CLOSE_BRACE) !== undefined) walker.skip(isWhite);
    let next: Plan | undefined;
    if (walker.takes(COMMA) !== undefined) next = cellFrom(walker, result, index + 1);
    else if (walker.takes(CLOSE_BRACKET) !== undefined && toNextRow(walker, result)) next = cellFrom(walker, result, 0);
    return walker.isCut ? { heldFrom: walker.at } : next;
  };

/** Cells of the row that begins here. */
function countCells(walker: Walker, quote: Unit, limit: number): number {
  walker.skip(isWhite);
  let count = 0;
  for (let isMore = walker.takes(OPEN_BRACKET) !== undefined; isMore && walker.at < limit; ) {
    walker.skip(isWhite);
    walker.value(quote);
    count += 1;
    isMore = walker.takes(COMMA) !== undefined;
  }
  return count;
}
