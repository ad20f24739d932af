// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, BACKSLASH, byteSet, CR, isHexDigit, LF, PERCENT, PLUS, SEMICOLON, SPACE, TAB } from './bytes.ts';
import { work } from './credit.ts';

/** A text may stand in another: a character is written as itself, or as an escape of one of these. */
type Style = 'raw' | 'percent' | 'percent2' | 'unicode' | 'entity' | 'encoded entity';

/** One character as it is written. */
export interface Unit {
  /** Its byte; LF for an escaped line end. */
  readonly code: number;
  /** Bytes that it takes, with the backslashes before it. */
  readonly length: number;
  readonly style: Style;
  /** Backslashes of it: none of a raw one; in a string 1; in a string in a string 3 before a quote, 2 of a line end. */
  readonly level: number;
}

/** The bytes that are there. */
export interface View {
  readonly bytes: Buffer;
  /** The first index behind them. */
  readonly end: number;
  /** The text begins with them. */
  readonly isStart: boolean;
  /** The text ends with them. */
  readonly isEnded: boolean;
  /** The text is a form up to here: it began as one, and no line has ended. undefined: that is not known yet. */
  readonly formTo: number | undefined;
  /** What is read now is percent-encoded, and a plus sign is a blank. */
  isEncoded: boolean;
  /** Set by a search that finds nothing: no other of its kind that begins before this index does. */
  searchedTo: number;
}

const MAX_BACKSLASHES = 15;
/** The last backslash that is counted may begin an escape of as many. */
const LONG_RUN = 2 * MAX_BACKSLASHES + 2;
const LONGEST_ENTITY = 24;
/** What a character takes that may be an escape. */
const ESCAPE_COST = 12;

const entity = (name: string, code: number): [Buffer, number] => [Buffer.from(`&${name};`), code];
const ENTITIES: readonly [text: Buffer, code: number][] = ['amp;', ''].flatMap((prefix) => [
  entity(`${prefix}quot`, 0x22),
  entity(`${prefix}#34`, 0x22),
  entity(`${prefix}#x22`, 0x22),
  entity(`${prefix}apos`, 0x27),
  entity(`${prefix}#39`, 0x27),
  entity(`${prefix}#x27`, 0x27),
  entity(`${prefix}lt`, 0x3c),
  entity(`${prefix}gt`, 0x3e),
  entity(`${prefix}amp`, AMPERSAND),
]);
/** Behind the backslash. */
const LETTER_U = 0x75;
const LETTER_X = 0x78;
/** Of `u0022` and `x22`. */
const ESCAPE_LENGTH = 5;
const SHORT_LENGTH = 3;
/** Stands for letters that are no Latin ones. */
const OTHER_LETTER = 0xff;
const ENCODED_ENTITIES: typeof ENTITIES = ENTITIES.map(([text, code]) => [
  Buffer.from(encodeURIComponent(text.toString())),
  code,
]);
const LINE_ENDS = new Map([
  [0x6e, LF],
  [0x72, LF],
  [0x74, 0x09],
]);
const isQuoteByte = byteSet({ bytes: '"\'`' });
const mayBeEscape = byteSet({ bytes: '%&\\+' });

/** A character that stands for itself. */
const RAW: readonly Unit[] = Array.from({ length: 256 }, (_, code) => ({ code, length: 1, style: 'raw', level: 0 }));
export const rawUnit = (code: number): Unit => RAW[code] as Unit;

/** Whether a percent-encoded text has it so. */
export const isEncodedStyle: Readonly<Record<Style, boolean>> = {
  raw: false,
  percent: true,
  percent2: true,
  unicode: false,
  entity: false,
  'encoded entity': true,
};

export const isBlank = (code: number | undefined): boolean => code === SPACE || code === TAB;

/** Where what stands behind the index and blanks begins. */
export function behindBlanks({ bytes, end }: View, index: number): number {
  let at = index;
  while (at < end && isBlank(bytes[at])) at += 1;
  return at;
}

export const isLineEnd = (code: number | undefined): boolean => code === LF || code === CR;
export const isWhite = (code: number | undefined): boolean => isBlank(code) || isLineEnd(code);

