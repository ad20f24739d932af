// SPDX-License-Identifier: Apache-2.0
import { CLOSE_BRACE, COLON, EQUALS, HASH, QUOTE } from '../bytes.ts';
import { work } from '../credit.ts';
import { endsEncoded } from '../syntaxes.ts';
import { isBlank, isLineEnd, isQuote, textOf, type Unit } from '../units.ts';
import type { Cursor } from './cursor.ts';
import { isKeyByte } from './key-text.ts';

/** So far is read for a line of the same mapping. */
const MAX_LINES = 1_024;
const MAX_NAME = 32;
const isItem = /^-/;

/** A line of a name and a value, with columns that it is indented by. */
interface LineMember {
  readonly separator: Unit;
  readonly indent: number;
}

/**
 * Goes on behind the separator of a line that has such a name, in the mapping of YAML or the block of HCL whose line begins
 * here. `lineEnd`: how its lines end.
 */
export function toLineMember(cursor: Cursor, name: RegExp, lineEnd: Unit): LineMember | undefined {
  const { view } = cursor;
  let indent = -1;
  let isFirst = true;
  const from = cursor.at;
  for (const limit = from + MAX_LINES; cursor.at < limit; ) {
    const blanks = cursor.skip(isBlank);
    const first = cursor.peek();
    if (first === undefined || endsLines(cursor, first, lineEnd)) break;
    if (indent < 0 && !isLineEnd(first.code) && first.code !== HASH) indent = blanks;
    const isOuter = blanks < indent || (indent === 0 && first.code === CLOSE_BRACE);
    if (!isLineEnd(first.code) && isOuter && first.code !== HASH) break;
    if (blanks === indent && first.code !== HASH) {
      if (isQuote(first.code)) cursor.at += first.length;
      const nameAt = cursor.at;
      cursor.skip((code) => isKeyByte[code] === 1, MAX_NAME);
      const text = textOf(view, nameAt, cursor.at);
      if (isItem.test(text) && (indent === 0 || isFirst)) break;
      isFirst = false;
      if (isQuote(first.code)) cursor.takes(first.code);
      cursor.skip(isBlank);
      const separator = name.test(text) ? (cursor.takes(COLON) ?? cursor.takes(EQUALS)) : undefined;
      if (separator !== undefined) return { separator, indent };
    }
    if (!skipLine(cursor, lineEnd, limit)) break;
  }
  work.done += (cursor.at - from) >> 2;
  return undefined;
}

/** Behind this line's end. False: it has none. */
function skipLine(cursor: Cursor, lineEnd: Unit, limit: number): boolean {
  for (let unit = cursor.peek(); unit !== undefined && cursor.at < limit; unit = cursor.peek()) {
    if (endsLines(cursor, unit, lineEnd)) return false;
    if (isLineEnd(unit.code)) return cursor.takesLineEnd() !== undefined;
    cursor.at += unit.length;
  }
  return false;
}

/** What is escaped less ends the string around the lines, and a raw sign the pair. */
function endsLines({ view, at }: Cursor, { code, level }: Unit, lineEnd: Unit): boolean {
  return (code === QUOTE && level < lineEnd.level) || (view.isEncoded && endsEncoded[view.bytes[at] ?? 0] === 1);
}
