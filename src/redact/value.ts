// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, BACKSLASH, byteSet, CR, EQUALS, HASH, inverse, LESS, LF, QUOTE, SPACE, TAB } from './bytes.ts';
import { work } from './credit.ts';
import type { Plan, Reading } from './plan.ts';
import { endsEncoded } from './syntaxes.ts';
import {
  closesString,
  isQuote,
  isSameQuote,
  isWhite,
  rawUnit,
  type Unit,
  unitAt,
  unitBefore,
  type View,
} from './units.ts';
import { type Progress, readBlock, readPart, readPem } from './value-lines.ts';

const LONGEST_KEY = 96;
/** What each look at a value takes besides, judging it included. */
const VALUE_COST = 60;
/** More than there are before any quote. */
const MOST_BACKSLASHES = 16;
const isFormKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.%[]$+' });
const isSpecial = byteSet({ bytes: '"\'`%&\\' });
const isSpecialOrComment = byteSet({ bytes: '"\'`%&\\#' });
const isSpecialEncoded = inverse(byteSet({ ranges: 'a-zA-Z0-9', bytes: '-_.~' }));
// Whatever is no part of a word.
const endsQuoted = byteSet({ ranges: '\0- ', bytes: '&;,)]}<>"\'`|/\\' });
const endsLoose = byteSet({ ranges: '\0- ', bytes: '&' });
/** What ends a quoted value whose quotes are written so, for it ends the text around it. */
const endsAround: Readonly<Record<Unit['style'], Uint8Array>> = {
  raw: byteSet({}),
  unicode: byteSet({}),
  percent: endsEncoded,
  percent2: endsEncoded,
  entity: byteSet({ bytes: '<"' }),
  'encoded entity': endsEncoded,
};
const CDATA_END = Buffer.from(']]>');

/** A value that is being read: where it ends is not known yet. */
export class Value implements Progress {
  readonly plan: Plan;
  /** Where it begins, also when that is before the bytes that are there. */
  start: number;
  /** What is before it is read. */
  at: number;
  /** It is masked, whatever comes. */
  isOpen = false;
  /** -1: not found yet. */
  end = -1;
  isInner = false;

  #ends: Uint8Array;
  /** It began with a quote, and goes on behind the next one. */
  #isLoose = false;

  constructor(plan: Plan) {
    this.plan = plan;
    const { frame, syntax } = plan;
    this.#ends =
      plan.isEncoded && !syntax.body
        ? endsEncoded
        : syntax.isQuoted && frame !== undefined
          ? endsAround[frame.style]
          : syntax.ends;
    this.start = plan.at;
    this.at = plan.at;
  }

  /** Reads on to the end of the value, or as far as what is there lets it be certain. */
  read(view: View): void {
    const { syntax, isEncoded } = this.plan;
    view.isEncoded = isEncoded === true;
    const before = this.at;
    if (syntax.name === 'pem') readPem(this, view);
    else if (syntax.isBlock) readBlock(this, view);
    else if (syntax.name === 'part') readPart(this, view);
    else if (syntax.read !== undefined) this.#goOn(syntax.read(view, this.at, this.start, this.plan));
    else while (this.end < 0 && this.at < view.end && this.#step(view));
    work.done += VALUE_COST + ((this.at - before) >> 3);
    if (view.isEnded && this.end < 0) {
      this.at = view.end;
      this.end = view.end;
    }
  }

  #goOn({ at, isEnd }: Reading): void {
    this.at = at;
    if (isEnd) this.end = at;
  }

  shift(by: number): void {
    this.start -= by;
    this.at -= by;
    if (this.end >= 0) this.end -= by;
  }

  /** One run of ordinary bytes, and what follows it. False: more bytes are needed. */
  #step(view: View): boolean {
    const { bytes, end } = view;
    const { syntax } = this.plan;
    const { body } = syntax;
    const ends = this.#ends;
    let { at } = this;
    const special = this.plan.isEncoded ? isSpecialEncoded : syntax.hasComments ? isSpecialOrComment : isSpecial;
    while (at < end && ends[bytes[at] ?? 0] === 0 && special[bytes[at] ?? 0] === 0) at += 1;
    this.at = at;
    if (at >= end) return false;
    const code = bytes[at] ?? 0;
    if (
      special[code] === 0 ||
      (ends[code] === 1 && (code !== AMPERSAND || body || syntax.isQuoted || this.plan.isEncoded))
    )
      return this.#ended(view, rawUnit(code));
    const unit = unitAt(view, at);
    if (unit === undefined) return false;
    if (body) {
      if (ends[unit.code] === 0 || unit.code > 0x7f) this.at += unit.length;
      else this.end = at;
      return true;
    }
    if (syntax.hasComments && unit.code === HASH) return this.#comment(view, unit);
    if (this.#isEnd(unit)) return this.#ended(view, unit);
    this.at += unit.length;
    // Of a run of backslashes that escapes nothing none is looked at again.
    if (unit.code === BACKSLASH && unit.style === 'raw')
      while (this.at < end - MOST_BACKSLASHES && bytes[this.at] === BACKSLASH) this.at += 1;
    return true;
  }