export const isQuote = (code: number): boolean => isQuoteByte[code] === 1;

/** The character at the index. undefined: there are not bytes enough to tell. */
export function unitAt(view: View, index: number): Unit | undefined {
  const code = view.bytes[index] ?? 0;
  if (index < view.end && mayBeEscape[code] === 0) {
    work.done += 1;
    return rawUnit(code);
  }
  work.done += ESCAPE_COST;
  if (code === BACKSLASH && isLongRun(view, index)) return rawUnit(BACKSLASH);
  const first = plainAt(view, index);
  if (first?.code !== BACKSLASH) return first;
  let level = 1;
  let at = index + first.length;
  for (;;) {
    const next = plainAt(view, at);
    if (next === undefined) return view.isEnded ? first : undefined;
    at += next.length;
    if (next.code !== BACKSLASH || level >= MAX_BACKSLASHES) {
      const lineEnd = next.style === 'raw' ? LINE_ENDS.get(next.code) : undefined;
      const code = lineEnd ?? (isQuote(next.code) || next.code === 0x2f ? next.code : undefined);
      const style = lineEnd === undefined ? next.style : first.style;
      return code === undefined ? first : { code, length: at - index, style, level };
    }
    level += 1;
  }
}

/** More backslashes than any escape has begin at the index: what follows them tells nothing of the first. */
function isLongRun({ bytes, end }: View, index: number): boolean {
  const runEnd = Math.min(end, index + LONG_RUN);
  let at = index;
  while (at < runEnd && bytes[at] === BACKSLASH) at += 1;
  return at - index === LONG_RUN;
}

/** The same, but a backslash is a character of its own. */
function plainAt({ bytes, end, isEnded, isEncoded }: View, index: number): Unit | undefined {
  if (index >= end) return undefined;
  const code = bytes[index] ?? 0;
  if (code === PLUS) return rawUnit(isEncoded ? SPACE : PLUS);
  if (mayBeEscape[code] === 0) return rawUnit(code);
  const found =
    code === PERCENT
      ? encodedAt(bytes, index, end, isEnded)
      : code === AMPERSAND
        ? anyOf(ENTITIES, 'entity', bytes, index, end)
        : unicodeAt(bytes, index, end);
  if (found === 'cut' && !isEnded) return undefined;
  return typeof found === 'object' ? found : rawUnit(code);
}

type Found = Unit | 'cut' | 'none';

/** A percent sign may begin an entity, or a backslash that begins an escape: at the end of a text it begins none. */
function encodedAt(bytes: Uint8Array, index: number, end: number, isEnded: boolean): Found {
  const found = percentAt(bytes, index, end);
  if (typeof found !== 'object') return found;
  if (found.code === AMPERSAND) {
    const entity = anyOf(ENCODED_ENTITIES, 'encoded entity', bytes, index, end);
    return entity === 'none' || (entity === 'cut' && isEnded) ? found : entity;
  }
  if (found.code !== BACKSLASH) return found;
  const escaped = escapeAt(bytes, index + found.length, end);
  if (typeof escaped !== 'object') return escaped === 'cut' && !isEnded ? 'cut' : found;
  return { code: escaped.code, length: found.length + escaped.length, style: 'unicode', level: 0 };
}

/** The character of `u0022` or `x22`; of one that is no Latin one only that it is a letter. */
function escapeAt(bytes: Uint8Array, index: number, end: number): { code: number; length: number } | 'cut' | 'none' {
  if (index >= end) return 'cut';
  const isShort = bytes[index] === LETTER_X;
  if (!isShort && bytes[index] !== LETTER_U) return 'none';
  const first = hexAt(bytes, index + 1, end);
  if (typeof first !== 'number') return first;
  if (isShort) return { code: first, length: SHORT_LENGTH };
  const second = hexAt(bytes, index + SHORT_LENGTH, end);
  if (typeof second !== 'number') return second;
  return { code: first === 0 ? second : OTHER_LETTER, length: ESCAPE_LENGTH };
}

