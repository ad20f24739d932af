// SPDX-License-Identifier: Apache-2.0
import { work } from '../credit.ts';
import { mayStand, stands } from '../tables/substitutions.ts';
import { looksSecret } from '../tables/values.ts';
import { isLineEnd } from '../units.ts';
import { Cursor } from './cursor.ts';

/** So much of a line is looked at for what stands for a value. */
const LONGEST = 240;

/** Whether the line goes on with what a program puts in for a value, or what hides one, and more behind it. Cut: it may. */
export function standsForValue(cursor: Cursor): boolean {
  const first = cursor.peek();
  if (first === undefined || !mayStand.test(String.fromCharCode(first.code))) return false;
  const ahead = new Cursor(cursor.view, cursor.at);
  const codes: number[] = [];
  for (let unit = ahead.peek(); unit !== undefined && !isLineEnd(unit.code); unit = ahead.peek()) {
    if (codes.length >= LONGEST) break;
    codes.push(unit.code);
    ahead.at += unit.length;
  }
  work.done += codes.length;
  cursor.isCut ||= ahead.isCut;
  return ahead.isCut || stands(String.fromCharCode(...codes), looksSecret);
}
