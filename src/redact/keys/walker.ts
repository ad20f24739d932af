// SPDX-License-Identifier: Apache-2.0
import { byteSet, COLON, COMMA, CR, LF } from '../bytes.ts';
import { closesString, isQuote, isSameQuote, isWhite, type Unit } from '../units.ts';
import { Cursor } from './cursor.ts';
import { MAX_OBJECT } from './members.ts';

/** A line's beginning, and a name, are read so far. */
export const MAX_NAME = 128;
/** Deeper ones no object has before what is looked for in it. */
const MAX_DEPTH = 8;
const opens = byteSet({ bytes: '{[' });
const closes = byteSet({ bytes: '}]' });

/** Reads members of objects. */
export class Walker extends Cursor {
  /** Of the last string, also of one that has no end yet. */
  read = '';

  /** The text of a string that begins here; its end is behind it. */
  string(quote: Unit): string | undefined {
    const opening = this.peek();
    this.read = '';
    if (opening === undefined || !isSameQuote(opening, quote)) return undefined;
    this.at += opening.length;
    for (const limit = this.at + MAX_OBJECT; this.at < limit; ) {
      const unit = this.peek();
      if (unit === undefined) return undefined;
      this.at += unit.length;
      if (closesString(unit, quote)) return this.read;
      this.read += String.fromCharCode(unit.code);
    }
    return undefined;
  }

  /** A member's name, and its colon. */
  name(quote: Unit): string | undefined {
    this.skip(isWhite);
    const name = this.string(quote);
    this.skip(isWhite);
    if (name === undefined || !this.takes(COLON)) return undefined;
    this.skip(isWhite);
    return name;
  }

  /** A value of whatever kind, up to what follows it. */
  value(quote: Unit): void {
    let depth = 0;
    for (const limit = this.at + MAX_OBJECT; this.at < limit; ) {
      const unit = this.peek();
      if (unit === undefined || (depth === 0 && (unit.code === COMMA || closes[unit.code] === 1))) return;
      if (isSameQuote(unit, quote)) {
        if (this.string(quote) === undefined) return;
        continue;
      }
      depth += (opens[unit.code] ?? 0) - (closes[unit.code] ?? 0);
      if (depth > MAX_DEPTH) return;
      this.at += unit.length;
    }
  }

  /** Behind this line's end. False: it has none. */
  toNextLine(): boolean {
    for (const limit = this.at + MAX_OBJECT; this.at < limit; ) {
      const unit = this.peek();
      if (unit === undefined || (isQuote(unit.code) && unit.level === 0 && unit.style !== 'raw')) return false;
      this.at += unit.length;
      if (unit.code === LF) return true;
    }
    return false;
  }

  /** The beginning of the rest of this line, without going on. */
  line(): string {
    const back = this.at;
    let text = '';
    for (let unit = this.peek(); unit !== undefined && text.length < MAX_NAME; unit = this.peek()) {
      if (unit.code === LF || unit.code === CR) break;
      text += String.fromCharCode(unit.code);
      this.at += unit.length;
    }
    this.at = back;
    return text;
  }
}
