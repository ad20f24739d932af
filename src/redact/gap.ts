// SPDX-License-Identifier: Apache-2.0
import {
  BACKSLASH,
  byteSet,
  CLOSE_BRACE,
  COLON,
  CR,
  DASH,
  DIGIT_0,
  DIGIT_9,
  LF,
  OPEN_BRACE,
  PLUS,
  SPACE,
  TAB,
} from './bytes.ts';
import { MAX_HELD } from './scanner.ts';

/** From so many bytes after the gap on the look of the text counts too: see Gap. */
export const SHORT_VALUE_BYTES = 1024;
/** And so many after it that of binary data: an RSA key of 4,096 bits has 2,350 bytes as DER. */
export const BINARY_VALUE_BYTES = 3072;
/** Each byte takes 1 from a score, and what is typical of text that is no secret adds a weight. */
const CERTAIN_SCORE = 128;
const CONTROL_WEIGHT = 16;

const LETTER_E = 0x45;
/** Of `-----END PRIVATE KEY-----`. */
const END_DASHES = 5;

/** Base64 of both alphabets, JSON web tokens, and percent-encoding of them. */
const isToken = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/=_.-%\r' });
const isName = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-' });
const isDigit = byteSet({ ranges: '0-9' });
/** Of `2026-11-29T12:00`, up to the colon. */
const isDate = byteSet({ ranges: '0-9', bytes: '-T' });
/** What a line of Redis begins with that tells how much follows. */
const isCount = byteSet({ bytes: '$*' });
/** What a line ends with when its value may stand on the next one. */
const isOpener = byteSet({ bytes: ':=>|,([{\\' });

/** Classes of bytes, by a byte that is in each; `\` stands for an escaped byte, whatever it is. */
const CLASSES: Readonly<Record<string, Uint8Array>> = {
  A: byteSet({ ranges: 'A-Z' }),
  a: byteSet({ ranges: 'a-f' }),
  z: byteSet({ ranges: 'g-z' }),
  0: byteSet({ ranges: '0-9' }),
  '.': byteSet({ bytes: '.#@' }),
  É: byteSet({ ranges: '\xc2-\xf4' }),
  '\x80': byteSet({ ranges: '\x80-\xbf' }),
  '\0': byteSet({ ranges: '\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x7f' }),
  ...Object.fromEntries(Array.from(' ":,;{}()[]<>/&|=!-\\', (byte) => [byte, byteSet({ bytes: byte })])),
};
const CLASS_NAMES = Object.keys(CLASSES);
const CONTROL = 1 + CLASS_NAMES.indexOf('\0');
const ESCAPED = 1 + CLASS_NAMES.indexOf('\\');
const AMPERSAND = 1 + CLASS_NAMES.indexOf('&');

/** Two bytes that follow each other in text that is no secret, by their classes, with their weight. */
const WEIGHTS: readonly (readonly [pairs: string, weight: number])[] = [
  // A key of JSON. Its quotes are not escaped: a value that is JSON itself may be a secret as a whole.
  ['":', 64],
  // Tags.
  ['</ <a <z', 64],
  // A field of a form. It counts where the line has no blank: a cookie's has.
  ['&A &a &z', 64],
  // Code.
  ['){ () ); }) => && || ;} }. }; )) ), ).', 64],
  ['{a {z }a }z a( z( ={ >; >) >, _{ _[', 32],
  ['=_', 24],
  ['a< z< :_ _. ,. _! z!', 16],
  ['z: :z ,_', 8],
  // Sentences. Hexadecimal digits with blanks between them are none.
  ['z_ _z', 12],
  ['A_ a_ _A _a', 2],
  // Words that dashes and slashes join.
  ['z/ /z', 4],
  ['z- -z', 3],
  // Decimal fractions, and lists of lists of numbers. A list of numbers may be the bytes of a key.
  ['0] [0 [-', 24],
  ['0. .0', 6],
  ['0- -0', 2],
  // The mappings of a source map: short runs of Base64 with commas and semicolons between them.
  ['A, a, z, ,A ,a ,z A; a; z; ;A ;a ;z', 4],
  [';;', 16],
  // Letters beyond ASCII, as UTF-8.
  ['É\x80 \x80\x80 \x80É', 4],
  // Indentation costs nothing.
  ['__', 1],
];

const classOf = new Uint8Array(256);
for (const [index, name] of CLASS_NAMES.entries()) {
  CLASSES[name]?.forEach((is, byte) => {
    if (is === 1) classOf[byte] = index + 1;
  });
}

/** weightOf[32 * class + next class] */
const weightOf = new Uint8Array(32 * 32);
for (const [pairs, weight] of WEIGHTS) {
  for (const pair of pairs.split(' ')) {
    const [first = '', second = ''] = pair.replaceAll('_', ' ');
    weightOf[32 * (1 + CLASS_NAMES.indexOf(first)) + 1 + CLASS_NAMES.indexOf(second)] = weight;
  }
}