  /** Goes on behind the character. */
  #pass({ length }: Unit): true {
    this.at += length;
    return true;
  }

  /** A number sign behind a blank. */
  #comment(view: View, unit: Unit): true {
    const blank = unitBefore(view, this.at);
    if (this.at === this.start || blank === undefined || !isWhite(blank.code)) return this.#pass(unit);
    this.end = this.at - blank.length;
    return true;
  }

  #level(unit: Unit): number {
    const { frame } = this.plan;
    return isQuote(unit.code) ? Math.min(unit.level, frame?.level ?? 0) : unit.level;
  }

  /** A character that ends it, but for what the syntax lets it go on after. False: what follows has to be known. */
  #ended(view: View, unit: Unit): boolean {
    const { syntax, isPair, isEncoded } = this.plan;
    const { code } = unit;
    const isOuter = isEncoded === true && unit.style === 'raw' && endsEncoded[code] === 1;
    if (syntax.folds) return this.#fold(view);
    if (syntax.isCdata) return this.#cdata(view);
    if (!isOuter) {
      if (code === AMPERSAND && syntax.endsAtPair) return this.#pair(view, unit);
      if (syntax.continues && isWhite(code) && this.at > this.start && unitBefore(view, this.at)?.code === BACKSLASH)
        return this.#pass(unit);
      if (syntax.isDoubled || syntax.isQuoted || isPair) {
        const next = this.at + unit.length;
        const follows = next < view.end ? unitAt(view, next) : undefined;
        if (follows === undefined && !view.isEnded) return false;
        if (follows !== undefined && this.#isDoubled(unit, follows))
          return this.#pass({ ...unit, length: unit.length + follows.length });
        if (isPair && isQuote(code) && follows !== undefined && endsQuoted[follows.code] === 0) {
          // What follows a quote without an end goes on with the value.
          this.#isLoose = true;
          this.#ends = isEncoded ? endsEncoded : endsLoose;
          return this.#pass(unit);
        }
      }
    }
    this.end = this.at + (unit.style === 'raw' ? Math.max(0, unit.level - this.#level(unit)) : 0);
    return true;
  }

  /** A quote that is written twice is one of the string: in YAML, SQL and CSV; so is ODBC's brace. */
  #isDoubled(unit: Unit, follows: Unit): boolean {
    const { syntax } = this.plan;
    if (syntax.isDoubled) return unit.code === follows.code;
    return syntax.isQuoted === true && unit.level === 0 && this.at > this.start && isSameQuote(unit, follows);
  }

  #isEnd(unit: Unit): boolean {
    const { syntax, frame } = this.plan;
    const { code, style, level } = unit;
    if (this.#isLoose) return false;
    // Encoded once more than what is around it, it is of the value.
    if (style === 'percent2' && frame?.style === 'percent') return false;
    if (this.plan.isEncoded && !syntax.isQuoted && !isQuote(code))
      return syntax.ends[code] === 1 || (code === AMPERSAND && syntax.endsAtPair === true);
    if (syntax.isQuoted) return frame !== undefined && closesString(unit, frame);
    if (isQuote(code)) {
      if (style === 'raw' && syntax.ends[code] === 1) return true;
      if (frame === undefined) return false;
      if (isQuote(frame.code))
        return frame.code === code && (frame.style === style ? level <= frame.level : style === 'raw');
      // Of a line in a string only a quote that is escaped less ends the string.
      return frame.style === style ? level < frame.level && code === QUOTE : frame.style !== 'raw';
    }
    if (level > 0 && (syntax.name === 'word' || syntax.name === 'argument')) return code === LF || code === TAB;
    if (level > 0 && syntax.ends[code] === 0) return false;
    if (level > 0) return frame !== undefined && level <= (isQuote(frame.code) ? 2 * frame.level + 1 : frame.level);
    if (style === 'raw') return syntax.ends[code] === 1 || (code === AMPERSAND && syntax.endsAtPair === true);
    if (frame?.style !== style) return false;
    return syntax.ends[code] === 1 || (frame.code !== LESS && (code === AMPERSAND || code === SPACE));
  }

  /** A line end that no blank follows; a CR alone is none. */
  #fold({ bytes, end, isEnded }: View): boolean {
    const lineEnd = bytes[this.at] === CR ? this.at + 1 : this.at;
    if (lineEnd + 1 >= end && !isEnded) return false;
    const next = lineEnd + 1 < end ? bytes[lineEnd + 1] : undefined;
    if (lineEnd >= end) this.end = this.at;
    else if (bytes[lineEnd] !== LF) this.at += 1;
    else if (next === SPACE || next === TAB) this.at = lineEnd + 2;
    else this.end = this.at;
    return true;
  }

  /** `&name=` is the next pair; an ampersand without one is of the value. */
  #pair(view: View, ampersand: Unit): boolean {
    let next = this.at + ampersand.length;
    for (const first = next; next - first < LONGEST_KEY; ) {
      const unit = unitAt(view, next);
      if (unit === undefined && !view.isEnded) return false;
      if (unit === undefined || isFormKeyByte[unit.code] === 0) {
        if (unit?.code === EQUALS && next > first) this.end = this.at;
        break;
      }
      next += unit.length;
    }
    return this.end >= 0 || this.#pass(ampersand);
  }

  #cdata(view: View): boolean {
    let next = this.at;
    for (const sign of CDATA_END) {
      const unit = next < view.end ? unitAt(view, next) : undefined;
      if (unit === undefined) return view.isEnded ? this.#pass(rawUnit(0)) : false;
      if (unit.code !== sign) {
        this.at += next === this.at ? unit.length : next - this.at;
        return true;
      }
      next += unit.length;
    }
    this.end = this.at;
    return true;
  }
}
