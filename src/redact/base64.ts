// SPDX-License-Identifier: Apache-2.0

import { isBase64, nextLine, runSyntax } from './base64-run.ts';
import { byteSet, CR, LF, latin1Of } from './bytes.ts';
import { work } from './credit.ts';
import { judgeValue } from './judge.ts';
import { findValue } from './key.ts';
import { type Found, type Plan, ruleName, type Undecided } from './plan.ts';
import type { Names } from './tables/names.ts';
import { unitAt, unitBefore, type View } from './units.ts';
import { findUserinfo } from './url.ts';
import { Value } from './value.ts';

/** So many bytes before a word are decoded with it. */
const MAX_BEFORE = 96;
/** So many characters are decoded, from the word on: what is longer is judged by its beginning. */
const MAX_AHEAD = 240;
/** The same of what was encoded twice. */
const MAX_TWICE = 1_024;
const LEAST_TWICE = 32;
/** What it takes to decode, besides what is looked at. */
const DECODE_COST = 560;
const LEAST = 4;

/** Characters that begin no escape, and those that end none. */
const isPlain = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-_' });
const isPlainBefore = byteSet({ ranges: 'g-mo-qsu-zG-Z', bytes: '-_' });

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
  /** Of the word, without a sign behind it. */
  readonly length: number;
  readonly find: Find;
}

/** A URL with a password behind its scheme. */
function findUrl(view: View, wordEnd: number): ReturnType<Find> {
  const slashes = view.bytes.subarray(0, Math.min(view.end, wordEnd + 12)).indexOf('://', wordEnd);
  return slashes < 0 ? undefined : findUserinfo(view, slashes + 3);
}

const FIRST_LINE = /---- ?BEGIN [\w ]*$/;

/** A private key in armour, from its first line on. */
function findArmour(view: View, wordEnd: number): ReturnType<Find> {
  const before = latin1Of(view.bytes, Math.max(0, wordEnd - 48), wordEnd);
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
    return text.length < LEAST ? [] : [{ text, phase, offset, length: word.replace(/\W$/, '').length, find }];
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

/** The number that a character stands for, by both alphabets; 64: none. */
const sixBits = new Uint8Array(256).fill(64);
for (const alphabet of ['+/', '-_'])
  for (const [index, sign] of [
    ...`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`,
  ].entries())
    sixBits[sign.charCodeAt(0)] = index;
const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]' });
/** What may stand behind a key or a scheme, on the way to its value. */
const mayFollow = byteSet({ bytes: '=:"\'`%&\\ \t\r\n<>,+();/@' });
const MAX_KEY = 96;

/** Whether what follows the word may bind a value to it: most that is Base64 is no text. What is not there yet may. */
function mayBindValue({ bytes, end }: View, literalEnd: number, { text, offset, length }: Encoded): boolean {
  let bits = 0;
  let count = 0;
  let skipped = offset + length;
  // From the group's first whole byte on.
  const start = literalEnd - text.length - (offset === 0 ? 0 : offset + 1);
  for (let at = start; at < end && at - start < MAX_KEY; at += 1) {
    const value = at < literalEnd - text.length ? 0 : (sixBits[bytes[at] ?? 0] ?? 64);
    if (value === 64) return true;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const byte = (bits >> count) & 0xff;
    if (skipped > 0) skipped -= 1;
    else if (isKeyByte[byte] === 0) return mayFollow[byte] === 1;
  }
  return true;
}

/** Finds a secret behind a word of a text in Base64. */
export function findInBase64(view: View, end: number, encoded: Encoded, names: Names): Found {
  const { text, phase, offset, length, find } = encoded;
  if (!mayBindValue(view, end, encoded)) return undefined;
  const run = runAround(view, end - text.length, phase);
  if (run === undefined) return { heldFrom: end };
  work.done += DECODE_COST;
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
  const secret = secretAt(decoded, find(decoded, wordAt + length, names));
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

const inTwice = new Map(encodedWords.map((encoded) => [encoded.text, encoded]));
const anyWord = new RegExp([...inTwice.keys()].map((text) => text.replaceAll('+', '\\+')).join('|'), 'g');

/** The same in a text that was encoded twice: at the beginning of what is Base64 of Base64 of JSON. */
export function findInTwice(view: View, end: number, length: number, names: Names): Found {
  view.isEncoded = end <= (view.formTo ?? -1);
  const before = unitBefore(view, end - length);
  if (before !== undefined && isBase64[before.code] === 1) return undefined;
  const run = runAround(view, end - length, 0, MAX_TWICE);
  if (run === undefined) return { heldFrom: end };
  if (run.before !== 0 || run.text.length < LEAST_TWICE) return undefined;
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
  for (const { 0: text, index } of bytes.toString('latin1').matchAll(anyWord)) {
    const encoded = inTwice.get(text);
    const found = encoded && findInBase64(decoded, index + text.length, encoded, names);
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
    const byte = view.bytes[at - 1] ?? 0;
    if (at > 0 && isPlainBefore[byte] === 1) {
      codes.push(byte);
      at -= 1;
      continue;
    }
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
    const byte = view.bytes[at] ?? 0;
    if (at < view.end && isPlain[byte] === 1) {
      codes.push(byte);
      places.push(at);
      at += 1;
      continue;
    }
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