/** What a line has: any bytes, blanks, control characters. */
const HAS_ANY = 1;
const HAS_BLANK = 2;
const HAS_CONTROL = 4;
const hasOf = new Uint8Array(256).map((_, byte) => {
  if (byte === CR) return 0;
  if (byte === SPACE || byte === TAB) return HAS_ANY | HAS_BLANK;
  return classOf[byte] === CONTROL ? HAS_ANY | HAS_CONTROL : HAS_ANY;
});

/** What the line is that the next byte belongs to. */
const LINE = {
  /** It is masked, whatever comes. */
  masked: 0,
  start: 1,
  /** It is made of dashes so far. */
  dash: 2,
  /** It may begin with a header field's name. */
  name: 3,
  /** It has no more than a token so far. */
  token: 4,
  /** And blanks behind it. */
  blank: 5,
  /** It may begin with a time of day, or a date with one; and the colon in it has just been read. */
  time: 6,
  hour: 7,
} as const;

/** What a line ends with as far as it was read: of `{12+}`, which says how long the text is that follows (RFC 9051, 4.3). */
const ENDING = { other: 0, brace: 1, digits: 2, literal: 3 } as const;

/** ENDINGS[256 * ending + byte] */
const ENDINGS = new Uint8Array(4 * 256);
for (const ending of Object.values(ENDING)) {
  const row = ENDINGS.subarray(256 * ending, 256 * ending + 256);
  row[CR] = ending;
  row[OPEN_BRACE] = ENDING.brace;
  if (ending === ENDING.brace || ending === ENDING.digits) row.fill(ENDING.digits, DIGIT_0, DIGIT_9 + 1);
  if (ending === ENDING.digits) {
    row[PLUS] = ENDING.digits;
    row[CLOSE_BRACE] = ENDING.literal;
  }
}

/**
 * Says where after missing bytes no secret is open any more that may have begun before them or in them. What is certain:
 *
 * - A line that can't go on with a secret, nor be the value of a key that is missing. It does not begin with a space or
 *   tab (a folded field, a block of YAML, indented JSON), is no item of a list (`- `), is no header field (of a part or a
 *   private key: the secret is still to come), but for a time of day, and has something that no token has (the lines of a
 *   private key; `$8` and `*3` of Redis say as little). The line before it is not empty (a part's value follows), has a
 *   blank (else it may be a key: `<password>`, `$8`, `AUTH`) unless this one begins with `--`, does not end as one that
 *   is continued does or with a literal's length, and is no binary data. The first line after the gap is never certain;
 *   it may be the end of an empty one.
 * - Behind SHORT_VALUE_BYTES, text that looks like JSON, HTML, code, sentences, a form or a source map for some time:
 *   secrets that are longer are Base64, private keys, tokens and cookies, which have nothing of these. Whoever uses this
 *   reads all bytes after the gap, so that keys before this place are known.
 * - Behind BINARY_VALUE_BYTES, binary data.
 *
 * Where the bytes were cut changes nothing.
 */
export class Gap {
  /**
   * Bytes before the end of what was read that must wait: a line that is being judged, at most MAX_HELD. Once a place is
   * certain, the bytes before it that had to wait and are certain too.
   */
  held = 0;
  /** Bytes since the gap, as far as it matters. */
  #seen = 0;
  #line: number = LINE.masked;
  /** Of the line that is being read: what it has. */
  #has = 0;
  /** Its last byte, but for a CR. */
  #last = 0;
  #ending: number = ENDING.other;
  /** The line before it shows that no value stands here. */
  #isFollowed = false;
  #lastClass = 0;
  #isEscape = false;
  #score = 0;
  #binaryScore = 0;
  #isCertain = false;

  /** @param seen bytes behind those that are missing which this does not read: a place before them is not looked for */
  open(seen = 0): void {
    this.held = 0;
    this.#seen = seen;
    this.#line = LINE.masked;
    this.#has = 0;
    this.#last = 0;
    this.#ending = ENDING.other;
    this.#isFollowed = false;
    this.#lastClass = 0;
    this.#isEscape = false;
    this.#score = 0;
    this.#binaryScore = 0;
    this.#isCertain = false;
  }

  /**
   * Reads on until a place is certain. Returns its index, or -1 when there is none yet. The `held` bytes before that
   * index, all read before this call, are certain with it.
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    for (let index = from; index < to; index += 1) {
      if (this.#line === LINE.masked) {
        index = this.#pass(bytes, index, to);
        if (this.#isCertain) return this.#certainFrom(index, from);
        if (index === to) return -1;
      }
      const byte = bytes[index] ?? 0;
      if (byte === LF) {
        this.#endLine();
        continue;
      }
      if (this.#judge(byte)) return this.#certainFrom(index - this.held, from);
      this.#pass(bytes, index, index + 1);
      if (this.#isCertain) return this.#certainFrom(index + 1, from);
    }
    return -1;
  }

  /** The text is complete: a line that was never proved harmless is masked. */
  end(): void {
    this.held = 0;
  }

