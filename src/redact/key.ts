// SPDX-License-Identifier: Apache-2.0
import { type Doubt, type Found, type Plan, ruleName, type Undecided } from './plan.ts';
import { byteSet, inverse } from './byte-set.ts';
import { SYNTAXES, type Syntax } from './syntaxes.ts';
import type { Names, SecretName } from './tables/names.ts';
import { closesString, isBlank, isEncodedStyle, isLineEnd, isWhite, isQuote, isSameQuote, quoteBefore, rawUnit, textOf, type Unit, unitAt, unitBefore, type View, looked } from './units.ts';

/** A longer key is judged by its end. */
const MAX_KEY = 96;
const MAX_BLANKS = 64;

const LF = 0x0a;
const QUOTE = 0x22;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
const EXCLAMATION = 0x21;
const COLON = 0x3a;
const COMMA = 0x2c;
const DOT = 0x2e;
const GREATER = 0x3e;
const LESS = 0x3c;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const AMPERSAND = 0x26;
const QUESTION = 0x3f;
const HASH = 0x23;
const DASH = 0x2d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const PIPE = 0x7c;
const PLUS = 0x2b;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;

const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]' });
const isQuotedKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]@/: ()+' });
/** A quote, or what may begin the escape of one. */
const mayBeQuote = byteSet({ bytes: '"\'`%&\\' });
const isFormKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]+();' });
const isPlainInObject = inverse(byteSet({ bytes: '"\'`%&\\{}[]' }));
/** What encodeURIComponent leaves as it is, and a blank's plus sign. */
const isUnencoded = byteSet({ bytes: "+'()!*" });
const isDigit = byteSet({ ranges: '0-9' });
const endsString = byteSet({ bytes: '+,;).' });
const opensString = byteSet({ bytes: ':=[,({' });
const startsType = byteSet({ ranges: 'a-zA-Z' });
const inType = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_.<>[]| ?' });
const endsCode = byteSet({ bytes: '{};,()=+|&?/*[' });

/** Reads characters forwards, and remembers whether it came to the end of what is there. */
class Cursor {
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

  skip(is: (code: number) => boolean, most = MAX_BLANKS): number {
    let count = 0;
    for (let unit = this.peek(); unit !== undefined && is(unit.code) && count < most; unit = this.peek()) {
      this.at += unit.length;
      count += 1;
    }
    return count;
  }
}

/** Where a key stands, for what its value may be. */
interface Place {
  readonly name:
    | 'line'
    /** In a query or form. */
    | 'pair'
    /** Behind a semicolon. */
    | 'list'
    /** A quoted text begins with it. */
    | 'quotes'
    | 'tag'
    /** Between tags. */
    | 'content'
    | 'middle';
  /** How that is written which ends the line or the quotes around it. */
  readonly frame?: Unit;
  readonly indent: number;
  /** What is before it looks like a program. */
  readonly isCode: boolean;
  /** It follows a brace or a comma, as in YAML's flow style. */
  readonly isFlow?: true;
  /** It follows a blank. */
  readonly isSpaced?: true;
}

const MIDDLE: Place = { name: 'middle', indent: 0, isCode: false };
const ENCODED_LINE: Place = { ...MIDDLE, name: 'line', frame: { code: LF, length: 3, style: 'percent', level: 0 } };

/** Finds the value of the secret's key of which a word ends at the index. */
export function findValue(view: View, wordEnd: number, names: Names): Plan | Undecided | undefined {
  // Far the most words are followed by something that binds no value to them.
  const { bytes, end } = view;
  let keyEnd = wordEnd;
  while (keyEnd < end && isKeyByte[bytes[keyEnd] ?? 0] === 1) keyEnd += 1;
  view.searchedTo = keyEnd;
  looked.characters += (keyEnd - wordEnd) >> 3;
  if (keyEnd < end && mayFollowKey[bytes[keyEnd] ?? 0] === 0) return undefined;
  const reader = new KeyReader(view, wordEnd, names);
  const found = reader.read();
  const plan = found !== undefined && view.isEncoded ? { ...found, isEncoded: true as const } : found;
  if (!reader.cursor.isCut) return plan;
  return { heldFrom: Math.min(reader.cursor.at, reader.mayBegin) };
}

/** The next value of a list, behind the end of one. */
export function findNext(view: View, valueEnd: number, last: Plan): Plan | Undecided | undefined {
  const { isEncoded } = last;
  view.isEncoded = isEncoded === true;
  const cursor = new Cursor(view, valueEnd);
  const plan = last.more === 'lines' ? nextLine(cursor, last) : last.more === 'members' ? nextMember(cursor, last) : nextItem(cursor, last);
  if (plan !== undefined && isEncoded && !cursor.isCut) return { ...plan, isEncoded };
  return cursor.isCut ? { heldFrom: cursor.at } : plan;
}

function nextItem(cursor: Cursor, { key, frame, doubt, depth: opened = 0 }: Plan): Plan | undefined {
  if (frame !== undefined) cursor.takes(frame.code);
  let depth = opened;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    cursor.skip(isWhite);
    if (depth > 0 && cursor.takes(CLOSE_BRACKET) !== undefined) {
      depth -= 1;
      continue;
    }
    if (cursor.takes(COMMA) === undefined) return undefined;
    cursor.skip(isWhite);
    while (cursor.takes(OPEN_BRACKET) !== undefined) {
      depth += 1;
      cursor.skip(isWhite);
    }
    const item = itemAt(cursor, key, doubt, depth);
    if (item !== undefined || !skipItem(cursor, frame ?? rawUnit(QUOTE), limit)) return item;
  }
  return undefined;
}

/** Goes on behind an item that has no value of the key: an object, a literal, nothing. */
function skipItem(cursor: Cursor, quote: Unit, limit: number): boolean {
  if (cursor.takes(OPEN_BRACE) !== undefined) {
    toMember(cursor, quote, NO_MEMBER, limit);
    cursor.takes(CLOSE_BRACE);
  } else cursor.skip((code) => isKeyByte[code] === 1 && code !== OPEN_BRACKET && code !== CLOSE_BRACKET);
  return !cursor.isCut;
}

/** A further value of the object whose name says that they are secret: `"newValue":"S","oldValue":"S"`. */
function nextMember(cursor: Cursor, { key, frame, quote, doubt, holders = VALUE_MEMBER, depth = 0 }: Plan): Plan | undefined {
  if (frame !== undefined && isQuote(frame.code)) cursor.takes(frame.code);
  if (quote === undefined) return undefined;
  for (const limit = cursor.at + MAX_OBJECT; !toMember(cursor, quote, holders, limit); ) {
    // The next object of a list of them.
    if (depth === 0 || cursor.isCut || cursor.at >= limit || cursor.takes(CLOSE_BRACE) === undefined) return undefined;
    cursor.skip(isWhite);
    if (cursor.takes(COMMA) === undefined) return undefined;
    cursor.skip(isWhite);
    if (cursor.takes(OPEN_BRACE) === undefined) return undefined;
  }
  cursor.skip(isWhite);
  const opening = cursor.peek();
  if (opening === undefined || !isQuote(opening.code)) return undefined;
  const at = cursor.at + opening.length;
  return { at, key, syntax: SYNTAXES.string, doubt, frame: opening, quote, holders, depth, more: 'members' };
}

/** A scalar of YAML that has a line of its own; a mapping there has keys of its own. */
function itemBelow(cursor: Cursor, key: SecretName, indent: number, isItem: boolean, frame: Unit | undefined): Plan | undefined {
  const start = cursor.at;
  const quote = cursor.peek();
  if (quote === undefined || quote.code === OPEN_BRACE || quote.code === OPEN_BRACKET) return undefined;
  const more = isItem ? ({ more: 'lines' } as const) : {};
  if (isQuote(quote.code))
    return { at: start + quote.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote, indent, ...(frame && { line: frame }), ...more };
  for (const limit = start + MAX_TAG; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined || isLineEnd(unit.code)) break;
    cursor.at += unit.length;
    if (unit.code !== COLON) continue;
    const next = cursor.peek();
    if (isWhite(next?.code)) return undefined;
    if (next === undefined) break;
  }
  const end = cursor.at;
  cursor.at = start;
  if (end === start) return undefined;
  return { at: start, key, syntax: SYNTAXES.yaml, doubt: 'code', indent, ...(frame && { frame, line: frame }), ...more };
}

/** The next item of a list in YAML, behind the end of one. */
function nextLine(cursor: Cursor, { key, frame, line, indent = 0 }: Plan): Plan | undefined {
  if (frame !== undefined && isQuote(frame.code) && frame !== line) cursor.takes(frame.code);
  cursor.skip(isBlank);
  cursor.takes(CR);
  if (cursor.takes(LF) === undefined || cursor.skip(isBlank) !== indent) return undefined;
  if (cursor.takes(DASH) === undefined || cursor.skip(isBlank) === 0 || cursor.isCut) return undefined;
  return itemBelow(cursor, key, indent, true, line);
}

function itemAt(cursor: Cursor, key: SecretName, doubt: Doubt, depth = 0): Plan | undefined {
  cursor.skip(isWhite);
  const quote = cursor.peek();
  if (quote === undefined) return undefined;
  if (isQuote(quote.code))
    return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, frame: quote, doubt, more: 'items', depth };
  return isDigit[quote.code] === 1 ? { at: cursor.at, key, syntax: SYNTAXES.word, doubt, more: 'items', depth } : undefined;
}