function percentAt(bytes: Uint8Array, index: number, end: number): Found {
  const once = hexAt(bytes, index + 1, end);
  if (typeof once !== 'number') return once;
  if (once === PERCENT) {
    const twice = hexAt(bytes, index + 3, end);
    if (twice === 'cut') return 'cut';
    if (twice !== 'none') return { code: twice, length: 5, style: 'percent2', level: 0 };
  }
  return { code: once, length: 3, style: 'percent', level: 0 };
}

/** `\u0022`, and nginx's and others' `\x22`, and the same in a string in a string. */
function unicodeAt(bytes: Uint8Array, index: number, end: number): Found {
  let at = index;
  while (at < end && bytes[at] === BACKSLASH && at - index < MAX_BACKSLASHES) at += 1;
  const escaped = escapeAt(bytes, at, end);
  if (typeof escaped !== 'object') return escaped;
  return { code: escaped.code, length: at + escaped.length - index, style: 'unicode', level: 0 };
}

function anyOf(entities: typeof ENTITIES, style: Style, bytes: Uint8Array, index: number, end: number): Found {
  let isCut = false;
  for (const [text, code] of entities) {
    let length = 1;
    while (length < text.length && index + length < end && bytes[index + length] === text[length]) length += 1;
    if (length === text.length) return isCut ? 'cut' : { code, length, style, level: 0 };
    if (index + length === end) isCut = true;
  }
  return isCut ? 'cut' : 'none';
}

function hexAt(bytes: Uint8Array, index: number, end: number): number | 'cut' | 'none' {
  if (index < end && isHexDigit[bytes[index] ?? 0] === 0) return 'none';
  if (index + 1 >= end) return 'cut';
  if (isHexDigit[bytes[index + 1] ?? 0] === 0) return 'none';
  return 16 * digit(bytes[index] ?? 0) + digit(bytes[index + 1] ?? 0);
}

const digit = (byte: number): number => (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);

/** The character that ends before the index; undefined: none is there. A backslash is one of its own. */
export function unitBefore({ bytes, isEncoded }: View, index: number): Unit | undefined {
  work.done += 1;
  if (index <= 0) return undefined;
  const byte = bytes[index - 1] ?? 0;
  const code = byte === PLUS && isEncoded ? SPACE : byte;
  const raw = rawUnit(code);
  if (isHexDigit[code] === 1 && isHexDigit[bytes[index - 2] ?? 0] === 1) {
    const length = bytes[index - 5] === PERCENT ? 5 : bytes[index - 3] === PERCENT ? 3 : 0;
    const found = length === 0 ? 'none' : percentAt(bytes, index - length, index);
    if (typeof found === 'object' && found.length === length) return endingAt(bytes, index, found);
    const once = length === 5 && bytes[index - 3] === PERCENT ? percentAt(bytes, index - 3, index) : 'none';
    if (typeof once === 'object' && once.length === 3) return endingAt(bytes, index, once);
    for (const of of [ESCAPE_LENGTH, SHORT_LENGTH]) {
      const sign = bytes[index - of];
      if (sign !== LETTER_U && sign !== LETTER_X) continue;
      const escaped = escapeAt(bytes, index - of, index);
      if (typeof escaped !== 'object' || escaped.length !== of) continue;
      const backslashes = backslashesBefore(bytes, index - of).length;
      if (backslashes > 0) return { code: escaped.code, length: of + backslashes, style: 'unicode', level: 0 };
    }
  }
  if (code === SEMICOLON) {
    work.done += ESCAPE_COST;
    return endingAt(bytes, index, raw);
  }
  if (index < 2 || !mayEscape(bytes[index - 2])) return raw;
  const lineEnd = LINE_ENDS.get(code);
  if (lineEnd === undefined) return raw;
  const { length, level, style } = backslashesBefore(bytes, index - 1);
  return level > 0 ? { code: lineEnd, length: length + 1, style, level } : raw;
}

/** A backslash, or what one ends with when it is percent-encoded. */
const mayEscape = (byte: number | undefined): boolean => byte === BACKSLASH || byte === 0x43 || byte === 0x63;

