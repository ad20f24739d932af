// SPDX-License-Identifier: Apache-2.0
import { isBase64, nextLine, runSyntax } from './base64-run.ts';
import { findValue } from './key.ts';
import { type Found, type Plan, ruleName, type Undecided } from './plan.ts';
import type { Names } from './tables/names.ts';
import { unitAt, unitBefore, type View } from './units.ts';
import { findUserinfo } from './url.ts';
import { judgeValue, Value } from './value.ts';

/** So many bytes before a word are decoded with it. */
const MAX_BEFORE = 96;
/** So many characters are decoded, from the word on: what is longer is judged by its beginning. */
const MAX_AHEAD = 240;
/** The same of what was encoded twice. */
const MAX_TWICE = 1_024;
const LEAST = 4;

const LF = 0x0a;
const CR = 0x0d;

/** Finds a secret in a text that was encoded, at the end of a word. */
type Find = (
  view: View,
  wordEnd: number,
  names: Names,
) => Plan | Undecided | undefined | { from: number; rule: string };

/** A word as it looks in Base64: its characters that no other byte has a part in. */
export interface Encoded {
  /** The same for each of three places that it may have in a group. */
  readonly text: string;
  /** Characters of a group before it. */
  readonly phase: number;
  /** Bytes of a group before it. */
  readonly offset: number;
  readonly word: string;
  readonly find: Find;
}

/** A URL with a password behind its scheme. */
function findUrl(view: View, wordEnd: number): ReturnType<Find> {
  const slashes = Buffer.from(view.bytes.buffer, view.bytes.byteOffset, Math.min(view.end, wordEnd + 12)).indexOf(
    '://',
    wordEnd,
  );
  return slashes < 0 ? undefined : findUserinfo(view, slashes + 3);
}

const FIRST_LINE = /---- ?BEGIN [\w ]*$/;

/** A private key in armour, from its first line on. */
function findArmour(view: View, wordEnd: number): ReturnType<Find> {
  const before = Buffer.from(view.bytes.buffer, view.bytes.byteOffset, wordEnd).toString(
    'latin1',
    Math.max(0, wordEnd - 48),
  );
  return FIRST_LINE.test(before) ? { from: wordEnd, rule: 'private_key' } : undefined;
}

const inCases = (word: string): string[] => [word, (word[0] ?? '').toUpperCase() + word.slice(1), word.toUpperCase()];
/** Words of keys; what a key ends with where it has none of these. */
const keyWords = [
  ...['pass', 'secret', 'token', 'auth', 'credent', 'session', 'cookie'].flatMap(inCases),
  // A line may end within the word.
  ...['sword', 'SWORD'],
  ...['_key', '-key', '_KEY', '-KEY', 'iKey', 'ikey', 'yKey', 'sKey', 'tKey', 'nKey', 'Key='],
  ...['pwd"', 'pwd=', 'pwd:', 'Pwd=', 'PWD=', 'PWD:'],
];
const schemes = ['postgres', 'mysql', 'mongodb', 'redis', 'amqp', 'https:'];

function encodingsOf(word: string, find: Find): Encoded[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(word)]);
    const phase = [0, 2, 3][offset] ?? 0;
    const text = bytes.toString('base64').slice(phase, Math.floor((bytes.length * 4) / 3));
    return text.length < LEAST ? [] : [{ text, phase, offset, word, find }];
  });
}

/** What may stand in Base64 where a secret is. */
export const encodedWords: readonly Encoded[] = [
  ...keyWords.flatMap((word) => encodingsOf(word, findValue)),
  ...schemes.flatMap((word) => encodingsOf(word, findUrl)),
  ...encodingsOf('PRIVATE K', findArmour),
];

/** Characters of a run of Base64 around a word, whole groups of 4 from the first on. */
interface Run {
  text: string;
  /** Of the characters from the word on: where each begins. */
  places: number[];
  /** Before the word. */
  before: number;
  /** It begins with them. */
  isStart: boolean;
  isEncoded: boolean;
}

/** Finds a secret behind a word of a text in Base64. */
export function findInBase64(
  view: View,
  end: number,
  { text, phase, offset, word, find }: Encoded,
  names: Names,
): Found {
  const run = runAround(view, end - text.length, phase);
  if (run === undefined) return { heldFrom: end };
  const bytes = Buffer.from(run.text, 'base64');
  const wordAt = ((run.before - phase) / 4) * 3 + offset;
  const decoded: View = {
    bytes,
    end: bytes.length,
    isStart: run.isStart,
    isEnded: true,
    formTo: -1,
    isEncoded: false,
    searchedTo: 0,
  };
  const secret = secretAt(decoded, find(decoded, wordAt + word.length, names));
  if (secret === undefined) return undefined;
  const at = run.places[Math.floor((secret.at * 4) / 3) - run.before];
  if (at === undefined) return undefined;
  return {
    at: Math.max(at, end),
    key: secret.key,
    syntax: runSyntax,
    doubt: 'none',
    ...(run.isEncoded && { isEncoded: true }),
  };
}

