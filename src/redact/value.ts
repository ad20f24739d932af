// SPDX-License-Identifier: Apache-2.0

import { byteSet, inverse } from './byte-set.ts';
import type { Plan, Reading } from './plan.ts';
import { isNoSecret, looksSecret } from './tables/values.ts';
import {
  closesString,
  isQuote,
  isSameQuote,
  looked,
  rawUnit,
  textOf,
  type Unit,
  unitAt,
  unitBefore,
  type View,
} from './units.ts';

/** What may be no secret is held so long; a longer value is one. */
const LONGEST_LABEL = 512;
const LONGEST_KEY = 96;
/** More than there are before any quote. */
const MOST_BACKSLASHES = 16;
/** Shorter numbers in a list are sizes and places. */
const LEAST_DIGITS = 4;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const LESS = 0x3c;
const QUOTE = 0x22;
const DASH = 0x2d;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const HASH = 0x23;
const CLOSE_PAREN = 0x29;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

const isFormKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.%[]$+' });
const isSpecial = byteSet({ bytes: '"\'`%&\\' });
const isSpecialOrComment = byteSet({ bytes: '"\'`%&\\#' });
const isSpecialEncoded = inverse(byteSet({ ranges: 'a-zA-Z0-9', bytes: '-_.~' }));
// Whatever is no part of a word.
const endsQuoted = byteSet({ ranges: '\0- ', bytes: '&;,)]}<>"\'`|/\\' });
const endsLoose = byteSet({ ranges: '\0- ', bytes: '&' });
/** What ends a percent-encoded text. */
const endsEncoded = byteSet({ ranges: '\0- ', bytes: '&"<>' });
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
const LAST_LINE = Buffer.from('-----END');
const LAST_LINE_SSH2 = Buffer.from('---- END');
/** What no value of a configuration or a log has, but a program's expression. */
const CODE = /[\w$\])]\(|[;,{([]$|=>|\|\||&&| [-+*/?] |^(?:await|new|typeof|function|return|async|this|self)\b|^[[{(<]/;
const SENTENCE =
  /^(?:to|is|or|and|option|options|flag|for|the|from|in|of|file|as|with|will|must|on|at|by|a|an|if|that|which|has|was|reset|expired|required|argument|env(?:ironment)?|via|using|only|not|are|can|be|should|when|you|your|it)$/i;
/** Behind a program's expression. */
const COMMENT = /\s*\/\/.*$/;
const NUMBER = /^-?\d+$/;
const isLineEnd = byteSet({ bytes: '\r\n' });
const BLANK_WITHIN = /\S\s+\S/;
const LETTERS = /^[A-Za-z_-]*$/;
const isWhite = (code: number | undefined): boolean => code === SPACE || code === TAB || code === LF || code === CR;

/** A value that is being read: where it ends is not known yet. */
export class Value {
  readonly plan: Plan;
  /** Where it begins, also when that is before the bytes that are there. */
  start: number;
  /** What is before it is read. */
  at: number;
  /** It is masked, whatever comes. */
  isOpen = false;
  /** -1: not found yet. */
  end = -1;
  /** Within CDATA, or within the last line of a private key. */
  #isInner = false;

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
    if (syntax.name === 'pem') this.#pem(view);
    else if (syntax.isBlock) this.#block(view);
    else if (syntax.name === 'part') this.#part(view);
    else if (syntax.read !== undefined) this.#goOn(syntax.read(view, this.at, this.start, this.plan));
    else while (this.end < 0 && this.at < view.end && this.#step(view));
    looked.characters += (this.at - before) >> 4;
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
    if (this.plan.isEncoded && !syntax.isQuoted && !isQuote(code))
      return syntax.ends[code] === 1 || (code === AMPERSAND && syntax.endsAtPair === true);
    if (syntax.isQuoted) return frame !== undefined && closesString(unit, frame);
    if (isQuote(code)) {
      if (style === 'raw' && syntax.ends[code] === 1) return true;
      if (frame === undefined) return false;
      if (isQuote(frame.code))
        return frame.code === code && (frame.style === style ? level <= frame.level : style === 'raw');
      return frame.style === style ? frame.level > 0 && code === QUOTE : frame.style !== 'raw';
    }
    if (level > 0 && (syntax.name === 'word' || syntax.name === 'argument')) return code === LF || code === TAB;
    if (level > 0)
      return code === LF && frame !== undefined && level <= (isQuote(frame.code) ? 2 * frame.level + 1 : frame.level);
    if (style === 'raw') return syntax.ends[code] === 1 || (code === AMPERSAND && syntax.endsAtPair === true);
    return frame?.style === style && (syntax.ends[code] === 1 || code === AMPERSAND || code === SPACE);
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

  /** Lines that are indented more than the key's, and empty ones; in a string, to its quote at most. */
  #block(view: View): void {
    const { frame, indent = 0 } = this.plan;
    while (this.at < view.end) {
      if (!this.#isInner && !this.#indented(view, indent)) return;
      const unit = unitAt(view, this.at);
      if (unit === undefined) return;
      if (frame !== undefined && frame.level > 0 && unit.code === QUOTE && unit.level < frame.level) {
        this.end = this.at;
        return;
      }
      this.#isInner = unit.code !== LF;
      this.at += unit.length;
    }
  }

  /** Goes over the blanks that begin a line. False: bytes are missing, or the line does not belong to the block. */
  #indented(view: View, indent: number): boolean {
    let next = this.at;
    for (;;) {
      const unit = unitAt(view, next);
      if (unit === undefined && !view.isEnded) return false;
      const isBlank = unit !== undefined && (unit.code === SPACE || unit.code === TAB);
      if (!isBlank) {
        if (unit !== undefined && unit.code !== LF && unit.code !== CR && next - this.at <= indent) {
          this.end = this.at;
          return false;
        }
        this.at = next;
        this.#isInner = true;
        return true;
      }
      next += unit.length;
    }
  }

  /**
   * A part of a form: to the line that begins with the boundary (RFC 2046, 5.1.1), whose line end is no more of it. An
   * empty part has its boundary at once.
   */
  #part(view: View): void {
    while (this.at < view.end) {
      const start = this.at;
      const next = this.at === this.start && !this.#isInner ? start : this.#lineEnd(view);
      if (next === undefined || this.end >= 0) return;
      const after = next < 0 ? -1 : this.#boundary(view, next);
      if (after === undefined) {
        if (next !== start) this.#isInner = true;
        return;
      }
      this.#isInner = true;
      if (after >= 0) {
        this.end = this.at;
        return;
      }
      if (next >= 0) this.at = next;
    }
  }

  /** Goes on to the next line end. Returns the index behind it; -1: none is there; undefined: it may not be whole. */
  #lineEnd(view: View): number | undefined {
    const { frame } = this.plan;
    const isRaw = this.plan.isEncoded !== true && (frame === undefined || frame.level === 0);
    while (this.at < view.end) {
      if (isRaw) while (this.at < view.end && isLineEnd[view.bytes[this.at] ?? 0] === 0) this.at += 1;
      const unit = unitAt(view, this.at);
      if (unit === undefined) return this.at < view.end ? undefined : -1;
      if (unit.code === LF || unit.code === CR) {
        let next = this.at + unit.length;
        const second = unitAt(view, next);
        if (second === undefined && !view.isEnded) return undefined;
        const isReturn = unit.code === CR || (unit.level > 0 && view.bytes[next - 1] === 0x72);
        if (isReturn && second?.code === LF) next += second.length;
        if (unit.code === LF || second?.code === LF) return next;
      } else if (
        (frame !== undefined && frame.level > 0 && unit.code === QUOTE && unit.level < frame.level) ||
        (this.plan.isEncoded && unit.style === 'raw' && endsEncoded[unit.code] === 1)
      ) {
        this.end = this.at;
        return -1;
      }
      this.at += unit.length;
    }
    return -1;
  }

  /** The index behind the boundary; -1: another text is there; undefined: bytes are missing. */
  #boundary(view: View, index: number): number | undefined {
    const { boundary = '--' } = this.plan;
    let at = index;
    for (const sign of boundary) {
      const unit = unitAt(view, at);
      if (unit === undefined) return view.isEnded ? -1 : undefined;
      if (unit.code !== sign.charCodeAt(0)) return -1;
      at += unit.length;
    }
    return at;
  }

  /** To the end of the line that ends a private key. */
  #pem({ bytes, end, isEnded }: View): void {
    while (this.at < end) {
      if (this.#isInner) {
        // Behind the mark: its label, and the dashes behind that.
        while (this.at < end && bytes[this.at] !== DASH && bytes[this.at] !== LF) this.at += 1;
        let next = this.at;
        while (next < end && bytes[next] === DASH) next += 1;
        if (next >= end && !isEnded) return;
        this.end = next;
        this.at = next;
        return;
      }
      const dash = bytes.indexOf(DASH, this.at);
      this.at = dash < 0 || dash >= end ? end : dash;
      if (this.at + LAST_LINE.length > end && !isEnded) return;
      if (startsWith(bytes, this.at, LAST_LINE) || startsWith(bytes, this.at, LAST_LINE_SSH2)) {
        this.#isInner = true;
        this.at += LAST_LINE.length;
      } else if (this.at < end) this.at += 1;
    }
  }
}

const startsWith = (bytes: Uint8Array, at: number, text: Uint8Array): boolean =>
  text.every((byte, index) => bytes[at + index] === byte);

/** What becomes of a value: shown, masked, or not decided as long as it may go on. */
export type Verdict = 'shown' | 'masked' | 'undecided';

/** Judges a value as far as it was read. */
export function judgeValue(value: Value, view: View): Verdict {
  const { plan, end } = value;
  const { start } = value;
  const { doubt, key, syntax } = plan;
  const isWhole = end >= 0 && !(view.isEnded && end === view.end && syntax.isQuoted === true);
  if (syntax.isCertain) return end === start ? 'shown' : 'masked';
  const read = isWhole ? end : Math.min(value.at, view.end);
  if (end < 0 && read - start < LONGEST_LABEL) return 'undecided';
  const text = textOf(view, start, read);
  if (text === '') return 'shown';
  // A text that ends, or goes on, in the middle of its string is no label.
  if (!isWhole) return doubt === 'guess' && !looksSecret(text) ? 'shown' : 'masked';
  if (NUMBER.test(text))
    return isNoSecret(text, key) || (plan.more === 'items' && text.length < LEAST_DIGITS) ? 'shown' : 'masked';
  if (isCutBehind(view, end, lookahead(plan, text))) return 'undecided';
  if (doubt === 'guess') return looksSecret(text) && !isNoSecret(text, key) ? 'masked' : 'shown';
  if (doubt === 'word' && LETTERS.test(text)) return 'shown';
  if (doubt === 'command' && (SENTENCE.test(text) || CODE.test(text))) return 'shown';
  if (doubt === 'label' && isSentence(text)) return 'shown';
  if (doubt === 'element' && BLANK_WITHIN.test(text) && !isEndTag(view, end)) return 'shown';
  if (doubt === 'pair' && LETTERS.test(text) && !isLast(view, end, plan)) return 'shown';
  if (doubt === 'spaced' && !looksSecret(text) && (CODE.test(text) || !endsSpaced(unitAt(view, end)?.code ?? SPACE)))
    return 'shown';
  if (doubt === 'code' && isCode(text, view, end, syntax.name)) {
    const expression = text.replace(COMMENT, '').replace(/[,;]$/, '');
    return looksSecret(expression) && !isNoSecret(expression, key) ? 'masked' : 'shown';
  }
  // Of lines each is a value.
  const values = syntax.isBlock || /[\r\n]/.test(text) ? text.split(/[\r\n]+/) : [text];
  return values.every((one) => isNoSecret(one, key)) ? 'shown' : 'masked';
}

const endsSpaced = (code: number): boolean => isWhite(code) || code === CLOSE_BRACKET || code === CLOSE_BRACE;

/** Characters behind the value that judging it takes: see the functions below. */
function lookahead({ doubt, syntax }: Plan, text: string): number {
  if (doubt === 'element') return BLANK_WITHIN.test(text) ? 2 : 0;
  if (doubt === 'pair') return LETTERS.test(text) ? 2 : 0;
  if (doubt === 'spaced') return 1;
  return doubt === 'code' && syntax.name === 'word' ? 2 : 0;
}

function isCutBehind(view: View, end: number, count: number): boolean {
  let at = end;
  for (let left = view.isEnded ? 0 : count; left > 0; left -= 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return true;
    at += unit.length;
  }
  return false;
}

/** Words of letters, three at least. */
const isSentence = (text: string): boolean =>
  /^[\p{L}\p{M}\p{P}{}\d\s]+$/u.test(text) && text.trim().split(/\s+/).length > 2;

function isEndTag(view: View, end: number): boolean {
  const less = unitAt(view, end);
  return less?.code === LESS && unitAt(view, end + less.length)?.code === 0x2f;
}

/** Whether the list ends with it. */
function isLast(view: View, end: number, { frame }: Plan): boolean {
  const next = end + (frame?.length ?? 0);
  const code = unitAt(view, next)?.code;
  return code === CLOSE_BRACKET || code === CLOSE_PAREN;
}

/** Whether the value of a line or a word is an expression, by what it has and by what ends it. */
function isCode(text: string, view: View, end: number, syntax: string): boolean {
  if (CODE.test(text)) return true;
  if (syntax !== 'word') return false;
  const unit = unitAt(view, end);
  if (
    unit === undefined ||
    isWhite(unit.code) ||
    unit.code === CLOSE_BRACKET ||
    unit.code === LESS ||
    isQuote(unit.code)
  )
    return false;
  if (unit.code === CLOSE_PAREN || unit.code === CLOSE_BRACE)
    return /[;,]/.test(String.fromCharCode(unitAt(view, end + unit.length)?.code ?? 0));
  return unit.code !== AMPERSAND && !(unit.code === COMMA && isWhite(unitAt(view, end + unit.length)?.code));
}
