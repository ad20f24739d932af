// SPDX-License-Identifier: Apache-2.0

import { byteSet, CLOSE_BRACKET, COLON, COMMA, DASH, EQUALS, GREATER } from './bytes.ts';
import { isFollowedEncoded } from './key.ts';
import { Cursor } from './keys/cursor.ts';
import { type Found, ruleName, type Syntax } from './plan.ts';
import type { SecretName } from './tables/names.ts';
import { schemes } from './tables/schemes.ts';
import { isQuote, type Unit, unitAt, type View } from './units.ts';

const LONGEST_WORD = 40;
const MOST_ITEMS = 8;
const MOST_BLANKS = 8;
const isBlank = byteSet({ bytes: ' \t' });
const isWordByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-_.' });
/** What lists, tuples and binaries of languages open with. */
const isOpening = byteSet({ bytes: '[](){<' });
const MOST_OPENINGS = 4;
/** What stands before a string that is not plain, and the type of a list of strings: `b'Bearer S'`, `[]string{"Bearer S"}`. */
const OF_LANGUAGES = /^(?:[bu]|string|list|array|seq|some)$/;
const syntax: Syntax = { name: 'word', ends: byteSet({ ranges: '\0- ', bytes: '"\'`,;<>|)]}\x7f' }) };
const certain: Syntax = { ...syntax, isCertain: true };

const known = new Set([
  ...schemes.map(({ word }) => word),
  'digest',
  'hawk',
  'hmac',
  'mac',
  'signature',
  'api_key',
  'token',
]);
/** Their challenges carry a part of the credentials (RFC 4559). */
const inChallenges = new Set(['negotiate', 'ntlm', 'kerberos']);
/** Words that a client of WebSocket puts before its token, for it can't send other headers. */
const WORDS = '(?:access[-_]?token|id[-_]?token|bearer|token|auth|authorization|jwt|api[-_]?key)';
const beforeToken = new RegExp(`^${WORDS}$`, 'i');
/** The same with a dot behind it. */
const beforeDot = new RegExp(`^${WORDS}\\.`, 'i');
const key: SecretName = { rule: 'authorization', word: 'token', masksNumbers: true };

/** Reads on from a header's name. */
class Reader {
  at: number;
  isCut = false;
  /** The quote that the value opens with. */
  frame: Unit | undefined;
  readonly #view: View;

  constructor(view: View, at: number) {
    this.#view = view;
    this.at = at;
  }

  peek(): Unit | undefined {
    const unit = unitAt(this.#view, this.at);
    if (unit === undefined && !this.#view.isEnded) this.isCut = true;
    return unit;
  }

  skip(is: (unit: Unit) => boolean, most: number): number {
    for (let count = 0; ; count += 1) {
      const unit = this.peek();
      if (unit === undefined || !is(unit) || count >= most) return count;
      this.at += unit.length;
    }
  }

  blanks(): number {
    return this.skip(({ code }) => isBlank[code] === 1, MOST_BLANKS);
  }

  word(): string {
    let word = '';
    this.skip(({ code }) => {
      if (isWordByte[code] === 1) word += String.fromCharCode(code);
      return isWordByte[code] === 1;
    }, LONGEST_WORD);
    return word;
  }

  /**
   * Over what binds a value to the name, and what it opens with: a colon, an equals sign, an arrow or a quote; a comma
   * between quotes.
   */
  binding(): boolean {
    const isQuoted = this.quote() > 0;
    // `<<"authorization">>`, `[Authorization] =>`
    this.skip(({ code }) => code === GREATER || code === CLOSE_BRACKET, 2);
    this.blanks();
    const isTuple = isQuoted && this.skip(({ code }) => code === COMMA, 1) > 0;
    const signs = isTuple ? 0 : this.skip(({ code }) => code === COLON || code === EQUALS || code === DASH, 1);
    this.skip(({ code }) => code === GREATER, signs);
    return this.opening() || isTuple || signs > 0;
  }

  /** Over what a value opens with. Returns whether a quote is a part of it. */
  opening(): boolean {
    this.blanks();
    this.skip(({ code }) => isOpening[code] === 1, MOST_OPENINGS);
    this.blanks();
    this.frame = this.peek();
    if (this.quote() > 0) return true;
    this.frame = undefined;
    return false;
  }

  quote(): number {
    return this.skip(({ code }) => isQuote(code), 1);
  }
}

/** What follows the name of a header in percent-encoded text is so too. */
function begin(view: View, nameEnd: number): Reader {
  view.isEncoded = isFollowedEncoded(new Cursor(view, nameEnd));
  return new Reader(view, nameEnd);
}

/** The credentials of an Authorization or a challenge that stands amid a line: its scheme is shown. */
export function findAuthorization(view: View, nameEnd: number, isChallenge: boolean): Found {
  const reader = begin(view, nameEnd);
  const isBound = reader.binding();
  let scheme = reader.word().toLowerCase();
  if (OF_LANGUAGES.test(scheme) && reader.opening()) scheme = reader.word().toLowerCase();
  const blanks = reader.blanks();
  const first = reader.peek();
  if (reader.isCut) return { heldFrom: view.end };
  const names = isChallenge ? inChallenges : known;
  if (!isBound || blanks === 0 || first === undefined || syntax.ends[first.code] === 1 || !names.has(scheme))
    return undefined;
  const { at, frame } = reader;
  const plan = { at, key, syntax: isChallenge ? certain : syntax, doubt: 'none', ...(frame && { frame }) } as const;
  return view.isEncoded ? { ...plan, isEncoded: true } : plan;
}

/** The token that a client of WebSocket offers as if it were a protocol, behind a word that says so. */
export function findProtocol(view: View, nameEnd: number): Found {
  const reader = begin(view, nameEnd);
  if (!reader.binding()) return reader.isCut ? { heldFrom: view.end } : undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  const plan = { key: ruleName('token'), syntax: certain, doubt: 'none', ...encoding } as const;
  // Several such words may stand before the token.
  let isToken = false;
  for (let items = 0; items < MOST_ITEMS && !reader.isCut; items += 1) {
    const { at } = reader;
    const word = reader.word();
    // A word and its dot are written as themselves.
    const [dotted] = beforeDot.exec(word) ?? [];
    if (dotted !== undefined) return { ...plan, at: at + dotted.length };
    reader.blanks();
    const isLast = reader.skip(({ code }) => code === COMMA, 1) === 0;
    // What comes may be more of the word.
    if (reader.isCut) return { heldFrom: at };
    if (isToken && (isLast || !beforeToken.test(word))) return { ...plan, at };
    if (isLast) break;
    reader.blanks();
    isToken = beforeToken.test(word);
  }
  return reader.isCut ? { heldFrom: view.end } : undefined;
}