/** What Base64 of Base64 of JSON begins with: `{"`, `{` and a line end. */
export const encodedTwice: readonly string[] = ['{"', '{\n ', '{\r\n'].map((text) =>
  Buffer.from(Buffer.from(`${text}aaa`).toString('base64').slice(0, 3)).toString('base64'),
);

/** The same in a text that was encoded twice: at the beginning of what is Base64 of Base64 of JSON. */
export function findInTwice(view: View, end: number, length: number, names: Names): Found {
  const run = runAround(view, end - length, 0, MAX_TWICE);
  if (run === undefined) return { heldFrom: end };
  if (run.before !== 0) return undefined;
  const bytes = Buffer.from(run.text, 'base64');
  const decoded: View = {
    bytes,
    end: bytes.length,
    isStart: true,
    isEnded: true,
    formTo: -1,
    isEncoded: false,
    searchedTo: 0,
  };
  const places = encodedWords
    .map((encoded) => ({ encoded, at: bytes.indexOf(encoded.text) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  for (const { encoded, at } of places) {
    const found = findInBase64(decoded, at + encoded.text.length, encoded, names);
    if (found === undefined || !('syntax' in found)) continue;
    const from = run.places[Math.floor((found.at * 4) / 3)];
    if (from !== undefined) return { ...found, at: Math.max(from, end), ...(run.isEncoded && { isEncoded: true }) };
  }
  return undefined;
}

/** Where what was found is secret. */
function secretAt(view: View, found: ReturnType<Find>): Pick<Plan, 'at' | 'key'> | undefined {
  if (found === undefined || 'heldFrom' in found) return undefined;
  if ('from' in found) return { at: found.from, key: ruleName(found.rule) };
  const value = new Value(found);
  value.read(view);
  return judgeValue(value, view) === 'masked' ? found : undefined;
}

/** undefined: what follows is not there yet. */
function runAround(view: View, wordAt: number, phase: number, most = MAX_AHEAD): Run | undefined {
  const { formTo, isEnded } = view;
  if (formTo === undefined && !isEnded) return undefined;
  view.isEncoded = formTo !== undefined && wordAt < formTo;
  const before = charactersBefore(view, wordAt);
  const ahead = charactersAhead(view, wordAt, most);
  if (ahead === undefined) return undefined;
  const whole = before.text.length - phase < 0 ? -1 : before.text.length - ((before.text.length - phase) % 4);
  // A word that begins amid a group stands at the beginning of what is Base64 only by chance.
  const kept = whole < 0 ? '' : before.text.slice(before.text.length - whole);
  const filled = kept === '' && whole < 0 ? 'A'.repeat(phase) : kept;
  return {
    text: filled + ahead.text,
    places: ahead.places,
    before: filled.length,
    isStart: before.isStart && whole === before.text.length,
    isEncoded: view.isEncoded,
  };
}

function charactersBefore(view: View, wordAt: number): { text: string; isStart: boolean } {
  const codes: number[] = [];
  let at = wordAt;
  let isStart = false;
  while (wordAt - at < MAX_BEFORE && !isStart) {
    const unit = unitBefore(view, at);
    isStart = unit === undefined || (isBase64[unit.code] === 0 && unit.code !== LF && unit.code !== CR);
    if (unit === undefined || isStart) break;
    if (isBase64[unit.code] === 1) codes.push(unit.code);
    at -= unit.length;
  }
  return { text: String.fromCharCode(...codes.reverse()), isStart };
}

function charactersAhead(view: View, wordAt: number, most: number): { text: string; places: number[] } | undefined {
  const codes: number[] = [];
  const places: number[] = [];
  for (let at = wordAt; codes.length < most; ) {
    const unit = unitAt(view, at);
    if (unit === undefined && !view.isEnded) return undefined;
    if (unit === undefined) break;
    if (isBase64[unit.code] === 1) {
      if (unit.style === 'percent' || unit.style === 'percent2') view.isEncoded = true;
      codes.push(unit.code);
      places.push(at);
      at += unit.length;
      continue;
    }
    const next = unit.code === LF || unit.code === CR ? nextLine(view, at) : 'none';
    if (next === undefined) return undefined;
    if (next === 'none') break;
    at = next;
  }
  return { text: String.fromCharCode(...codes), places };
}