/** What may follow a key: what binds a value to it, blanks, quotes, tags, and what may be an escape of one. */
const mayFollowKey = byteSet({ bytes: '.=:"\'`%&\\ \t\r\n<>],+();' });
/** Names of members that hold the value of the object's key. */
const HOLDERS = /^(?:value|data|plain|plaintext|text|content|raw|secret|current|new|old|_|#text|\$t?|string)$/i;
/** A value in a call: Rust's, Haskell's and others' wrappers. */
const WRAPPER = /^(?:Some|Just|Ok|Right|Secret|SecretString|SecretStr|Password|String|Optional|Value|Token)$/;
const LONGEST_WRAPPER = 12;
const mayWrap = byteSet({ bytes: 'bBuUrRfFL@$nNSJOPVTs' });
/** Attributes, elements, members and lines that give a name to a value beside them. */
const NAMING_ATTRIBUTE = /[\s\\](?:name|id|key|property|itemprop|type)\s*=\s*["']?$/i;
const VALUE_ATTRIBUTE = /^(?:value|content|val|placeholdervalue)$/i;
const NAMING_TAG = /<(?:name|key|n|k)>\s*$/i;
/** Elements whose content is the value of their name. */
const HOLDING_ELEMENT = /<(?:[\w-]+:)?(?:property|entry|string|param|parameter|textarea|field|setting|arg|value|data|item|add|key|option|attribute|secret|variable|var|env|prop|column|cell)\s[^<>]*$/i;
const HOLDING_TAG = /^(?:[\w-]+:)?(?:value|string|data|v|val|text|content|attributevalue)$/i;
const NAMING_MEMBER = /["'`](?:\w{0,16}?(?:name|key)|path|type|id|label|field|header|property|parameter_?(?:name|key)|option|variable|env)["'`]\s*:\s*$/i;
const VALUE_MEMBER = /^(?:(?:old|new|current|previous|default|secret|parameter|string|option|header|attribute|setting|before|after)?[-_]?values?|val|content|data)$/i;
/** The same in an object that belongs to a secret's key. */
const SECRET_MEMBER = /^(?:(?:old|new|current|previous|plain|raw|secret)?[-_]?value|old|new|current|previous|plain|plaintext)$/i;
const NO_MEMBER = /^\b$/;
const NAMING_LINE = /(?:^|[\n\r{,-])[ \t]*(?:- *)?[ \t{]*["']?(?:name|key)["']?[ \t]*[:=][ \t]*["']?$/i;
const NAMED_LINE = /^[ \t]*(?:name|key): +["']?([\w.-]+)["']?\s*$/i;
const VALUE_LINE = /^(?:value|val|data)$/i;
/** What begins the line of a variable in a Dockerfile, a shell or Apache. */
const DECLARES = /(?:^|[\s"'=&])(?:ENV|ARG|SetEnv|setenv)\s+$/;
/** What stands before a password in a .netrc. */
const LOGIN = /(?:^|[\s"'=&])(?:login|account)\s+\S+\s+$/i;
/** A server's directive for a variable of its programs. */
const PARAMETER = /(?:^|[\s"'=&])(?:fastcgi_param|uwsgi_param|scgi_param|env)\s+$/;
/** Words of configuration that nothing else is called by. */
const COMMANDS = /^(?:requirepass|masterauth|sshpass)$/i;
const SQL = /^(?:password|passwd|passphrase)$/i;
/** What stands between a key and its value, if these words do. */
const SETTER = /(?:^|[^A-Za-z])(?:define|(?:put|set)_?env|(?:set|add|with)_?(?:header|property|variable|var|config|param|parameter|value|secret|credential|item)?|header|append|put|env|store|setex|hset|const|setopt|option)\s*\(\s*$/i;
/** RFC 9110, 5.1. */
const FIELD = /^[A-Za-z][\w-]*$/;
const PHRASES: readonly { readonly key: RegExp; readonly then: RegExp; readonly isBare?: true }[] = [
  { key: /^password$/i, then: /^for\s[^=]{1,60}=\s*(?=['"p])(?:password\()?/i },
  { key: /password$/i, then: /^by\s+(?=['"])/i },
  { key: /^auth-pass$/i, then: /^\S+\s+(?=\S)/, isBare: true },
  { key: /^sshpass$/i, then: /^-p\s*(?=\S)/, isBare: true },
];
const DIRECTIVES = /^(?:bindpw|rootpw|passwd|password|secret|insecure-password)$/i;
const NAME_MEMBER = /^(?:\w{0,16}?(?:name|key)|path|type|id|label|field|header|property|parameter_?(?:name|key)|option|variable|env)$/i;
const NAMED_ATTRIBUTE = /^(?:name|id|key|property|itemprop|type)$/i;
/** A variable of an environment, or an option of a command. */
const OPTION = /^(?:[A-Z][A-Z0-9_]*|--.*)$/;
const MAX_PART_HEADER = 160;
const FOLDS = /\r?\n[ \t]+/g;
const PART_NAME = /[;\s]name *= *["']?$/i;
const LATE_NAME = /; *name *= *["']?$/i;
const MAX_TAG = 2_048;
/** How much of a line is looked at before a key. */
const MAX_LINE = 128;
const MAX_OBJECT = 4_096;

const NAMESPACED = /^[\w.-]+:[\w.-]+$/;
// Of secrets in a store; of files and MIME types too, which are none.
const PATH =
  /^(?!(?:application|audio|build|dist|font|image|lib|message|model|multipart|node_modules|src|test|text|types|video)\/)[\w.-]+\/[\w.-]+$/;

/** A colon and a slash stand in URLs and sentences, but one between two names is a namespace's or a path's. */
const isKeyText = (text: string): boolean => !/[:/]/.test(text) || NAMESPACED.test(text) || PATH.test(text);

/**
 * Goes on to the value of a member of this object whose name the pattern knows. `quote`: how names are quoted, and so
 * the strings whose braces mean nothing.
 */
function toMember(cursor: Cursor, quote: Unit, name: RegExp, limit = cursor.at + MAX_OBJECT): boolean {
  const { view } = cursor;
  let depth = 0;
  let opened = -1;
  while (cursor.at < limit) {
    const from = cursor.at;
    while (cursor.at < view.end && isPlainInObject[view.bytes[cursor.at] ?? 0] === 1) cursor.at += 1;
    looked.characters += (cursor.at - from) >> 3;
    const unit = cursor.peek();
    if (unit === undefined) return false;
    if (opened >= 0 ? closesString(unit, quote) : isSameQuote(unit, quote)) {
      if (opened >= 0 && depth === 0 && unit.level === quote.level && name.test(textOf(view, opened, cursor.at))) {
        const back = cursor.at;
        cursor.at += unit.length;
        cursor.skip(isWhite);
        if (cursor.takes(COLON) !== undefined || cursor.isCut) return !cursor.isCut;
        cursor.at = back;
      }
      opened = opened >= 0 ? -1 : cursor.at + unit.length;
    } else if (opened < 0 && (unit.code === OPEN_BRACE || unit.code === OPEN_BRACKET)) depth += 1;
    else if (opened < 0 && (unit.code === CLOSE_BRACE || unit.code === CLOSE_BRACKET)) {
      depth -= 1;
      if (depth < 0) return false;
    }
    cursor.at += unit.length;
  }
  return false;
}

class KeyReader {
  readonly cursor: Cursor;
  /** Where a value begins if what is not there yet is not what it may be. */
  mayBegin = Infinity;
  readonly #view: View;
  readonly #names: Names;

  constructor(view: View, wordEnd: number, names: Names) {
    this.cursor = new Cursor(view, wordEnd);
    this.#view = view;
    this.#names = names;
  }

  read(): Plan | undefined {
    const wordEnd = this.cursor.at;
    this.#skipKey();
    // Other words of the same key have the same value.
    this.#view.searchedTo = this.cursor.at;
    const next = this.cursor.peek();
    if (next === undefined && this.cursor.isCut) return undefined;
    this.#view.isEncoded = this.#isEncoded();
    if (this.cursor.isCut) return undefined;
    const { start, before } = this.#startOf(wordEnd);
    const keyEnd = this.cursor.at;
    const plan = this.#quoted(start, wordEnd);
    if (plan !== undefined) return plan;
    if (!this.cursor.isCut) return this.#mayBeKey(start, keyEnd, before) ? this.#plain(start, before) : undefined;
    // It may be no key in quotes: then its value may be there already.
    const cutAt = this.cursor.at;
    this.cursor.isCut = false;
    this.cursor.at = keyEnd;
    this.mayBegin = this.#plain(start, before)?.at ?? this.cursor.at;
    this.cursor.at = cutAt;
    this.cursor.isCut = true;
    return undefined;
  }

  /** Most keys are no secrets, whatever stands around them; but several words may be one. */
  #mayBeKey(start: number, end: number, before: Unit | undefined): boolean {
    if (this.#names.knows(this.#text(start, end))) return true;
    const code = before?.code;
    if (!isBlank(code) && code !== SLASH && code !== COLON) return false;
    const ahead = new Cursor(this.#view, this.cursor.at);
    ahead.skip(isBlank);
    const separator = ahead.peek()?.code;
    if (separator === COLON || (separator === EQUALS && !isBlank(code))) return true;
    this.cursor.isCut = ahead.isCut;
    return false;
  }

  /** What follows the key is percent-encoded, but for what needs not be. */
  #isEncoded(): boolean {
    const next = this.#view.bytes[this.cursor.at] ?? 0;
    if (isUnencoded[next] === 0 && next !== PERCENT && next !== AMPERSAND) return false;
    const ahead = new Cursor(this.#view, this.cursor.at);
    ahead.skip((code) => isUnencoded[code] === 1, 8);
    const unit = ahead.peek();
    if (ahead.isCut) this.cursor.isCut = true;
    if (unit !== undefined && isEncodedStyle[unit.style]) return true;
    return this.#view.bytes[this.cursor.at] === PLUS && this.#isEncodedBefore(this.cursor.at);
  }

  /** There is no blank as itself back to an escape or the beginning of a pair. */
  #isEncodedBefore(index: number): boolean {
    const { bytes } = this.#view;
    for (let at = index - 1; at > 0 && index - at < MAX_KEY; at -= 1) {
      if (isWhite(bytes[at]) || bytes[at] === 0x22) return false;
      if (isEncodedStyle[unitBefore(this.#view, at)?.style ?? 'raw']) return true;
      if (bytes[at] === EQUALS && isKeyByte[bytes[at - 1] ?? 0] === 1) return true;
    }
    return false;
  }

  #skipKey(): void {
    const { bytes, end } = this.#view;
    const limit = this.cursor.at + MAX_KEY;
    for (;;) {
      while (this.cursor.at < end && isKeyByte[bytes[this.cursor.at] ?? 0] === 1) {
        if (this.cursor.at >= limit) return;
        this.cursor.at += 1;
      }
      const unit = this.cursor.peek();
      if (unit === undefined || unit.style === 'raw' || unit.level > 0 || isKeyByte[unit.code] === 0) return;
      this.cursor.at += unit.length;
    }
  }

  #startOf(wordEnd: number): { start: number; before: Unit | undefined } {
    const { bytes } = this.#view;
    let start = wordEnd;
    for (;;) {
      const unit = unitBefore(this.#view, start);
      const isKey = unit !== undefined && unit.level === 0 && isKeyByte[unit.code] === 1;
      if (!isKey || wordEnd - start >= MAX_KEY) break;
      start -= unit.length;
    }
    // [password] is no part of a longer key.
    while (start < wordEnd && (bytes[start] === OPEN_BRACKET || bytes[start] === CLOSE_BRACKET)) start += 1;
    return { start, before: unitBefore(this.#view, start) };
  }

  #text(start: number, end: number): string {
    return textOf(this.#view, start, end);
  }

  /** A key in quotes. */
  #quoted(start: number, wordEnd: number): Plan | undefined {
    const { bytes, end } = this.#view;
    let next = this.cursor.at;
    while (next < end && isQuotedKeyByte[bytes[next] ?? 0] === 1) next += 1;
    if (next < end && mayBeQuote[bytes[next] ?? 0] === 0) return undefined;
    const opening = this.#openingQuote(start, wordEnd);
    if (opening === undefined) return undefined;
    const back = this.cursor.at;
    this.cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
    const keyEnd = this.cursor.at;
    const closing = this.cursor.peek();
    const quote = opening.quote ?? closing;
    if (closing === undefined || quote === undefined || !isQuote(closing.code) || !isSameQuote(closing, quote)) {
      if (!this.cursor.isCut) this.cursor.at = back;
      return undefined;
    }
    this.cursor.at += closing.length;
    const text = this.#text(opening.from, keyEnd);
    const plan =
      this.#afterQuoted(text, { ...opening, quote }) ??
      (this.cursor.isCut || opening.quote === undefined ? undefined : this.#named(text, { ...opening, quote }, back));
    if (plan === undefined && !this.cursor.isCut) this.cursor.at = back;
    return plan;
  }

  #openingQuote(start: number, wordEnd: number): { quote: Unit | undefined; from: number; at: number } | undefined {
    let from = start;
    for (;;) {
      const quote = quoteBefore(this.#view, from);
      if (quote !== undefined) return { quote, from, at: from - quote.length };
      const unit = unitBefore(this.#view, from);
      if (unit === undefined || unit.level > 0 || isQuotedKeyByte[unit.code] === 0) return undefined;
      // The end of a long key is a key.
      if (wordEnd - from >= MAX_KEY) return unit.code === SPACE ? undefined : { quote: undefined, from, at: from };
      from -= unit.length;
    }
  }

  /** A name that is a value itself. */
  #named(text: string, { quote, from, at }: { quote: Unit; from: number; at: number }, back: number): Plan | undefined {
    if (this.#nameOf(text) === undefined) return undefined;
    const before = unitBefore(this.#view, at);
    this.cursor.at = back;
    this.cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
    this.cursor.at += this.cursor.peek()?.length ?? 0;
    if (before?.code === EQUALS || (isBlank(before?.code) && this.#beforeBlanks(at).before?.code === EQUALS))
      return this.#partOf(text, at) ?? (this.cursor.isCut ? undefined : this.#nameInTag(text, at));
    const plan = this.#nameInObject(text, quote, from);
    if (plan !== undefined || this.cursor.isCut) return plan;
    return this.#nameInLine(text, from) ?? (this.cursor.isCut ? undefined : this.#variable(text, at));
  }

  #afterQuoted(text: string, { quote, at }: { quote: Unit; at: number }): Plan | undefined {
    const { cursor } = this;
    cursor.skip(isWhite);
    if (cursor.takes(CLOSE_BRACKET) !== undefined) cursor.skip(isWhite);
    const separator = cursor.peek();
    if (separator?.code === SEMICOLON) return this.#serialized(text);
    if (separator === undefined || ![COLON, EQUALS, COMMA].includes(separator.code)) return undefined;
    cursor.at += separator.length;
    if (separator.code === COMMA && this.#beforeBlanks(at).before?.code === COLON) return undefined;
    const key = isKeyText(text) ? this.#names.ofKey(text) : undefined;
    if (key === undefined) return undefined;
    if (separator.code === COMMA) return this.#listed(this.#nameOf(text) ?? key, text, at);
    const next = cursor.peek();
    if (next?.code === separator.code) return undefined;
    if (separator.code === EQUALS && next?.code === GREATER) cursor.at += next.length;
    const afterSeparator = cursor.at;
    cursor.skip(isWhite);
    const line = separator.code === COLON ? this.#lineOf(at) : undefined;
    if (line !== undefined && cursor.at > afterSeparator) return this.#opened(key, line, SYNTAXES.yaml, line.isCode ? 'guess' : 'code', separator);
    return this.#opened(key, { ...MIDDLE, frame: quote }, SYNTAXES.word, 'guess', separator);
  }

  /** PHP's `s:8:"password";s:24:"S"`. */
  #serialized(text: string): Plan | undefined {
    const { cursor } = this;
    const key = this.#names.ofKey(text);
    cursor.takes(SEMICOLON);
    if (key === undefined || cursor.takes(0x73) === undefined || cursor.takes(COLON) === undefined) return undefined;
    cursor.skip((code) => isDigit[code] === 1);
    if (cursor.takes(COLON) === undefined) return undefined;
    const quote = cursor.peek();
    if (quote === undefined || !isQuote(quote.code)) return undefined;
    return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  }

  /** `["password","S"]`, `define('PASSWORD','S')`, `"--token","S"`. */
  #listed(key: SecretName, text: string, quoteAt: number): Plan | undefined {
    const { before } = this.#beforeBlanks(quoteAt);
    const isOption = text.startsWith('-');
    const isFirst = before?.code === OPEN_BRACKET || before?.code === OPEN_PAREN;
    const isHeader = before?.code === COMMA && this.#names.isKnownHeader(text);
    if (!isFirst && !isOption && !isHeader) return undefined;
    const isCertain = isOption || (before?.code === OPEN_PAREN && this.#isSetter(quoteAt)) || (isHeader && text.includes('-'));
    const item = itemAt(this.cursor, key, isCertain ? 'none' : before?.code === OPEN_BRACKET || this.#isTuple(quoteAt) ? 'pair' : 'word');
    if (item === undefined || item.syntax !== SYNTAXES.string || this.#isName(item)) return undefined;
    const { more: _, ...alone } = item;
    return alone;
  }

  /** The parenthesis before the index is no call's. */
  #isTuple(quoteAt: number): boolean {
    return /(?:^|[\[(,]\s*)\(\s*$/.test(this.#text(Math.max(0, quoteAt - 16), quoteAt));
  }

  /** A function that sets what its first argument names. */
  #isSetter(quoteAt: number): boolean {
    return SETTER.test(this.#text(Math.max(0, quoteAt - 48), quoteAt));
  }

  /** The text in quotes is a name too: the list is one of names. */
  #isName({ at, frame }: Plan): boolean {
    const ahead = new Cursor(this.#view, at);
    ahead.skip((code) => isKeyByte[code] === 1, MAX_KEY);
    const end = ahead.at;
    const quote = ahead.peek();
    if (ahead.isCut) {
      this.cursor.isCut = true;
      this.cursor.at = at;
      return true;
    }
    const isWhole = quote !== undefined && frame !== undefined && isSameQuote(quote, frame);
    return isWhole && this.#names.ofKey(this.#text(at, end)) !== undefined;
  }

  /** What stands before blanks, and how many these are. */
  #beforeBlanks(index: number): { before: Unit | undefined; blanks: number; at: number } {
    let at = index;
    let blanks = 0;
    for (;;) {
      const before = unitBefore(this.#view, at);
      if (!isWhite(before?.code) || before === undefined || blanks >= MAX_BLANKS || isLineEnd(before.code))
        return { before, blanks, at };
      at -= before.length;
      blanks += 1;
    }
  }

  /** A key without quotes. */
  #plain(start: number, before: Unit | undefined): Plan | undefined {
    const { cursor } = this;
    const place = this.#placeOf(start, before);
    if (place === undefined) return undefined;
    if (this.#view.formTo === undefined && !this.#view.isEnded && start === 0 && isFormKeyByte[cursor.peek()?.code ?? 0] === 1) {
      cursor.isCut = true;
      return undefined;
    }
    const isInForm = place.name === 'pair' || (start === 0 && this.#isInForm(start));
    // A plus sign in an encoded key is a blank.
    if (isInForm) cursor.skip((code) => isFormKeyByte[code] === 1 || (code === SPACE && this.#view.isEncoded), MAX_KEY);
    const keyEnd = cursor.at;
    const text = this.#text(start, keyEnd);
    if (place.name === 'tag') return this.#tag(text);
    if (place.name === 'content') {
      const plan = this.#nameInElement(text, start);
      if (plan !== undefined || cursor.isCut) return plan;
      cursor.at = keyEnd;
    }
    const blanks = cursor.skip(isBlank);
    const separator = cursor.peek();
    if (separator === undefined) return undefined;
    if (before?.code === EQUALS && !this.#isPairStart(before) && separator.code !== EQUALS && separator.code !== COLON) {
      const plan = isLineEnd(separator.code) || separator.code === SEMICOLON ? this.#partOf(text, start) : undefined;
      return plan ?? (cursor.isCut ? undefined : this.#nameInTag(text, start));
    }
    if (isLineEnd(separator.code) || separator.code === COMMA) {
      const plan = this.#nameInLine(text, start);
      if (plan !== undefined || cursor.isCut || separator.code !== COMMA) return plan;
      cursor.at = keyEnd + blanks;
    }
    if (separator.code === EQUALS || separator.code === COLON) {
      const wide = place.name === 'middle' ? this.#widened(start, keyEnd, this.#isSpaced(separator) ? 2 : 0) : undefined;
      const [key, around] = wide ?? [text, place];
      return separator.code === EQUALS ? this.#equals(key, around, separator, blanks) : this.#colon(key, around, separator);
    }
    if (separator.code === COMMA || separator.code === DOT) return this.#tuple(text, separator);
    return blanks > 0 ? this.#blank(text, place, separator, start) : undefined;
  }

  /** A colon with a blank behind it. */
  #isSpaced({ code, length }: Unit): boolean {
    if (code !== COLON) return false;
    const ahead = new Cursor(this.#view, this.cursor.at + length);
    const next = ahead.peek();
    if (ahead.isCut) this.cursor.isCut = true;
    return isWhite(next?.code);
  }

  /** A key of some words, or with a path before it, that has the whole line up to its separator: `API key:`. */
  #widened(start: number, end: number, most: number): [string, Place] | undefined {
    let from = start;
    let blanks = 0;
    for (let unit = unitBefore(this.#view, from); unit !== undefined; unit = unitBefore(this.#view, from)) {
      if (isBlank(unit.code)) blanks += 1;
      else if (isKeyByte[unit.code] === 0 && unit.code !== SLASH && unit.code !== COLON) break;
      if (isLineEnd(unit.code) || unit.level > 0 || blanks > most || end - from >= MAX_KEY) break;
      from -= unit.length;
    }
    for (let unit = unitAt(this.#view, from); from < start && unit !== undefined && isBlank(unit.code); unit = unitAt(this.#view, from)) from += unit.length;
    const place = from < start ? this.#lineOf(from) : undefined;
    const text = place === undefined ? '' : this.#text(from, end);
    return place === undefined || this.#names.ofKey(text) === undefined ? undefined : [text, place];
  }

  #placeOf(start: number, before: Unit | undefined): Place | undefined {
    if (before === undefined) return start === 0 && this.#view.isStart ? { ...MIDDLE, name: 'line' } : MIDDLE;
    const { code } = before;
    if (this.#isPairStart(before)) return ENCODED_LINE;
    if (isLineEnd(code) || code === 0) return this.#line(start, before, 0);
    if (isBlank(code)) return this.#afterBlank(start);
    if (isQuote(code)) return { ...MIDDLE, name: 'quotes', frame: quoteBefore(this.#view, start) ?? before };
    switch (code) {
      case AMPERSAND:
      case QUESTION:
      case HASH:
        return { ...MIDDLE, name: 'pair', frame: before };
      case SEMICOLON:
        return { ...MIDDLE, name: 'list', frame: before };
      case LESS:
        return { ...MIDDLE, name: 'tag' };
      case SLASH:
        return this.#isEndTag(start) ? undefined : isBlank(this.#view.bytes[start - 2]) ? { ...MIDDLE, isSpaced: true } : MIDDLE;
      case COLON:
        return this.#isNamespace(start) ? { ...MIDDLE, name: 'tag' } : MIDDLE;
      case GREATER:
        return { ...MIDDLE, name: 'content', isCode: false };
      case OPEN_BRACE:
        return { ...MIDDLE, isCode: true, isFlow: true };
      default:
        return { ...MIDDLE, isCode: endsCode[code] === 1 };
    }
  }

  /** The value of an encoded pair has a text of its own, which begins here. */
  #isPairStart({ code, style }: Unit): boolean {
    return this.#view.isEncoded && code === EQUALS && style === 'raw';
  }

  #isEndTag(start: number): boolean {
    return this.#view.bytes[start - 2] === LESS;
  }

  /** `<ns:password>`, with the index behind the colon. */
  #isNamespace(start: number): boolean {
    let at = start;
    for (let unit = unitBefore(this.#view, at); unit !== undefined && start - at < 48; unit = unitBefore(this.#view, at)) {
      if (unit.code === LESS) return true;
      if (isKeyByte[unit.code] === 0 && unit.code !== COLON) return false;
      at -= unit.length;
    }
    return false;
  }

  /** The line that begins at the index, behind that line end. */
  #line(start: number, before: Unit, indent: number): Place {
    const { before: last } = this.#beforeBlanks(start - before.length);
    return { name: 'line', frame: before, indent, isCode: last !== undefined && endsCode[last.code] === 1 };
  }

  #afterBlank(start: number): Place {
    const { before, blanks, at } = this.#beforeBlanks(start);
    if (before === undefined) return at === 0 && this.#view.isStart ? { ...MIDDLE, name: 'line', indent: blanks } : MIDDLE;
    if (this.#isPairStart(before)) return { ...ENCODED_LINE, indent: blanks };
    if (isLineEnd(before.code)) return this.#line(at, before, blanks);
    // An item of a list in YAML, and the sign that curl writes before a head's lines.
    if (before.code === DASH || before.code === LESS || before.code === GREATER) {
      const outer = this.#beforeBlanks(at - 1);
      if (outer.before === undefined || isLineEnd(outer.before.code))
        return { ...MIDDLE, name: 'line', indent: blanks + 1 + outer.blanks, ...(outer.before && { frame: outer.before }) };
    }
    if (isQuote(before.code) && this.#isOpening(at))
      return { ...MIDDLE, name: 'quotes', frame: quoteBefore(this.#view, at) ?? before, indent: blanks };
    return { ...MIDDLE, isSpaced: true, ...((before.code === COMMA || before.code === OPEN_BRACE) && { isFlow: true }) };
  }

  /** A quote before the index begins a string. */
  #isOpening(index: number): boolean {
    const quote = quoteBefore(this.#view, index);
    const { before } = this.#beforeBlanks(index - (quote?.length ?? 1));
    return before === undefined || isLineEnd(before.code) || opensString[before.code] === 1;
  }

  /** Where a line begins before the index, but for blanks. */
  #lineOf(index: number): Place | undefined {
    const before = unitBefore(this.#view, index);
    if (before === undefined) return index === 0 && this.#view.isStart ? { ...MIDDLE, name: 'line' } : undefined;
    if (this.#isPairStart(before)) return ENCODED_LINE;
    const place = isLineEnd(before.code) ? this.#line(index, before, 0) : isBlank(before.code) ? this.#afterBlank(index) : isQuote(before.code) && this.#isOpening(index) ? { ...MIDDLE, name: 'quotes' as const, frame: quoteBefore(this.#view, index) ?? before } : undefined;
    return place?.name === 'line' || place?.name === 'quotes' ? place : undefined;
  }

  #equals(text: string, place: Place, separator: Unit, blanks: number): Plan | undefined {
    const { cursor } = this;
    cursor.at += separator.length;
    const next = cursor.peek();
    if (next?.code === EQUALS) return undefined;
    const isArrow = next?.code === GREATER;
    if (isArrow && next !== undefined) cursor.at += next.length;
    const isPair = blanks === 0 && (place.name === 'pair' || (place.name === 'line' && !this.#view.isEncoded && this.#isInForm(cursor.at)));
    const key = isPair ? this.#names.ofPair(text.replaceAll('+', ' ')) : this.#names.ofKey(text);
    if (key === undefined) return undefined;
    const spaced = cursor.skip(isBlank) + blanks > 0 || isArrow;
    if (isPair && this.#isInForm(cursor.at) && !this.#view.isEncoded)
      return { at: cursor.at, key, syntax: SYNTAXES.form, doubt: 'none' };
    switch (place.name) {
      case 'pair':
        return this.#opened(key, place, this.#isMarkup(cursor.at) ? SYNTAXES.query : SYNTAXES.lineQuery, 'none', separator);
      case 'list':
        return this.#opened(key, place, this.#isMarkup(cursor.at) ? SYNTAXES.list : SYNTAXES.lineList, 'none', separator);
      case 'line':
        if (!spaced && OPTION.test(text)) return this.#opened(key, place, SYNTAXES.pairs, 'none', separator);
        return this.#opened(key, place, spaced ? SYNTAXES.line : SYNTAXES.pairs, place.isCode && spaced ? 'guess' : 'code', separator);
      case 'quotes':
        return this.#opened(key, place, spaced ? SYNTAXES.line : SYNTAXES.pairs, OPTION.test(text) && !spaced ? 'none' : 'code', separator);
      default:
        if (!spaced && OPTION.test(text)) return this.#opened(key, place, SYNTAXES.argument, 'none', separator);
        return this.#opened(key, place, SYNTAXES.word, spaced || place.isCode ? 'guess' : text.includes('.') ? 'spaced' : 'code', separator);
    }
  }

  #isInForm(index: number): boolean {
    return index <= (this.#view.formTo ?? -1);
  }

  /** There is a quote or a tag in this line before the index: a URL may end at one. */
  #isMarkup(index: number): boolean {
    const { bytes } = this.#view;
    let at = index - 1;
    for (; at >= 0 && index - at < MAX_LINE; at -= 1) {
      const code = bytes[at];
      if (code === LF) return false;
      if (code === 0x22 || code === LESS || code === GREATER) return true;
    }
    return at >= 0 || !this.#view.isStart;
  }

  #colon(text: string, place: Place, separator: Unit): Plan | undefined {
    const { cursor } = this;
    cursor.at += separator.length;
    const isTabbed = cursor.peek()?.code === TAB;
    const isAtLine = place.name === 'line' || place.name === 'quotes';
    const header = isAtLine && FIELD.test(text) ? this.#names.ofHeader(text) : undefined;
    const isHeader = header !== undefined && (this.#names.isKnownHeader(text) || (text.includes('-') && place.indent === 0));
    const isDouble = !isHeader && cursor.takes(COLON) !== undefined;
    if (!isHeader && cursor.takes(EQUALS) !== undefined) return this.#assigned(text, place, separator);
    const key = isHeader ? header : this.#names.ofKey(text);
    if (key === undefined) return undefined;
    const spaces = cursor.skip(isBlank);
    const next = cursor.peek();
    if (isHeader) return next === undefined ? undefined : this.#header(key, place);
    // LDIF writes a value in Base64 behind two colons; C++ a name.
    if (isDouble && ((place.name !== 'line' && place.name !== 'quotes') || spaces === 0)) return undefined;
    if (text.startsWith('map[')) return this.#opened(key, place, SYNTAXES.word, 'spaced', separator);
    if (place.name === 'line' || place.name === 'quotes') {
      const block = this.#block(key, place);
      if (block !== undefined || cursor.isCut) return block;
      if (next !== undefined && isLineEnd(next.code)) return this.#below(key, place);
      if (spaces === 0 && this.#isPartOfKey()) return undefined;
      if (place.name === 'quotes')
        return this.#typed(key, place) ?? this.#opened(key, place, SYNTAXES.line, /\s/.test(text) ? 'label' : 'code', separator);
      return this.#typed(key, place) ?? this.#opened(key, place, SYNTAXES.yaml, spaces === 0 || place.isCode ? 'guess' : 'code', separator);
    }
    return this.#typed(key, place) ?? this.#opened(key, place, SYNTAXES.word, this.#colonDoubt(text, place, spaces, isTabbed), separator);
  }

  /** Go prints `{User:ada Password:S}` and `map[password:S]`, YAML's flow style has a blank behind the colon. */
  #colonDoubt(text: string, { isFlow, isSpaced }: Place, spaces: number, isTabbed: boolean): Doubt {
    if (isTabbed || (spaces > 0 && isFlow)) return 'code';
    return spaces === 0 && (isSpaced || text.startsWith('map[')) ? 'spaced' : 'guess';
  }

  /** `auth:jwt:token=` is one key. */
  #isPartOfKey(): boolean {
    const ahead = new Cursor(this.#view, this.cursor.at);
    ahead.skip((code) => isKeyByte[code] === 1, MAX_KEY);
    const unit = ahead.peek();
    if (ahead.isCut) this.cursor.isCut = true;
    return ahead.at > this.cursor.at && (unit?.code === COLON || unit?.code === EQUALS || ahead.isCut);
  }

  /** `password: string = "S"`: a type stands between. */
  #typed(key: SecretName, place: Place): Plan | undefined {
    const { cursor } = this;
    const back = cursor.at;
    const first = cursor.peek();
    if (first === undefined || startsType[first.code] === 0) return undefined;
    cursor.skip((code) => inType[code] === 1, 40);
    const isApart = isBlank(this.#view.bytes[cursor.at - 1]);
    const equals = isApart ? cursor.takes(EQUALS) : undefined;
    if (equals !== undefined) {
      cursor.skip(isBlank);
      const quote = cursor.peek();
      if (quote !== undefined && isQuote(quote.code)) return this.#opened(key, place, SYNTAXES.word, 'guess', equals);
    }
    cursor.at = back;
    return undefined;
  }

  #assigned(text: string, place: Place, separator: Unit): Plan | undefined {
    const key = this.#names.ofKey(text);
    if (key === undefined) return undefined;
    this.cursor.skip(isBlank);
    return this.#opened(key, place, SYNTAXES.word, 'guess', separator);
  }

  /** What stands below a key of YAML: a scalar, or a list of them. */
  #below(key: SecretName, place: Place): Plan | undefined {
    const { cursor } = this;
    cursor.takes(CR);
    if (cursor.takes(LF) === undefined) return undefined;
    const indent = cursor.skip(isBlank);
    const dash = cursor.takes(DASH);
    if (dash !== undefined && cursor.skip(isBlank) === 0) return undefined;
    if (cursor.isCut || (dash === undefined ? indent <= place.indent : indent < place.indent)) return undefined;
    return itemBelow(cursor, key, indent, dash !== undefined, place.frame);
  }

  /** The whole line is masked, and lines that continue it. */
  #header(key: SecretName, { name, frame, indent }: Place): Plan {
    const isInQuotes = name === 'quotes' || (frame !== undefined && frame.level > 0);
    const syntax = isInQuotes || indent > 0 || this.#view.isEncoded ? SYNTAXES.line : SYNTAXES.header;
    return { at: this.cursor.at, key, syntax, doubt: indent > 0 && !isInQuotes ? 'code' : 'none', ...(isInQuotes && frame && { frame }) };
  }

  /** A block scalar of YAML: `password: |`. */
  #block(key: SecretName, { indent }: Place): Plan | undefined {
    const { cursor } = this;
    const back = cursor.at;
    const sign = cursor.peek();
    if (sign?.code !== PIPE && sign?.code !== GREATER) return undefined;
    cursor.at += sign.length;
    cursor.skip((code) => code === DASH || code === 0x2b || isDigit[code] === 1, 3);
    cursor.skip(isBlank);
    cursor.takes(CR);
    if (cursor.takes(LF) !== undefined) return { at: cursor.at, key, syntax: SYNTAXES.block, doubt: 'none', indent };
    if (!cursor.isCut) cursor.at = back;
    return undefined;
  }

  /** Behind a separator and blanks: by the first character of the value, else as it is given. */
  #opened(key: SecretName, place: Place, bare: Syntax, doubt: Doubt, separator: Unit, depth = 0): Plan | undefined {
    const { cursor } = this;
    const first = cursor.peek();
    if (first === undefined) return undefined;
    if (isQuote(first.code)) {
      if (this.#isClosing(first, separator)) return undefined;
      cursor.at += first.length;
      const isEmpty = cursor.takes(first.code) !== undefined;
      const isTriple = isEmpty && cursor.peek()?.code === first.code;
      if (cursor.isCut || (isEmpty && !isTriple)) {
        if (cursor.isCut) cursor.at -= isEmpty ? first.length : 0;
        return undefined;
      }
      cursor.at -= isTriple ? 0 : first.length;
    }
    if (isQuote(first.code))
      return { at: cursor.at + first.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: first, ...(separator.code === EQUALS && { isPair: true }) };
    if (first.code === OPEN_BRACKET) return depth > 2 ? undefined : this.#array(key, place, bare, doubt, separator, depth);
    if (first.code === OPEN_BRACE && this.#isHash(bare)) return { at: cursor.at, key, syntax: bare, doubt: 'none', ...(place.frame && { frame: place.frame }) };
    if (first.code === OPEN_BRACE) {
      if (bare === SYNTAXES.list || bare === SYNTAXES.lineList || (bare === SYNTAXES.pairs && /^pwd$/i.test(key.word)))
        return { at: cursor.at + first.length, key, syntax: SYNTAXES.braced, doubt: 'none' };
      return this.#object(key, place, separator, depth);
    }
    const quote = this.#wrapped();
    if (cursor.isCut) return undefined;
    if (quote !== undefined && isQuote(quote.code)) return { at: cursor.at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
    if (quote !== undefined) return { at: cursor.at, key, syntax: SYNTAXES.word, doubt: 'none' };
    const frame = place.frame ?? (separator.style === 'raw' ? undefined : separator);
    return { at: cursor.at, key, syntax: bare, doubt, indent: place.indent, ...(frame && { frame }) };
  }

  /** A quote right behind the separator may end the string that the key stands in: `"the token:" + token`. */
  #isClosing(quote: Unit, separator: Unit): boolean {
    const { cursor } = this;
    const back = unitBefore(this.#view, cursor.at);
    if (back === undefined || back.code !== separator.code || quote.level > 0 || quote.style !== 'raw') return false;
    let count = 0;
    let at = cursor.at;
    for (; at > 0 && cursor.at - at < MAX_LINE; ) {
      const unit = unitBefore(this.#view, at);
      if (unit === undefined || (isLineEnd(unit.code) && unit.level === 0)) return count % 2 === 1;
      const byte = this.#view.bytes[at - 1];
      if (byte === quote.code && this.#view.bytes[at - 2] !== BACKSLASH) count += 1;
      at -= 1;
    }
    if (at === 0 && this.#view.isStart) return count % 2 === 1;
    const next = unitAt(this.#view, cursor.at + quote.length);
    if (next === undefined) {
      if (!this.#view.isEnded) cursor.isCut = true;
      return true;
    }
    return isWhite(next.code) || endsString[next.code] === 1;
  }

  /** The scheme of a hash stands before it: `{SSHA}S`. */
  #isHash(bare: Syntax): boolean {
    if (bare.name !== 'line') return false;
    const ahead = new Cursor(this.#view, this.cursor.at);
    ahead.takes(OPEN_BRACE);
    const length = ahead.skip((code) => isKeyByte[code] === 1, 16);
    const isHash = length > 1 && ahead.takes(CLOSE_BRACE) !== undefined && !isWhite(ahead.peek()?.code);
    if (ahead.isCut) this.cursor.isCut = true;
    return isHash && !ahead.isCut;
  }

  #array(key: SecretName, place: Place, bare: Syntax, doubt: Doubt, separator: Unit, depth: number): Plan | undefined {
    const { cursor } = this;
    cursor.takes(OPEN_BRACKET);
    cursor.skip(isWhite);
    const item = itemAt(cursor, key, 'none', depth);
    if (item !== undefined || cursor.isCut) return item;
    const next = cursor.peek();
    if (next?.code === OPEN_BRACKET) return this.#array(key, place, bare, doubt, separator, depth + 1);
    if (next?.code === OPEN_BRACE) return this.#object(key, place, separator, depth + 1);
    if (next === undefined || next.code === CLOSE_BRACKET) return undefined;
    return { at: cursor.at, key, syntax: SYNTAXES.word, doubt };
  }

  /** Of an object the member that holds the value: the first one may have other names. */
  #object(key: SecretName, place: Place, separator: Unit, depth: number): Plan | undefined {
    const { cursor } = this;
    cursor.takes(OPEN_BRACE);
    cursor.skip(isWhite);
    const quote = cursor.peek();
    if (quote === undefined || !isQuote(quote.code) || depth > 2) return undefined;
    const first = cursor.at;
    cursor.at += quote.length;
    const start = cursor.at;
    cursor.skip((code) => isKeyByte[code] === 1 || code === HASH, 16);
    const isHolder = HOLDERS.test(this.#text(start, cursor.at));
    const closing = cursor.peek();
    if (closing === undefined) return undefined;
    if (isHolder && isSameQuote(closing, quote)) {
      cursor.at += closing.length;
      cursor.skip(isWhite);
      if (cursor.takes(COLON) === undefined) return undefined;
    } else {
      cursor.at = first;
      if (!toMember(cursor, quote, SECRET_MEMBER)) return undefined;
    }
    cursor.skip(isWhite);
    const plan = this.#opened(key, place, SYNTAXES.word, 'guess', separator, depth + 1);
    if (plan === undefined || plan.more !== undefined) return plan;
    // A token of a text has a type before its value.
    const doubt = !isHolder && key.rule === 'token' ? 'guess' : plan.doubt;
    return { ...plan, doubt, quote, holders: SECRET_MEMBER, depth, more: 'members' };
  }

  /** The quote behind `Some(` and the like, or behind a letter that makes a string a special one. */
  #wrapped(): Unit | undefined {
    const { cursor } = this;
    const back = cursor.at;
    const first = cursor.peek();
    if (first === undefined || first.style !== 'raw' || mayWrap[first.code] === 0) return undefined;
    cursor.skip((code) => isKeyByte[code] === 1, LONGEST_WRAPPER + 1);
    const name = this.#text(back, cursor.at);
    const isCall = WRAPPER.test(name) && !cursor.isCut;
    if (isCall && (cursor.takes(OPEN_PAREN) ?? cursor.takes(OPEN_BRACKET)) === undefined) cursor.takes(SPACE);
    else if (name === 'string' || name === 'String') this.#skipLength();
    const quote = isCall || name.length === 1 || name === 'string' ? cursor.peek() : undefined;
    if (quote !== undefined && isQuote(quote.code)) {
      cursor.at += quote.length;
      return quote;
    }
    if (isCall && quote !== undefined && this.#view.bytes[cursor.at - 1] === OPEN_BRACKET) return quote;
    // What follows may be the value itself: nothing of it may be shown.
    cursor.at = back;
    return undefined;
  }

  /** PHP's dumps say how long a string is: `string(24) "S"`. */
  #skipLength(): void {
    const { cursor } = this;
    if (cursor.takes(OPEN_PAREN) === undefined) return;
    cursor.skip((code) => isDigit[code] === 1);
    cursor.takes(CLOSE_PAREN);
    cursor.skip(isBlank);
  }

  /** A key that only a blank stands behind: in configuration, commands and SQL. */
  #blank(text: string, place: Place, next: Unit, start: number): Plan | undefined {
    const { cursor } = this;
    const key = this.#names.ofKey(text.replace(/^-+/, '')) ?? (text === 'sshpass' ? ruleName('password') : undefined);
    if (key === undefined) return undefined;
    const isQuoted = isQuote(next.code);
    const at = cursor.at + (isQuoted ? next.length : 0);
    const isOption = text.startsWith('-') && (text.startsWith('--') || place.name !== 'middle' || place.isSpaced === true);
    const isLine = place.name === 'line' || place.name === 'quotes';
    if (isQuoted) {
      const isCertain = isOption || text === text.toUpperCase() || isLine || SQL.test(text);
      return isCertain ? { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: next } : undefined;
    }
    const certain = this.#phrased(key, text);
    if (certain !== undefined || cursor.isCut) return certain;
    if (isLineEnd(next.code) || next.code === DASH || endsCode[next.code] === 1) return undefined;
    const before = this.#text(Math.max(0, start - 64), start);
    if (isOption) return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
    const frame = this.#frameOf(start);
    if (DECLARES.test(before)) return { at, key, syntax: SYNTAXES.line, doubt: 'none', ...(frame && { frame }) };
    if (PARAMETER.test(before) || (text === 'password' && LOGIN.test(before)) || COMMANDS.test(text)) return { at, key, syntax: SYNTAXES.word, doubt: 'none' };
    if (isLine && DIRECTIVES.test(text)) return { at, key, syntax: SYNTAXES.word, doubt: /pw$/i.test(text) ? 'command' : 'guess' };
    if (place.name === 'line' && /\w[._]\w/.test(text)) return { at, key, syntax: SYNTAXES.word, doubt: 'command' };
    return undefined;
  }

  /** Of a text that is a name: that of a field, a path in a document, or of anything else. */
  #nameOf(text: string): SecretName | undefined {
    const name = text.replace(/^.*\//, '');
    return this.#names.isKnownHeader(name) ? this.#names.ofHeader(name) : this.#names.ofKey(name);
  }

  /** `SET PASSWORD FOR ada = 'S'`, `IDENTIFIED WITH caching_sha2_password BY 'S'`, `auth-pass main S`. */
  #phrased(key: SecretName, text: string): Plan | undefined {
    const { cursor } = this;
    const candidates = PHRASES.filter(({ key: pattern }) => pattern.test(text));
    if (candidates.length === 0) return undefined;
    const back = cursor.at;
    const words = this.#wordsAhead();
    const found = candidates.find(({ then }) => then.test(words));
    const match = found?.then.exec(words);
    if (found === undefined || match === null || match === undefined) {
      // While words are missing, they may follow yet.
      cursor.at = back;
      return undefined;
    }
    cursor.at = back;
    cursor.isCut = false;
    for (let left = match[0].length; left > 0; left -= 1) cursor.at += cursor.peek()?.length ?? 0;
    const quote = this.#wrapped() ?? cursor.peek();
    if (quote === undefined) return undefined;
    if (isQuote(quote.code)) {
      const at = this.#view.bytes[cursor.at - 1] === quote.code ? cursor.at : cursor.at + quote.length;
      return { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
    }
    return found.isBare ? { at: cursor.at, key, syntax: SYNTAXES.word, doubt: 'none' } : undefined;
  }

  /** What follows, to the end of the line or the next quote. */
  #wordsAhead(): string {
    const { cursor } = this;
    const codes: number[] = [];
    for (let unit = cursor.peek(); unit !== undefined && !isLineEnd(unit.code) && codes.length < 80; unit = cursor.peek()) {
      codes.push(unit.code);
      cursor.at += unit.length;
    }
    return Buffer.from(codes).toString('latin1');
  }

  /** Erlang's `{password, <<"S">>}`, Lisp's `(password . "S")`. */
  #tuple(text: string, separator: Unit): Plan | undefined {
    const { cursor } = this;
    const key = this.#names.ofKey(text);
    cursor.at += separator.length;
    if (key === undefined || cursor.skip(isBlank) === 0) return undefined;
    if (separator.code === COMMA && (cursor.takes(LESS) === undefined || cursor.takes(LESS) === undefined)) return undefined;
    const quote = cursor.peek();
    if (quote === undefined || !isQuote(quote.code)) return undefined;
    return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  }

  /** `<password Type="x">`: its content. */
  #tag(text: string): Plan | undefined {
    const key = this.#names.ofKey(text.slice(text.lastIndexOf(':') + 1));
    if (key === undefined || !this.#toTagEnd()) return undefined;
    return this.#content(key);
  }

  /** Behind the end of the tag, if it is one that has content. */
  #toTagEnd(): boolean {
    const { cursor } = this;
    let quote: Unit | undefined;
    let last: Unit | undefined;
    for (const limit = cursor.at + MAX_TAG; cursor.at < limit; ) {
      const unit = cursor.peek();
      if (unit === undefined || (unit.code === LESS && quote === undefined)) return false;
      cursor.at += unit.length;
      if (quote !== undefined) {
        if (isSameQuote(unit, quote)) quote = undefined;
      } else if (isQuote(unit.code)) quote = unit;
      else if (unit.code === GREATER) return last?.code !== SLASH;
      last = unit;
    }
    return false;
  }

  /** What stands between tags, perhaps in elements that hold a value: `<value><string>S`. */
  #content(key: SecretName): Plan | undefined {
    const { cursor } = this;
    for (let tags = 0; tags < 4; tags += 1) {
      cursor.skip(isWhite);
      const start = cursor.at;
      const less = cursor.peek();
      if (less === undefined) return undefined;
      if (less.code !== LESS) return { at: start, key, syntax: SYNTAXES.element, doubt: 'element' };
      cursor.at += less.length;
      if (cursor.takes(EXCLAMATION) !== undefined) {
        const isCdata = [...'[CDATA['].every((letter) => cursor.takes(letter.charCodeAt(0)) !== undefined);
        return isCdata ? { at: cursor.at, key, syntax: SYNTAXES.cdata, doubt: 'none' } : undefined;
      }
      const nameAt = cursor.at;
      cursor.skip((code) => isKeyByte[code] === 1 || code === COLON, MAX_KEY);
      if (!HOLDING_TAG.test(this.#text(nameAt, cursor.at)) || !this.#toTagEnd()) return undefined;
    }
    return undefined;
  }

  /** A name between tags: `<key>password</key><string>S`. */
  #nameInElement(text: string, start: number): Plan | undefined {
    const { cursor } = this;
    if (!NAMING_TAG.test(this.#text(Math.max(0, start - 48), start))) return undefined;
    const key = this.#nameOf(text);
    if (key === undefined || cursor.takes(LESS) === undefined || cursor.takes(SLASH) === undefined) return undefined;
    if (!this.#toTagEnd()) return undefined;
    cursor.skip(isWhite);
    return cursor.peek()?.code === LESS ? this.#content(key) : undefined;
  }

  /** A part of a form by its name (RFC 7578, 4.2): what follows the empty line behind its headers. */
  #partOf(text: string, nameAt: number): Plan | undefined {
    const { cursor } = this;
    if (!PART_NAME.test(this.#text(Math.max(0, nameAt - 16), nameAt))) return undefined;
    const before = this.#text(Math.max(0, nameAt - MAX_PART_HEADER), nameAt).replace(FOLDS, ' ');
    const lineAt = before.lastIndexOf('\n') + 1;
    const line = before.slice(lineAt);
    if (!line.toLowerCase().includes('form-data') && (lineAt > 0 || !LATE_NAME.test(line))) return undefined;
    const key = this.#names.ofKey(text);
    if (key === undefined) return undefined;
    let isEmpty = false;
    let frame: Unit | undefined;
    for (const limit = cursor.at + MAX_TAG; cursor.at < limit; ) {
      const unit = cursor.peek();
      if (unit === undefined) return undefined;
      cursor.at += unit.length;
      if (unit.code !== LF) {
        isEmpty &&= unit.code === CR;
        continue;
      }
      // In a string a line end may be two characters.
      if (unit.level > 0 && cursor.peek()?.code === LF && this.#isReturn(unit)) cursor.takes(LF);
      if (isEmpty) {
        const boundary = /(?:^|\n)(--[^\r\n]*)\r?\n[^]*$/.exec(before.slice(0, lineAt))?.[1] ?? '--';
        return { at: cursor.at, key, syntax: SYNTAXES.part, doubt: 'none', boundary, ...(frame && { frame }) };
      }
      isEmpty = true;
      frame = unit;
    }
    return undefined;
  }

  /** The line end that was read last is an escaped CR. */
  #isReturn({ length }: Unit): boolean {
    const letter = this.#view.bytes[this.cursor.at - 1];
    return length > 1 && (letter === 0x72 || letter === 0x52);
  }

  /** A name in an attribute: `<input name="token" value="S">`, `<property name="password">S`. */
  #nameInTag(text: string, valueAt: number): Plan | undefined {
    if (!NAMING_ATTRIBUTE.test(this.#text(Math.max(0, valueAt - 48), valueAt))) return undefined;
    const key = this.#nameOf(text);
    if (key === undefined) return undefined;
    const tag = readTag(this.cursor);
    const value = tag.attributes.find(({ name }) => VALUE_ATTRIBUTE.test(name));
    if (value !== undefined) return attributePlan(this.cursor, key, value);
    const isHolder = HOLDING_ELEMENT.test(this.#text(Math.max(0, valueAt - 160), valueAt));
    return isHolder && tag.end === 'open' && !this.cursor.isCut ? this.#content(key) : undefined;
  }

  /** A name that is a value itself, in JSON: `{"name":"password","value":"S"}`. */
  #nameInObject(text: string, quote: Unit, from: number): Plan | undefined {
    const start = from - quote.length;
    const before = this.#text(Math.max(0, start - 64), start);
    if (!NAMING_MEMBER.test(before)) return undefined;
    const key = this.#nameOf(text);
    if (key === undefined) return undefined;
    const { cursor } = this;
    if (!toMember(cursor, quote, VALUE_MEMBER)) return undefined;
    cursor.skip(isWhite);
    const plan = this.#opened(key, { ...MIDDLE, frame: quote }, SYNTAXES.word, 'none', { ...quote, code: COLON });
    return plan?.more === undefined && plan !== undefined ? { ...plan, quote, more: 'members' } : plan;
  }

  /** `- name: DB_PASSWORD` and on the next line `value: S`, or in one line; `- --token` and on the next line `- S`. */
  #nameInLine(text: string, start: number): Plan | undefined {
    const { cursor } = this;
    const before = this.#text(Math.max(0, start - 64), start);
    if (text.startsWith('--') && /(?:^|\n)[ \t]*- +["']?$/.test(before)) return this.#optionInLine(text, start);
    const key = NAMING_LINE.test(before) ? this.#nameOf(text) : undefined;
    if (key === undefined) return undefined;
    cursor.skip((code) => isBlank(code) || isQuote(code));
    cursor.takes(CR);
    const isFlow = cursor.takes(COMMA) !== undefined;
    if (!isFlow && cursor.takes(LF) === undefined) return undefined;
    const indent = cursor.skip(isBlank);
    const from = cursor.at;
    cursor.skip((code) => isKeyByte[code] === 1, 16);
    if (cursor.isCut || !VALUE_LINE.test(this.#text(from, cursor.at))) return undefined;
    cursor.skip(isBlank);
    const separator = cursor.takes(COLON) ?? cursor.takes(EQUALS);
    if (separator === undefined || cursor.skip(isBlank) === 0) return undefined;
    const frame = this.#frameOf(start);
    if (isFlow) return this.#opened(key, MIDDLE, SYNTAXES.word, 'none', separator);
    const block = this.#block(key, { ...MIDDLE, indent });
    if (block !== undefined || cursor.isCut) return block;
    return this.#opened(key, { ...MIDDLE, ...(frame && { frame }), indent }, SYNTAXES.yaml, 'none', separator);
  }

  /** Terraform's `variable "db_password" { default = "S" }`. */
  #variable(text: string, quoteAt: number): Plan | undefined {
    const { cursor } = this;
    if (!/(?:^|[\s"'])variable\s+["']?$/.test(this.#text(Math.max(0, quoteAt - 24), quoteAt))) return undefined;
    const key = this.#nameOf(text);
    cursor.skip(isBlank);
    if (key === undefined || cursor.takes(OPEN_BRACE) === undefined) return undefined;
    const from = cursor.at;
    for (const limit = from + MAX_TAG; cursor.at < limit; ) {
      const unit = cursor.peek();
      if (unit === undefined || unit.code === CLOSE_BRACE) return undefined;
      cursor.at += unit.length;
      if (unit.code !== EQUALS || !/(?:^|\s)default\s*=$/.test(this.#text(Math.max(from, cursor.at - 48), cursor.at))) continue;
      cursor.skip(isBlank);
      return this.#opened(key, MIDDLE, SYNTAXES.word, 'guess', unit);
    }
    return undefined;
  }

  /** The line end or the opening quote before the index: the same ends the line that begins there. */
  #frameOf(index: number): Unit | undefined {
    for (let at = index; at > 0 && index - at < MAX_LINE; ) {
      const unit = unitBefore(this.#view, at);
      if (unit === undefined || isLineEnd(unit.code)) return unit;
      if (isQuote(unit.code) && this.#isOpening(at)) return quoteBefore(this.#view, at);
      at -= unit.length;
    }
    return undefined;
  }

  /** The next item of a list in YAML is the option's value. */
  #optionInLine(text: string, start: number): Plan | undefined {
    const { cursor } = this;
    const key = this.#names.ofKey(text);
    cursor.skip((code) => isBlank(code) || isQuote(code));
    cursor.takes(CR);
    if (key === undefined || cursor.takes(LF) === undefined) return undefined;
    const indent = cursor.skip(isBlank);
    if (cursor.takes(DASH) === undefined || cursor.skip(isBlank) === 0) return undefined;
    return cursor.isCut ? undefined : itemBelow(cursor, key, indent, false, this.#frameOf(start));
  }
}

/** A quoted value behind SQL's `IDENTIFIED BY`. */
export function findQuoted(view: View, wordEnd: number): Found {
  const last = unitBefore(view, wordEnd);
  view.isEncoded = view.bytes[wordEnd - 1] === PLUS || (last !== undefined && isEncodedStyle[last.style]);
  const cursor = new Cursor(view, wordEnd);
  cursor.skip(isBlank);
  const quote = cursor.peek();
  if (quote === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  if (!isQuote(quote.code)) return undefined;
  const plan: Plan = { at: cursor.at + quote.length, key: ruleName('password'), syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  return view.isEncoded ? { ...plan, isEncoded: true } : plan;
}

/** A value that stands before its name, `{"value":"S","name":"password"}`; `length`: of the word for it that ends there. */
export function findNamed(view: View, wordEnd: number, length: number, names: Names): Found {
  const quote = quoteBefore(view, wordEnd - length);
  if (quote !== undefined) {
    view.isEncoded = isEncodedStyle[quote.style];
    const found = namedInObject(view, wordEnd, quote, names);
    return view.isEncoded && found !== undefined && 'syntax' in found ? { ...found, isEncoded: true } : found;
  }
  return namedInLine(view, wordEnd, length, names) ?? namedInTag(view, wordEnd, length, names);
}

/** `- value: S` and on the next line `name: DB_PASSWORD`. */
function namedInLine(view: View, wordEnd: number, length: number, names: Names): Found {
  const cursor = new Cursor(view, wordEnd);
  view.isEncoded = isEncodedStyle[cursor.peek()?.style ?? 'raw'];
  if (cursor.takes(COLON) === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  const before = textOf(view, Math.max(0, wordEnd - length - 32), wordEnd - length);
  if (!/(?:^|\n)[ \t]*(?:- +)?$/.test(before)) return undefined;
  const frame = unitBefore(view, wordEnd - length - (/[ \t]*(?:- +)?$/.exec(before)?.[0].length ?? 0));
  cursor.skip(isBlank);
  const start = cursor.at;
  const opening = cursor.peek();
  for (let unit = opening; unit !== undefined && !isLineEnd(unit.code); unit = cursor.peek()) {
    if (cursor.at - start > MAX_TAG) return undefined;
    cursor.at += unit.length;
  }
  cursor.takes(CR);
  cursor.takes(LF);
  const nameAt = cursor.at;
  for (let unit = cursor.peek(); unit !== undefined && !isLineEnd(unit.code) && cursor.at - nameAt < MAX_KEY; unit = cursor.peek())
    cursor.at += unit.length;
  const [, name = ''] = NAMED_LINE.exec(textOf(view, nameAt, cursor.at)) ?? [];
  if (cursor.isCut) return { heldFrom: start };
  const key = names.isKnownHeader(name) ? names.ofHeader(name) : names.ofKey(name);
  if (key === undefined || opening === undefined) return undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  if (isQuote(opening.code)) return { at: start + opening.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: opening, ...encoding };
  return { at: start, key, syntax: SYNTAXES.yaml, doubt: 'none', ...encoding, ...(frame !== undefined && frame.level > 0 && { frame }) };
}

function namedInObject(view: View, wordEnd: number, quote: Unit, names: Names): Found {
  const cursor = new Cursor(view, wordEnd);
  const closing = cursor.peek();
  const at = cursor.isCut ? wordEnd : undefined;
  if (at !== undefined) return { heldFrom: at };
  if (closing === undefined || !isSameQuote(closing, quote)) return undefined;
  cursor.at += closing.length;
  cursor.skip(isWhite);
  if (cursor.takes(COLON) === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  cursor.skip(isWhite);
  const opening = cursor.peek();
  if (opening === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  if (!isSameQuote(opening, quote)) return undefined;
  const start = cursor.at + opening.length;
  const plan = (rule: string): Plan => ({
    at: start,
    key: ruleName(rule),
    syntax: SYNTAXES.string,
    frame: opening,
    doubt: 'none',
  });
  while (toMember(cursor, quote, NAME_MEMBER, start + MAX_OBJECT)) {
    cursor.skip(isWhite);
    const named = cursor.peek();
    if (named === undefined || !isSameQuote(named, quote)) break;
    const from = cursor.at + named.length;
    cursor.at = from;
    cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
    const end = cursor.peek();
    if (end !== undefined && isSameQuote(end, quote)) {
      const text = textOf(view, from, cursor.at).replace(/^.*\//, '');
      const key = names.isKnownHeader(text) ? names.ofHeader(text) : names.ofKey(text);
      if (key !== undefined) return { ...plan(key.rule), key };
    }
    cursor.at = from - named.length;
  }
  if (cursor.at >= start + MAX_OBJECT) return plan('limit');
  return cursor.isCut ? { heldFrom: start } : undefined;
}

/** `<input value="S" type="password">`, `<meta content="S" name="csrf-token">`. */
function namedInTag(view: View, wordEnd: number, length: number, names: Names): Found {
  const next = view.bytes[wordEnd] ?? 0;
  if (wordEnd < view.end && next !== EQUALS && next !== PERCENT && !isWhite(next)) return undefined;
  const before = unitBefore(view, wordEnd - length);
  view.isEncoded = view.bytes[wordEnd - length - 1] === PLUS;
  if (!view.isEncoded && !isWhite(before?.code)) return undefined;
  const cursor = new Cursor(view, wordEnd - length);
  const tag = readTag(cursor);
  const [value, ...others] = tag.attributes;
  if (value === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  if (value.at - wordEnd > 16) return undefined;
  for (const { name, text, isCut } of others) {
    const named = NAMED_ATTRIBUTE.test(name) && !isCut ? text : '';
    const key = names.isKnownHeader(named) ? names.ofHeader(named) : names.ofKey(named);
    if (key === undefined) continue;
    cursor.isCut = false;
    const plan = attributePlan(cursor, key, value);
    return view.isEncoded ? { ...plan, isEncoded: true } : plan;
  }
  return cursor.isCut ? { heldFrom: value.at } : undefined;
}

interface Attribute {
  readonly name: string;
  /** Where its value begins, behind the quote. */
  readonly at: number;
  readonly quote: Unit | undefined;
  readonly text: string;
  /** More of it may come. */
  readonly isCut: boolean;
}

/** The rest of a tag: attributes with a value, and whether the element has content. */
function readTag(cursor: Cursor): { attributes: Attribute[]; end: 'open' | 'closed' | 'none' } {
  const attributes: Attribute[] = [];
  const { view } = cursor;
  const limit = cursor.at + MAX_TAG;
  let nameAt = -1;
  let last: Unit | undefined;
  while (cursor.at < limit) {
    const unit = cursor.peek();
    if (unit === undefined || unit.code === LESS) return { attributes, end: 'none' };
    const { at } = cursor;
    cursor.at += unit.length;
    if (unit.code === GREATER) return { attributes, end: last?.code === SLASH ? 'closed' : 'open' };
    if (unit.code === EQUALS && nameAt >= 0) {
      const name = textOf(view, nameAt, at).trim();
      nameAt = -1;
      cursor.skip(isWhite);
      const quote = cursor.peek();
      if (quote === undefined) return { attributes, end: 'none' };
      const isQuoted = isQuote(quote.code);
      if (isQuoted) cursor.at += quote.length;
      const start = cursor.at;
      for (let value = cursor.peek(); ; value = cursor.peek()) {
        const isEnd = value !== undefined && (isQuoted ? isSameQuote(value, quote) : isWhite(value.code) || value.code === GREATER);
        if (value === undefined || isEnd || cursor.at > limit) break;
        cursor.at += value.length;
      }
      attributes.push({ name, at: start, quote: isQuoted ? quote : undefined, text: textOf(view, start, cursor.at), isCut: cursor.isCut });
      if (cursor.isCut) return { attributes, end: 'none' };
      if (isQuoted) cursor.takes(quote.code);
    } else if (isWhite(unit.code)) {
      if (!isWhite(last?.code) && nameAt >= 0 && cursor.peek()?.code !== EQUALS) nameAt = -1;
    } else if (nameAt < 0) nameAt = at;
    last = unit;
  }
  return { attributes, end: 'none' };
}

function attributePlan(cursor: Cursor, key: SecretName, { at, quote }: Attribute): Plan {
  cursor.isCut = false;
  if (quote !== undefined) return { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  return { at, key, syntax: SYNTAXES.attribute, doubt: 'none' };
}
