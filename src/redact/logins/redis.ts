// SPDX-License-Identifier: Apache-2.0
import { CR, DIGIT_0, DIGIT_9, DOLLAR, LF } from '../bytes.ts';
import { type LoginText, MAX_MESSAGE, MAX_SECRET, type Reader, type Steps } from './login-text.ts';

const ASTERISK = 0x2a;
const MAX_DIGITS = 9;
const MAX_ARGUMENTS = 256;
/** No word that matters is longer. */
const MAX_KNOWN = 40;
const SECRET_SETTINGS = new Set(['REQUIREPASS', 'MASTERAUTH', 'TLS-KEY-FILE-PASS', 'TLS-CLIENT-KEY-FILE-PASS']);
/** What a rule of ACL SETUSER begins with when a password, or the hash of one, follows. */
const PASSWORD_SIGNS = '><#!';

type Judgement = 'shown' | 'secret' | 'secret-behind-sign';
/** Judges the argument that comes after `before`, of `count` with the command. Words are in capitals. */
type Judge = (before: readonly string[], count: number) => Judgement;

const when = (isSecret: boolean): Judgement => (isSecret ? 'secret' : 'shown');

/** The commands that carry a password, each with the arguments that are one. */
const judges = new Map<string, Judge>([
  // AUTH password, AUTH user password
  ['AUTH', (before, count) => when(count <= 3 && before.length === count - 1)],
  // HELLO 3 AUTH user password SETNAME name
  ['HELLO', (before) => when(before.length >= 4 && before.at(-2) === 'AUTH')],
  // CONFIG SET name value name value
  [
    'CONFIG',
    (before) => when(before[1] === 'SET' && before.length % 2 === 1 && SECRET_SETTINGS.has(before.at(-1) ?? '')),
  ],
  // ACL SETUSER user on >password
  ['ACL', (before) => (before[1] === 'SETUSER' && before.length >= 3 ? 'secret-behind-sign' : 'shown')],
  // SENTINEL SET master auth-pass password
  ['SENTINEL', (before) => when(before[1] === 'SET' && before.at(-1) === 'AUTH-PASS')],
  // MIGRATE host port key db timeout AUTH password, or AUTH2 user password
  ['MIGRATE', (before) => when(before.length >= 7 && (before.at(-1) === 'AUTH' || before.at(-2) === 'AUTH2'))],
]);

/** Where in a line of words, the first of them the command, passwords are. */
export function secretsOfWords(words: readonly { text: string; start: number; end: number }[]): [number, number][] {
  const known = words.map(({ text }) => text.toUpperCase());
  const judge = words.length > MAX_ARGUMENTS ? undefined : judges.get(known[0] ?? '');
  return words.flatMap(({ text, start, end }, index): [number, number][] => {
    const judgement = index === 0 ? 'shown' : (judge?.(known.slice(0, index), words.length) ?? 'shown');
    if (judgement === 'shown') return [];
    if (judgement === 'secret') return [[start, end]];
    return PASSWORD_SIGNS.includes(text.charAt(0)) ? [[start + 1, end]] : [];
  });
}

/**
 * Commands as clients send them: `*2 $4 AUTH $6 secret`, each followed by CRLF (RESP, which all versions of the protocol
 * have for requests). A client may log in again at any time, so they are followed to the end.
 */
export const redis: Reader = function* (text) {
  text.pass(endOfOther);
  if (text.isEmpty) return redis;
  if ((yield* text.byte()) !== ASTERISK) return undefined;
  const count = yield* decimal(text);
  if (count === undefined) return undefined;
  let judge: Judge | undefined;
  const before: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if ((yield* text.byte()) !== DOLLAR) return undefined;
    const length = yield* decimal(text);
    if (length === undefined || length > MAX_MESSAGE) return undefined;
    const judgement = index === 0 ? 'shown' : (judge?.(before, count) ?? 'shown');
    if (judgement === 'shown') {
      const isKnown = (index === 0 || judge !== undefined) && length <= MAX_KNOWN;
      const word = isKnown ? (yield* text.ascii(length)).toUpperCase() : '';
      if (!isKnown) yield* text.skip(length);
      if (index === 0 && count <= MAX_ARGUMENTS) judge = judges.get(word);
      if (judge !== undefined) before.push(word);
    } else if (length > MAX_SECRET) return undefined;
    else {
      yield* argument(text, judgement, length);
      before.push('');
    }
    if ((yield* text.byte()) !== CR || (yield* text.byte()) !== LF) return undefined;
  }
  return redis;
};

/** The end of a command that is there as a whole and carries no password, else where it begins: nearly all are such. */
function endOfOther(bytes: Uint8Array, start: number, to: number): number {
  const count = bytes[start] === ASTERISK ? numberAt(bytes, start + 1, to) : -1;
  if (count < 1) return start;
  let at = start;
  for (let index = 0; index < count; index += 1) {
    at = lineAfter(bytes, at);
    const length = bytes[at] === DOLLAR ? numberAt(bytes, at + 1, to) : -1;
    const from = lineAfter(bytes, at);
    if (length < 0 || from + length + 2 > to) return start;
    if (index === 0 && (length > MAX_KNOWN || isJudged(bytes, from, length))) return start;
    at = from + length;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) return start;
  }
  return at + 2;
}

function isJudged(bytes: Uint8Array, from: number, length: number): boolean {
  return judges.has(String.fromCharCode(...bytes.subarray(from, from + length)).toUpperCase());
}

/** A number that ends with CRLF; -1 where there is none. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let [value, at] = [0, from];
  for (; at < to && at - from < MAX_DIGITS; at += 1) {
    const digit = (bytes[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) break;
    value = 10 * value + digit;
  }
  return at > from && at + 1 < to && bytes[at] === CR && bytes[at + 1] === LF ? value : -1;
}

function lineAfter(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF) at += 1;
  return at + 1;
}

function* argument(text: LoginText, judgement: Judgement, length: number): Steps<void> {
  if (judgement === 'secret' || length === 0) return yield* text.mask(length);
  const sign = yield* text.ascii(1);
  if (PASSWORD_SIGNS.includes(sign)) yield* text.mask(length - 1);
  else yield* text.skip(length - 1);
}

/** A number with its CRLF. */
function* decimal(text: LoginText): Steps<number | undefined> {
  let value = 0;
  for (let digits = 0; digits <= MAX_DIGITS; digits += 1) {
    const byte = yield* text.byte();
    if (byte === CR && digits > 0) return (yield* text.byte()) === LF ? value : undefined;
    if (byte < DIGIT_0 || byte > DIGIT_9) return undefined;
    value = 10 * value + byte - DIGIT_0;
  }
  return undefined;
}
