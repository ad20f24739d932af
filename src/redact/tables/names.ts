// SPDX-License-Identifier: Apache-2.0
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
import { authorizationHeaders, cookieHeaders, harmlessHeaders, secretHeaders } from './headers.ts';
import { keyWords, type Proof, secretWords, type Word } from './secret-words.ts';

export { keyWords, pairWords } from './secret-words.ts';

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

const MAX_CACHED = 1_024;
// Longer ones are sentences.
const MOST_BLANKS = 3;
const MOST_PARTS = 6;

const longestFirst = (a: Word, b: Word): number => b.word.length - a.word.length;
/** By their last letter: few words end in the letter that a part of a key ends in. */
const endings = new Map<string, Word[]>();
for (const row of secretWords.filter(({ place }) => place === 'end')) {
  const word = row.word.replaceAll('-', '');
  const last = word.at(-1) ?? '';
  endings.set(last, [...(endings.get(last) ?? []), { ...row, word }].sort(longestFirst));
}
const wholes = (places: readonly string[]): ReadonlyMap<string, Word> =>
  new Map(secretWords.filter(({ place }) => places.includes(place)).map((row) => [row.word, row]));
const ofAnyKey = wholes(['last', 'whole']);
const ofAnyPair = wholes(['last', 'whole', 'pair', 'whole pair']);
/** `bypass`, `render_pass`: words of the language, and steps of a program. */
const notBeforePass =
  /^(?:by|com|encom|tres|en|over|under|sur|im|multi|single|sub|first|second|two|high|low|all|band|no|ask|render|shader|test)$/;
/** A word for passwords that a lower-case compound ends in: `smtppass`, `mypw`. */
const compound = /^([a-z]{2,})(pass|pw)$/;
/** What stands before it where no proof is needed. */
const beforeCompound =
  /(?:db|user|usr|key|store|ssh|smtp|my|mail|admin|root|ftp|http|proxy|bind|ldap|sql|pg|redis|mongo|login|client|server|app|api|web|imap|pop|sudo|wifi|vpn|zip|pdf|vnc|rdp|new|old|host|site|rabbit|mq|basic|auth)$/;
const loneHeader = /pass(?:word|wd|phrase|code)|secret|token|api_?key|credential|session|authorization|cookie/i;

/** Which keys and header fields are secret. */
export class Names {
  readonly #shown: ReadonlySet<string>;
  readonly #keys = new Map<string, SecretName | undefined>();
  readonly #pairs = new Map<string, SecretName | undefined>();
  readonly #headers = new Map<string, SecretName | undefined>();

  /** @param shown names that are no secrets for this user, in any style */
  constructor(shown: readonly string[]) {
    this.#shown = new Set(shown.map((name) => splitKey(name).parts.join('')));
  }

  /** The key of a value. Escapes are decoded already. */
  ofKey(key: string): SecretName | undefined {
    return cached(this.#keys, key, () => this.#find(key, ofAnyKey));
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

  #find(key: string, whole: ReadonlyMap<string, Word>): SecretName | undefined {
    const split = splitKey(key);
    const { parts } = split;
    if (harmlessWritten.has(key) || this.#isShown(split) || isHarmless(parts.join('')) || isMessage(key, parts))
      return undefined;
    for (let end = parts.length; end > 0; end -= 1) {
      const word = wordAt(parts, end, whole);
      if (word !== undefined) return nameOf(word, split, end);
    }
    return undefined;
  }

  #findHeader(field: string): SecretName | undefined {
    // Some servers take the one for the other.
    const name = field.toLowerCase().replaceAll('_', '-');
    if (this.#isShown(splitKey(name)) || harmlessHeaders.has(name)) return undefined;
    if (authorizationHeaders.has(name)) return headerName('authorization');
    if (cookieHeaders.has(name)) return headerName('cookie');
    if (secretHeaders.has(name)) return headerName('api_key', 'key');
    if (!name.includes('-') && !loneHeader.test(name)) return undefined;
    const found = this.ofKey(field);
    if (found !== undefined) return { rule: found.rule, word: found.word, masksNumbers: true };
    return name.endsWith('-key') ? headerName('api_key', 'key') : undefined;
  }

  /** The whole name, or what stands behind its last dot, bracket or colon. */
  #isShown({ parts, from }: Split): boolean {
    return this.#shown.has(parts.join('')) || this.#shown.has(parts.slice(from).join(''));
  }
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
  const name = find();
  cache.set(key, name);
  return name;
}

interface Split {
  parts: string[];
  /** Where the parts of the last segment begin: in `spring.ssl.key-password` those of `key-password`. */
  from: number;
}

/** `userPassword2` is user, password; what is no letter separates. */
function splitKey(key: string): Split {
  const segments = key
    .normalize('NFC')
    .split(/[.:/[\]()]+|__/)
    .map(partsOf)
    .filter((parts) => parts.length > 0);
  const parts = segments.flat();
  return { parts, from: parts.length - (segments.at(-1)?.length ?? 0) };
}

function partsOf(text: string): string[] {
  return text
    .replace(/o-?auth/gi, 'oauth')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\d]+/u)
    .map((part) => (ofAnyKey.has(part) ? part : part.replace(/\d+$/, '')))
    .filter((part) => part !== '');
}

const isHarmless = (key: string): boolean =>
  harmlessKeys.has(key) || harmlessEndings.some((ending) => key.endsWith(ending));

/** A key of a catalogue of messages, or a sentence that is its own key. */
function isMessage(key: string, parts: readonly string[]): boolean {
  if (parts.some((part) => messages.has(part))) return true;
  const blanks = key.trim().split(' ').length - 1;
  if (blanks > MOST_BLANKS) return true;
  return (
    (blanks > 0 || parts.length > MOST_PARTS) && !/[.:/]|__/.test(key) && parts.some((part) => inSentences.has(part))
  );
}

/** The word that the first `end` parts end in. */
function wordAt(parts: readonly string[], end: number, whole: ReadonlyMap<string, Word>): Word | undefined {
  const part = parts[end - 1] ?? '';
  const text = parts.slice(0, end).join('');
  const singular = text.endsWith('s') ? text.slice(0, -1) : text;
  const fits = (candidate: string) => endings.get(candidate.at(-1) ?? '')?.find(({ word }) => candidate.endsWith(word));
  const found = fits(text) ?? (singular === text ? undefined : fits(singular));
  if (found !== undefined) return found;
  if (!parts.slice(end).every((next) => behind.has(next))) return undefined;
  const ofPart = whole.get(part) ?? whole.get(part.replace(/s$/, ''));
  if (ofPart?.place.startsWith('whole') && end > 1) return undefined;
  if (ofPart?.word === 'pass' && notBeforePass.test(parts[end - 2] ?? '')) return undefined;
  if (ofPart !== undefined) return ofPart;
  const [, before = '', word = ''] = compound.exec(part) ?? [];
  if (word === '' || notBeforePass.test(before)) return undefined;
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
