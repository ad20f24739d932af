// SPDX-License-Identifier: Apache-2.0
import { work } from '../credit.ts';
import {
  about,
  beforePassword,
  beforeToken,
  behind,
  flags,
  harmlessEndings,
  harmlessKeys,
  harmlessWritten,
  inSentences,
  messages,
} from './harmless-words.ts';
import {
  authorizationHeaders,
  beforeHarmlessKey,
  behindSignature,
  cookieHeaders,
  harmlessHeaders,
  secretHeaders,
} from './headers.ts';
import { type Split, splitKey } from './key-parts.ts';
import { keyWords, type Proof, secretWords, type Word } from './secret-words.ts';

export { keyWords, pairWords, shortWords } from './secret-words.ts';

/** What a key says of its values. */
export interface SecretName {
  rule: string;
  /** password, token, ... the word that made it secret, as it stands in the key, small letters. */
  word: string;
  /** Its values are masked even where they are plain numbers. */
  masksNumbers: boolean;
  /** Without it every value is secret but for what `isNoSecret` has a reason to show. */
  proof?: Proof;
}

/** Known header fields that have no word of `keyWords`: literals too. */
export const headerWords: readonly string[] = [...secretHeaders, ...authorizationHeaders].filter(
  (field) => !keyWords.some((word) => field.includes(word)),
);

/** The members of a JSON Web Key that are secret, beside "kty" (RFC 7518, 6). */
export const jwkMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

const LETTER_S = 0x73;
const MAX_CACHED = 1_024;
/** What a key that is not known yet takes. */
const FIND_COST = 200;
// Longer ones are sentences.
const MOST_BLANKS = 3;
const MOST_PARTS = 6;

/** Of words, read from their last letter to the first. */
interface Trie {
  readonly next: Map<number, Trie>;
  word?: Word;
}

const endings: Trie = { next: new Map() };
for (const row of secretWords.filter(({ place }) => place === 'end')) {
  const word = row.word.replaceAll('-', '');
  let node = endings;
  for (let index = word.length - 1; index >= 0; index -= 1) {
    const code = word.charCodeAt(index);
    const next = node.next.get(code) ?? { next: new Map() };
    node.next.set(code, next);
    node = next;
  }
  node.word = { ...row, word };
}
/** Before a word that is a whole key: it may be the last part of others too. */
const WHOLE = '=';
const wholes = (places: readonly string[]): ReadonlyMap<string, Word> =>
  new Map(
    secretWords
      .filter(({ place }) => places.includes(place))
      .map((row) => ({ ...row, word: row.word.replaceAll('-', '') }))
      .map((row) => [row.place.startsWith('whole') ? WHOLE + row.word : row.word, row]),
  );
const ofAnyKey = wholes(['last', 'whole', 'whole key']);
const ofAnyPair = wholes(['last', 'whole', 'pair', 'whole pair']);
/** `bypass`, `render_pass`: words of the language, and steps of a program. */
const notBeforePass =
  /^(?:by|com|encom|tres|en|over|under|sur|im|multi|single|sub|first|second|two|high|low|all|band|no|ask|render|shader|test)$/;
/** `smtppass`, `mypw`: behind these a word for passwords needs no proof. */
const beforeCompound =
  /(?:db|user|usr|key|store|ssh|smtp|my|mail|admin|root|ftp|http|proxy|bind|ldap|sql|pg|redis|mongo|login|client|server|app|api|web|imap|pop|sudo|wifi|vpn|zip|pdf|vnc|rdp|new|old|host|site|rabbit|mq|basic|auth)$/;
const loneHeader = /pass(?:word|wd|phrase|code)|secret|token|api_?key|credential|session|authorization|cookie/i;

/** Which keys and header fields are secret. */
export class Names {
  readonly #shown: ReadonlySet<string>;
  readonly #keys = new Map<string, SecretName | undefined>();
  readonly #pairs = new Map<string, SecretName | undefined>();
  readonly #headers = new Map<string, SecretName | undefined>();
  readonly #known = new Map<string, boolean>();

  /** @param shown names that are no secrets for this user, in any style */
  constructor(shown: readonly string[]) {
    this.#shown = new Set(shown.map((name) => splitKey(name).parts.join('')));
  }

