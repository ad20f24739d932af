// SPDX-License-Identifier: Apache-2.0
import { CR, LF } from '../ascii.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { textOf, type Unit } from '../units.ts';
import type { Cursor, Reader } from './cursor.ts';
import { MAX_AHEAD } from './key-text.ts';

/** So far is read back for the headers of a part. */
const MAX_PART_HEADER = 128;
/** A line that begins with a blank continues the header before it. */
const FOLDS = /\r?\n[ \t]+/g;
const PART_NAME = /[;\s]name *= *["']?$/i;
const FORM_DATA = /form-data *;/i;
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
  let isEmpty = false;
  let frame: Unit | undefined;
  for (const limit = cursor.at + MAX_AHEAD; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined) return undefined;
    cursor.at += unit.length;
    if (unit.code !== LF) {
      isEmpty &&= unit.code === CR;
      continue;
    }
    // In a string a line end may be two characters.
    if (unit.level > 0 && cursor.peek()?.code === LF && isReturn(cursor, unit)) cursor.takes(LF);
    if (isEmpty) {
      const boundary = /(?:^|\n)(--[^\r\n]*)\r?\n[\s\S]*$/.exec(before.slice(0, lineAt))?.[1] ?? '--';
      return { at: cursor.at, key, syntax: SYNTAXES.part, doubt: 'none', boundary, ...(frame && { frame }) };
    }
    isEmpty = true;
    frame = unit;
  }
  return undefined;
}

/** The line end that was read last is an escaped CR. */
function isReturn(cursor: Cursor, { length }: Unit): boolean {
  const { view } = cursor;
  const letter = view.bytes[cursor.at - 1];
  return length > 1 && (letter === 0x72 || letter === 0x52);
}
