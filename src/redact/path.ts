// SPDX-License-Identifier: Apache-2.0

import { byteSet, COLON, isAlphanumeric, SLASH } from './bytes.ts';
import { work } from './credit.ts';
import { beginOf, type Found, ruleName, type Syntax } from './plan.ts';
import { isRandom } from './tables/bigrams.ts';
import { paths, type SecretPath } from './tables/paths.ts';
import { textOf, type Unit, unitAt, unitBefore, type View } from './units.ts';

/** A longer secret is masked before its end is there. */
const LONGEST_HELD = 1_024;
/** What a character of what may be a secret takes: it is read, and compared with words and names. */
const CHARACTER_COST = 3;
/** What stands between a literal and its secret is shorter. */
const LONGEST_SEGMENT = 160;
/** Fewer letters without a digit may be a name. */
const LEAST_LETTERS = 20;
const isDigit = byteSet({ ranges: '0-9' });
/** What ends a segment. */
const ends = byteSet({ ranges: '\0- ', bytes: '/?#&"\'`<>\\\x7f' });
const syntax: Syntax = { name: 'path', ends, isCertain: true };
/** Words of a site, with a number, a date or an id: `/reset/2024-01-how-to-win-back`, `/tokens/user-x7b9q`. */
const NAME = /^(?:[A-Za-z]+|\d{1,4})(?:[-_.][A-Za-z]*\d{0,4})*$|^(?:[a-z]{2,}-)+[a-z\d]{1,11}$/;
/** Words that are joined, in any of the ways of programs, perhaps with a year. */
const WORDS = /^[A-Za-z]+(?:[-_.=,](?:[A-Za-z]+|(?:19|20)\d\d))+$|^[A-Za-z][a-z]+(?:[A-Z][a-z]+)+$/;
const FILE =
  /\.(?:[cm]?[jt]sx?|css|html?|json|md|map|svg|png|jpe?g|gif|webp|ico|php|py|go|rb|java|xml|ya?ml|txt|pdf)$/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** A row whose literal is the first segment, a slash before it, and the rest. */
interface Row extends SecretPath {
  readonly rest: string;
}

/** The first words of the literals, each with its rows. */
export const pathWords: ReadonlyMap<string, readonly Row[]> = byFirstWord();

function byFirstWord(): Map<string, Row[]> {
  const rows = new Map<string, Row[]>();
  for (const row of paths) {
    const [, word = '', rest = ''] = /^\/([^/]+)(.*)$/.exec(row.literal) ?? [];
    const known = rows.get(word.toLowerCase()) ?? [];
    known.push({ ...row, rest });
    rows.set(word.toLowerCase(), known);
  }
  return rows;
}

type Step = number | 'cut' | 'none';

/** The secret of a path whose first word ends at the index. */
export function findInPath(view: View, wordEnd: number, word: string): Found {
  const slash = unitBefore(view, wordEnd - word.length);
  if (slash?.code !== SLASH || slash.level > 0) return undefined;
  view.isEncoded = slash.style !== 'raw';
  let heldFrom = Infinity;
  for (const row of pathWords.get(word) ?? []) {
    const found = new PathReader(view, slash.style).read(row, wordEnd);
    if (found === undefined) continue;
    if (heldFrom === Infinity && !('heldFrom' in found)) return found;
    heldFrom = Math.min(heldFrom, beginOf(found));
  }
  return heldFrom === Infinity ? undefined : { heldFrom };
}

/** Whether a text that breaks off ends in what may be the beginning of a secret. */
const mayGoOn = (text: string): boolean =>
  text.length >= LEAST_BROKEN && (/\d/.test(text) || isRandom(text, 1 / 8, LEAST_BROKEN));
const LEAST_BROKEN = 4;

class PathReader {
  readonly #view: View;
  readonly #style: Unit['style'];

  constructor(view: View, style: Unit['style']) {
    this.#view = view;
    this.#style = style;
  }

