// SPDX-License-Identifier: Apache-2.0

import { byteSet, CR, LF } from '../bytes.ts';
import type { Names } from '../tables/names.ts';
import { isQuote, isWhite, type Unit, unitAt, type View } from '../units.ts';

/** Nothing is bound over more blanks. */
export const MAX_BLANKS = 64;
/** Of the escape of CR. */
const LETTER_R = 0x72;

/** Reads characters forwards, and remembers whether it came to the end of what is there. */
export class Cursor {
  readonly view: View;
  at: number;
  isCut = false;

  constructor(view: View, at: number) {
    this.view = view;
    this.at = at;
  }

  peek(): Unit | undefined {
    const unit = unitAt(this.view, this.at);
    if (unit === undefined && !this.view.isEnded) this.isCut = true;
    return unit;
  }

  /** Goes on if the character is that one. */
  takes(code: number): Unit | undefined {
    const unit = this.peek();
    if (unit?.code !== code) return undefined;
    this.at += unit.length;
    return unit;
  }

  /** Goes on behind a line's end, and returns its last character: in a string CR and LF are an escape each. */
  takesLineEnd(): Unit | undefined {
    this.takes(CR);
    const end = this.takes(LF);
    if (end === undefined || end.level === 0 || (this.view.bytes[this.at - 1] ?? 0) !== LETTER_R) return end;
    return this.takes(LF) ?? end;
  }

  /** Goes on behind such characters, and returns how many there were. */
  skip(is: (code: number) => boolean, most = MAX_BLANKS): number {
    let count = 0;
    for (let unit = this.peek(); unit !== undefined && is(unit.code) && count < most; unit = this.peek()) {
      this.at += unit.length;
      count += 1;
    }
    return count;
  }
}

/** What follows a string. */
const behindString = byteSet({ bytes: ',:;)]}+.' });

/** Whether there is a quote that ends the text that it stands in: `"token":"<token>",`. */
export function endsString(cursor: Cursor): boolean {
  const ahead = new Cursor(cursor.view, cursor.at);
  const quote = ahead.peek();
  if (quote === undefined || !isQuote(quote.code)) return false;
  ahead.at += quote.length;
  const next = ahead.peek();
  if (ahead.isCut) cursor.isCut = true;
  return next === undefined || isWhite(next.code) || isQuote(next.code) || behindString[next.code] === 1;
}

/** What a key is read with. */
export interface Reader {
  readonly view: View;
  readonly cursor: Cursor;
  readonly names: Names;
  /** Where a value begins if what is not there yet is not what it may be. */
  mayBegin: number;
}