  #certainFrom(start: number, from: number): number {
    this.held = Math.max(0, from - start);
    return Math.max(from, start);
  }

  /** Holds the next line from its start, but not when it is masked anyway. */
  #endLine(): void {
    this.#line = this.#has === 0 || (this.#has & HAS_CONTROL) !== 0 ? LINE.masked : LINE.start;
    this.#isFollowed = (this.#has & HAS_BLANK) !== 0 && isOpener[this.#last] === 0 && this.#ending !== ENDING.literal;
    this.#has = 0;
    this.#ending = ENDING.other;
    this.#lastClass = 0;
    this.#isEscape = false;
    this.held = 0;
  }

  #judge(byte: number): boolean {
    const isFirst = this.#line === LINE.start;
    if ((isFirst && (byte === SPACE || byte === TAB)) || classOf[byte] === CONTROL) return this.#mask();
    if (this.#line === LINE.dash && byte !== DASH && byte !== CR) {
      // An item of a list, of which the key may be missing.
      if (this.held === 1 && byte === SPACE) return this.#mask();
      // Of a private key the last line is masked with it.
      if (this.held === END_DASHES && byte === LETTER_E) return this.#mask();
      if (this.held > 1) return true;
    }
    const isTime = this.#line === LINE.time;
    const isHour = isTime && byte === COLON && isDigit[this.#last] === 1;
    if (byte === COLON && !isHour && (this.#line === LINE.name || isTime)) return this.#mask();
    // Behind a name's colon a value follows, behind an hour's a minute.
    if (this.#line === LINE.hour && isDigit[byte] === 0) return this.#mask();
    const isBlank = byte === SPACE || byte === TAB;
    const isSign = isHour || (isFirst && isCount[byte] === 1);
    const isProved = isToken[byte] === 0 ? !isBlank && !isSign : this.#line === LINE.blank && byte !== CR;
    if (byte === DASH && (isFirst || this.#line === LINE.dash)) this.#line = LINE.dash;
    else if (isHour) this.#line = LINE.hour;
    else if ((isTime && isDate[byte] === 1) || (isFirst && isDigit[byte] === 1)) this.#line = LINE.time;
    else if ((isFirst || isTime || this.#line === LINE.name) && isName[byte] === 1) this.#line = LINE.name;
    else this.#line = isBlank ? LINE.blank : LINE.token;
    if (isProved && this.#isFollowed) return true;
    if (isProved || this.held === MAX_HELD) return this.#mask();
    this.held += 1;
    return false;
  }

  #mask(): false {
    this.#line = LINE.masked;
    this.held = 0;
    return false;
  }

  /**
   * Reads on to the end of the line, or to a byte up to which the text is no secret's, by its look. Returns the index of
   * that line end, or behind that byte.
   */
  #pass(bytes: Uint8Array, from: number, to: number): number {
    let has = this.#has;
    let last = this.#last;
    let ending = this.#ending;
    let index = from;
    for (; index < to && this.#seen + index - from < SHORT_VALUE_BYTES; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte === LF) break;
      has |= hasOf[byte] ?? 0;
      ending = ENDINGS[256 * ending + byte] ?? 0;
      if (byte !== CR) last = byte;
    }
    if (this.#seen < SHORT_VALUE_BYTES) this.#seen += index - from;
    if (index < to && bytes[index] !== LF) {
      let lastClass = this.#lastClass;
      let isEscape = this.#isEscape;
      let score = this.#score;
      let binaryScore = this.#binaryScore;
      let isCertain = false;
      const start = index;
      const seen = this.#seen;
      while (index < to) {
        const byte = bytes[index] ?? 0;
        if (byte === LF) break;
        index += 1;
        has |= hasOf[byte] ?? 0;
        ending = ENDINGS[256 * ending + byte] ?? 0;
        if (byte !== CR) last = byte;
        const nextClass = isEscape ? ESCAPED : (classOf[byte] ?? 0);
        isEscape = byte === BACKSLASH && !isEscape;
        if (nextClass === CONTROL) {
          score = 0;
          binaryScore += CONTROL_WEIGHT;
          isCertain = binaryScore >= CERTAIN_SCORE && seen + index - start > BINARY_VALUE_BYTES;
        } else {
          if (binaryScore > 0) binaryScore -= 1;
          if (lastClass !== AMPERSAND || (has & HAS_BLANK) === 0) {
            score += (weightOf[32 * lastClass + nextClass] ?? 0) - 1;
            if (score < 0) score = 0;
            isCertain = score >= CERTAIN_SCORE;
          }
        }
        lastClass = nextClass;
        if (isCertain) break;
      }
      this.#isCertain = isCertain;
      this.#seen = Math.min(seen + index - start, BINARY_VALUE_BYTES + 1);
      this.#lastClass = lastClass;
      this.#isEscape = isEscape;
      this.#score = score;
      this.#binaryScore = binaryScore;
    }
    this.#has = has;
    this.#last = last;
    this.#ending = ending;
    return index;
  }
}
