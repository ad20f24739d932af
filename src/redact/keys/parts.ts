// SPDX-License-Identifier: Apache-2.0
import { CR, LF } from '../bytes.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { textOf, type Unit, type View } from '../units.ts';
import type { Cursor, Reader } from './cursor.ts';
import { MAX_AHEAD } from './key-text.ts';

/** So far is read back for the headers of a part. */
const MAX_PART_HEADER = 128;
/** A line that begins with a blank continues the header before it. */
const FOLDS = /\r?\n[ \t]+/g;
const PART_NAME = /[;\s]name *= *["']?$/i;
const FORM_DATA = /form-data *;[^<]*$/i;
/** Of a header whose beginning is not there. */
const LATE_NAME = /; *name *= *["']?$/i;

/** A part of a form by its name (RFC 7578, 4.2): what follows the empty line behind its headers. */
export function partValue(reader: Reader, text: string, nameAt: number): Plan | undefined {
  const { cursor, names, view } = reader;
  if (!PART_NAME.test(textOf(view, Math.max(0, nameAt - 16), nameAt))) return undefined;
  const before = textOf(view, Math.max(0, nameAt - MAX_PART_HEADER), nameAt).replace(FOLDS, ' ');
  const lineAt = before.lastIndexOf('\n') + 1;
  const line = before.slice(lineAt);
  // A form of a page has `enctype="multipart/form-data"` before its inputs.
  if (!FORM_DATA.test(line) && (lineAt > 0 || !LATE_NAME.test(line))) return undefined;
  const key = names.ofKey(text);
  if (key === undefined) return undefined;
  const limit = cursor.at + MAX_AHEAD;
  const lines = linesBehind(view, cursor.at);
  for (cursor.at = lines.at; cursor.at < limit; lines.at = cursor.at) {
    const unit = cursor.peek();
    if (unit === undefined) return undefined;
    cursor.at += unit.length;
    if (unit.code !== LF) {
      lines.isEmpty &&= unit.code === CR;
      continue;
    }
    // In a string a line end may be two characters.
    if (unit.level > 0 && cursor.peek()?.code === LF && isReturn(cursor, unit)) cursor.takes(LF);
    if (lines.isEmpty) {
      const boundary = /(?:^|\n)(--[^\r\n]*)\r?\n[\s\S]*$/.exec(before.slice(0, lineAt))?.[1] ?? '--';
      const { frame } = lines;
      return { at: cursor.at, key, syntax: SYNTAXES.part, doubt: 'none', boundary, ...(frame && { frame }) };
    }
    lines.isEmpty = true;
    lines.frame = unit;
    lines.endAt = cursor.at;
  }
  return undefined;
}

/** Lines that were read for an empty one. */
interface Lines {
  readonly from: number;
  /** What is read is before it. */
  at: number;
  /** The last one has nothing in it yet. */
  isEmpty: boolean;
  /** The last line end, and the index behind it. */
  frame: Unit | undefined;
  endAt: number;
}

const linesOf = new WeakMap<View, Lines>();

/** The lines behind the index: those that another name has read already are not read again. */
function linesBehind(view: View, from: number): Lines {
  const known = linesOf.get(view);
  if (known !== undefined && known.from <= from && from < known.endAt) return known;
  const lines: Lines = { from, at: from, isEmpty: false, frame: undefined, endAt: from };
  linesOf.set(view, lines);
  return lines;
}

/** The line end that was read last is an escaped CR. */
function isReturn(cursor: Cursor, { length }: Unit): boolean {
  const { view } = cursor;
  const letter = view.bytes[cursor.at - 1];
  return length > 1 && (letter === 0x72 || letter === 0x52);
}