  read({ literal, rest, skip, behind, least, needsDigit }: Row, wordEnd: number): Found {
    const view = this.#view;
    // A literal with a capital is written so.
    const [, word = ''] = literal.split('/');
    if (word !== word.toLowerCase() && textOf(view, wordEnd - word.length, wordEnd) !== word) return undefined;
    let at = this.#literal(rest, wordEnd);
    for (let index = 0; index < skip && typeof at === 'number'; index += 1) at = this.#segment(at);
    if (behind !== undefined && typeof at === 'number') at = this.#number(at);
    if (at === 'cut') return view.isEnded ? undefined : { heldFrom: view.end };
    return at === 'none' ? undefined : this.#secret(at, least, needsDigit === true, skip > 0 && needsDigit !== true);
  }

  #unitAt(at: number): Unit | 'cut' {
    return unitAt(this.#view, at) ?? 'cut';
  }

  /** A slash as the first one is written, but for its backslashes. */
  #isSlash({ code, style }: Unit): boolean {
    return code === SLASH && style === this.#style;
  }

  #isEnd(unit: Unit): boolean {
    return (
      ends[unit.code] === 1 && (unit.style === this.#style || unit.style === 'raw' || !unit.style.startsWith('percent'))
    );
  }

  #literal(text: string, from: number): Step {
    let at = from;
    for (const sign of text) {
      const unit = this.#unitAt(at);
      if (unit === 'cut') return 'cut';
      const code = sign.charCodeAt(0);
      const isSame = code === SLASH ? this.#isSlash(unit) : unit.code === code || (unit.code | 0x20) === code;
      if (!isSame) return 'none';
      at += unit.length;
    }
    return at;
  }

  /** Over a segment and the slash behind it. */
  #segment(from: number): Step {
    for (let at = from; at - from < LONGEST_SEGMENT; ) {
      const unit = this.#unitAt(at);
      if (unit === 'cut') return 'cut';
      if (this.#isSlash(unit)) return at > from ? at + unit.length : 'none';
      if (this.#isEnd(unit)) return 'none';
      at += unit.length;
    }
    return 'none';
  }

  /** Over a number and the colon behind it. */
  #number(from: number): Step {
    for (let at = from; at - from < LONGEST_SEGMENT; ) {
      const unit = this.#unitAt(at);
      if (unit === 'cut') return 'cut';
      if (isDigit[unit.code] === 0) return unit.code === COLON && at > from ? at + unit.length : 'none';
      at += unit.length;
    }
    return 'none';
  }

  #secret(from: number, least: number, needsDigit: boolean, isCertain: boolean): Found {
    let at = from;
    while (at - from < LONGEST_HELD) {
      const unit = this.#unitAt(at);
      if (unit === 'cut' && !this.#view.isEnded) return { heldFrom: from };
      if (unit === 'cut' || this.#isEnd(unit)) {
        const text = textOf(this.#view, from, at);
        work.done += CHARACTER_COST * (at - from);
        // A text that breaks off may end in the middle of one.
        const isLong = text.length >= least || (unit === 'cut' && mayGoOn(text));
        const isBroken = unit === 'cut' && isCertain && text !== '';
        return isBroken || (isLong && isSecret(text, needsDigit)) ? { from, to: at, rule: 'token' } : undefined;
      }
      at += unit.length;
    }
    const isEncoded = this.#style === 'raw' ? {} : { isEncoded: true as const };
    return { at: from, key: ruleName('token'), syntax, doubt: 'none', ...isEncoded };
  }
}

/** Names of pages and of things stand there too. */
function isSecret(text: string, needsDigit: boolean): boolean {
  if (isAlphanumeric[text.charCodeAt(0)] === 0 && !/^[-_]/.test(text)) return false;
  if (UUID.test(text)) return true;
  if (FILE.test(text)) return false;
  const isName = needsDigit ? NAME : WORDS;
  const mayBeWords = isName.test(text) || (needsDigit && !/\d/.test(text));
  return !mayBeWords || (!/\d/.test(text) && isRandom(text.replaceAll(/[-_]/g, ''), 1 / 4, LEAST_LETTERS));
}