  /** The key of a value. Escapes are decoded already. */
  ofKey(key: string): SecretName | undefined {
    return cached(this.#keys, key, () =>
      key.includes('-') && (this.isKnownHeader(key) || harmlessHeaders.has(key.toLowerCase()))
        ? this.ofHeader(key)
        : this.#find(key, ofAnyKey),
    );
  }

  /** The same for a pair of a query or form: who has a signed URL may use it. Elsewhere a signature gives nothing away. */
  ofPair(key: string): SecretName | undefined {
    return cached(this.#pairs, key, () => this.#find(key, ofAnyPair));
  }

  /** A header field: its value is the whole line. */
  ofHeader(field: string): SecretName | undefined {
    return cached(this.#headers, field, () => this.#findHeader(field));
  }

  /** Headers that are nothing but secret, and words of nothing else. */
  isKnownHeader(field: string): boolean {
    const name = field.toLowerCase();
    const isKnown = authorizationHeaders.has(name) || secretHeaders.has(name) || cookieHeaders.has(name);
    return isKnown && !this.#isShown(splitKey(name));
  }

  /** Whether a key is secret anywhere: in a text, in a query or as a field. */
  knows(key: string): boolean {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_CACHED) this.#known.clear();
    const found = (this.ofKey(key) ?? this.ofPair(key) ?? this.ofHeader(key)) !== undefined;
    this.#known.set(key, found);
    return found;
  }

  #find(key: string, whole: ReadonlyMap<string, Word>): SecretName | undefined {
    const split = splitKey(key);
    const { parts } = split;
    const text = parts.join('');
    const entire = whole.get(WHOLE + text);
    if (entire !== undefined && !this.#isShown(split)) return nameOf(entire, split, parts.length);
    let length = text.length;
    for (let end = parts.length; end > 0; end -= 1) {
      const word = endingAt(text, length) ?? partAt(parts, end, whole);
      if (word !== undefined) return this.#isHarmless(key, split, text) ? undefined : nameOf(word, split, end);
      length -= parts[end - 1]?.length ?? 0;
    }
    return undefined;
  }

  #isHarmless(key: string, split: Split, text: string): boolean {
    if (harmlessWritten.has(key) || harmlessKeys.has(text) || this.#isShown(split)) return true;
    return harmlessEndings.some((ending) => text.endsWith(ending)) || isMessage(key, split.parts);
  }

  #findHeader(field: string): SecretName | undefined {
    // Some servers take the one for the other.
    const name = field.toLowerCase().replaceAll('_', '-');
    if (this.#isShown(splitKey(name)) || harmlessHeaders.has(name)) return undefined;
    if (authorizationHeaders.has(name)) return headerName('authorization');
    if (cookieHeaders.has(name)) return headerName('cookie');
    if (secretHeaders.has(name)) return headerName('api_key', 'key');
    const { parts } = splitKey(field);
    // Who has a signed request may send it again.
    if (name.includes('-') && isSignature(parts)) return headerName('signature');
    const isKey = parts.length > 1 && parts.at(-1) === 'key' && !beforeHarmlessKey.has(parts.at(-2) ?? '');
    if (!name.includes('-') && !loneHeader.test(name) && !isKey) return undefined;
    const found = this.ofKey(field);
    if (found !== undefined) return { rule: found.rule, word: found.word, masksNumbers: true };
    return isKey ? headerName('api_key', 'key') : undefined;
  }

  /** The whole name, or what stands behind its last dot, bracket or colon. */
  #isShown({ parts, from }: Split): boolean {
    if (this.#shown.size === 0) return false;
    return this.#shown.has(parts.join('')) || this.#shown.has(parts.slice(from).join(''));
  }
}

/** `X-Signature-Ed25519`, `X-Bapi-Sign`. */
function isSignature(parts: readonly string[]): boolean {
  const last = parts.findLast((part) => !behindSignature.has(part));
  return last === 'signature' || (last === 'sign' && parts.at(-1) === 'sign');
}

const headerName = (rule: string, word = rule): SecretName => ({ rule, word, masksNumbers: true });

function cached(
  cache: Map<string, SecretName | undefined>,
  key: string,
  find: () => SecretName | undefined,
): SecretName | undefined {
  const known = cache.get(key);
  if (known !== undefined || cache.has(key)) return known;
  // As large as it may become: attackers choose keys.
  if (cache.size >= MAX_CACHED) cache.clear();
  work.done += FIND_COST;
  const name = find();
  cache.set(key, name);
  return name;
}

/** A key of a catalogue of messages, or a sentence that is its own key. */
function isMessage(key: string, parts: readonly string[]): boolean {
  if (parts.some((part) => messages.has(part))) return true;
  const blanks = key.includes(' ') ? key.trim().split(' ').length - 1 : 0;
  if (blanks > MOST_BLANKS) return true;
  if (blanks === 0 && (parts.length <= MOST_PARTS || /[.:/]|__/.test(key))) return false;
  return parts.some((part) => inSentences.has(part));
}

/** The longest word that the first letters end in, or their singular. */
function endingAt(text: string, length: number): Word | undefined {
  const isPlural = text.charCodeAt(length - 1) === LETTER_S;
  return longestBefore(text, length) ?? (isPlural ? longestBefore(text, length - 1) : undefined);
}

function longestBefore(text: string, length: number): Word | undefined {
  let found: Word | undefined;
  let node: Trie | undefined = endings;
  for (let index = length - 1; index >= 0; index -= 1) {
    node = node.next.get(text.charCodeAt(index));
    if (node === undefined) break;
    found = node.word ?? found;
  }
  return found;
}

/** The word that the last of these parts is. */
function partAt(parts: readonly string[], end: number, whole: ReadonlyMap<string, Word>): Word | undefined {
  const part = parts[end - 1] ?? '';
  const entire = end === 1 ? whole.get(WHOLE + part) : undefined;
  const word =
    entire ?? whole.get(part) ?? (part.endsWith('s') ? whole.get(part.slice(0, -1)) : undefined) ?? compoundOf(part);
  if (word === undefined || !parts.slice(end).every((next) => behind.has(next))) return undefined;
  return word.word === 'pass' && notBeforePass.test(parts[end - 2] ?? '') ? undefined : word;
}

function compoundOf(part: string): Word | undefined {
  const word = part.endsWith('pass') ? 'pass' : part.endsWith('pw') ? 'pw' : '';
  const before = part.slice(0, -word.length);
  if (word === '' || before.length < 2 || notBeforePass.test(before)) return undefined;
  const isCertain = word === 'pw' || beforeCompound.test(before);
  return { word, rule: 'password', place: 'end', masksNumbers: true, ...(!isCertain && { proof: 'look' }) };
}

/** What the parts before and behind the word make of it. */
function nameOf(
  { word, rule, masksNumbers, proof }: Word,
  { parts, from }: Split,
  end: number,
): SecretName | undefined {
  const rest = parts.slice(end);
  const last = rest.findLast((part) => !behind.has(part));
  if (last !== undefined && (about.has(last) || about.has(rest[0] ?? '') || rest.some((part) => flags.has(part))))
    return undefined;
  const start = startOf(word, parts, end);
  const before = parts.slice(Math.min(from, start), start);
  if (before.some((part) => flags.has(part))) return undefined;
  const next = parts[start - 1] ?? '';
  if (rule === 'password' && beforePassword.has(next) && rest.length === 0) return undefined;
  if (/^tokens?$/.test(word) && isOfList(word, parts, end)) return undefined;
  const degree = proof ?? (last === undefined ? undefined : 'no text');
  return { rule, word, masksNumbers, ...(degree && { proof: degree }) };
}

/** The first part that the word has letters of. */
function startOf(word: string, parts: readonly string[], end: number): number {
  let start = end;
  for (let length = 0; length < word.length && start > 0; start -= 1) length += parts[start - 1]?.length ?? 0;
  return start;
}

function isOfList(word: string, parts: readonly string[], end: number): boolean {
  const part = parts[end - 1] ?? '';
  const glued = part.slice(0, -word.length);
  const before = glued === '' ? parts.slice(0, end - 1) : [glued];
  if (word === 'tokens') return before.some((previous) => beforeToken.has(previous));
  return beforeToken.has(before.at(-1) ?? '');
}