/** The entity that ends before the index, or else that character. */
function endingAt(bytes: Uint8Array, index: number, character: Unit): Unit {
  if (character.code !== SEMICOLON) return character;
  let ampersand = index - 2;
  while (
    ampersand >= 0 &&
    index - ampersand < LONGEST_ENTITY &&
    bytes[ampersand] !== AMPERSAND &&
    bytes[ampersand] !== PERCENT
  )
    ampersand -= 1;
  if (ampersand < 0 || index - ampersand >= LONGEST_ENTITY) return character;
  for (const [entities, style] of [
    [ENTITIES, 'entity'],
    [ENCODED_ENTITIES, 'encoded entity'],
  ] as const)
    for (const [text, code] of entities)
      if (bytes[index - text.length] === text[0] && text.every((byte, at) => bytes[index - text.length + at] === byte))
        return { code, length: text.length, style, level: 0 };
  return character;
}

/** The backslashes that end before the index, as they are or percent-encoded. */
function backslashesBefore(bytes: Uint8Array, index: number): { length: number; level: number; style: Style } {
  let level = 0;
  while (level < MAX_BACKSLASHES && bytes[index - 1 - level] === BACKSLASH) level += 1;
  if (level > 0) return { length: level, level, style: 'raw' };
  while (level < MAX_BACKSLASHES) {
    const start = index - 3 * (level + 1);
    const found = start >= 0 && bytes[start] === PERCENT ? percentAt(bytes, start, start + 3) : 'none';
    if (typeof found !== 'object' || found.code !== BACKSLASH) break;
    level += 1;
  }
  return { length: 3 * level, level, style: 'percent' };
}

/** The quote that ends before the index, with the backslashes before it, in whatever style. */
export function quoteBefore(view: View, index: number): Unit | undefined {
  const quote = unitBefore(view, index);
  if (quote === undefined || !isQuote(quote.code)) return undefined;
  let { length } = quote;
  let level = 0;
  for (let unit = unitBefore(view, index - length); unit?.code === BACKSLASH; unit = unitBefore(view, index - length)) {
    if (level >= MAX_BACKSLASHES) break;
    level += 1;
    length += unit.length;
  }
  return { ...quote, length, level };
}

/** The characters from index to index, without their escapes. */
export function textOf({ bytes, isEncoded }: View, start: number, end: number): string {
  work.done += (end - start) >> 2;
  let isPlain = true;
  for (let at = start; at < end && isPlain; at += 1) isPlain = mayBeEscape[bytes[at] ?? 0] === 0;
  if (isPlain) return bytes.toString('utf8', start, Math.max(start, end));
  const codes: number[] = [];
  const view = { bytes, end, isStart: false, isEnded: true, formTo: -1, isEncoded, searchedTo: 0 };
  for (let at = start; at < end; ) {
    const unit = unitAt(view, at);
    if (unit === undefined) break;
    if (unit.style === 'unicode' && unit.code > 0x7f && bytes[at + unit.length - ESCAPE_LENGTH] === LETTER_U) {
      const digits = bytes.toString('latin1', at + unit.length - ESCAPE_LENGTH + 1, at + unit.length);
      codes.push(...Buffer.from(String.fromCharCode(Number.parseInt(digits, 16))));
    } else codes.push(unit.code);
    at += unit.length;
  }
  return Buffer.from(codes).toString();
}

/** A quote as it is written: an entity has several ways. */
const spelling = ({ length, level }: Pick<Unit, 'length' | 'level'>): number => length - level;

export const isSameQuote = (one: Unit, other: Unit): boolean =>
  one.code === other.code &&
  one.style === other.style &&
  one.level === other.level &&
  spelling(one) === spelling(other);

/** Whether the character ends a string that began with the quote: an escaped quote is of it, one with fewer backslashes ends the string around it. */
export function closesString(unit: Unit, quote: Unit): boolean {
  if (unit.code !== quote.code || unit.style !== quote.style) return false;
  if (unit.level < quote.level) return true;
  return spelling(unit) === spelling(quote) && Math.floor((unit.level - quote.level) / (quote.level + 1)) % 2 === 0;
}
