// SPDX-License-Identifier: Apache-2.0
// cspell:ignore EXAT PXAT KEEPTTL
import { COLON, DOLLAR, LF, SPACE } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { isBlank, textOf, type Unit, unitBefore, type View } from '../units.ts';
import type { Cursor, Reader } from './cursor.ts';
import { isDigit, isKeyByte, MAX_KEY } from './key-text.ts';
import { restOfLine } from './line-pairs.ts';

/** A word of a command has its length before it (RESP): `$8 CRLF password CRLF $6 CRLF S`. */
const LENGTH_BEFORE = /(?:^|[\r\n])\$\d{1,3}[\r\n]{2}$/;
/** Commands of names alone. */
const OF_NAMES =
  /\*\d+[\r\n]+\$\d+[\r\n]+(?:HM?GET|HDEL|HEXISTS|MGET|DEL|UNLINK|EXISTS|TOUCH|WATCH|SORT|P?SUBSCRIBE)[\r\n]+[^*]*$/i;
/** The same command in a line, up to the name: of a key, or of a field of a hash. */
const COMMAND_BEFORE =
  /(?:^|[\n\r"'=>] ?)(?:(?:SET|SETNX|GETSET|P?SETEX)|(?:HSET|HMSET|HSETNX) [^\s"']+(?: [^\s"']+ [^\s"']+)*) $/;
const STORES = /HM?SET(?:NX)? [^\n]*$/;
const LAST = /^\S+(?: (?:EX|PX|EXAT|PXAT|NX|XX|GET|KEEPTTL)\b.*)?$/;
const MAX_BEFORE = 128;
/** A length with line ends around it may be percent-encoded twice. */
const MAX_LENGTH = 32;

/** The value behind a name in a command of Redis, or in what it answers. `start`: of the part of the name that says so. */
export function inRedis({ cursor, names, view }: Reader, start: number, before: Unit | undefined): Plan | undefined {
  let frame = before;
  let from = start;
  while (frame?.code === COLON || (from < start && isKeyByte[frame?.code ?? 0] === 1)) {
    from -= frame?.length ?? 0;
    frame = start - from < MAX_KEY ? unitBefore(view, from) : undefined;
  }
  const isCounted = frame?.code === LF;
  if (!isCounted && (frame?.code !== SPACE || !mayStore(view, from))) return undefined;
  if (isCounted && !LENGTH_BEFORE.test(textOf(view, Math.max(0, from - MAX_LENGTH), from))) return undefined;
  const around = textOf(view, Math.max(0, from - MAX_BEFORE), from);
  if (isCounted ? OF_NAMES.test(around) : !COMMAND_BEFORE.test(around)) return undefined;
  cursor.skip((code) => isKeyByte[code] === 1 || code === COLON, MAX_KEY);
  const path = textOf(view, from, cursor.at)
    .split(':')
    .map((part) => names.ofKey(part));
  const key = path.findLast((found) => found !== undefined);
  if (key === undefined || !toNext(cursor, isCounted)) return undefined;
  // How long it lives stands before the value.
  const { at } = cursor;
  if (cursor.skip((code) => isDigit[code] === 1) === 0 || !toNext(cursor, isCounted)) cursor.at = at;
  // SQL sets what is called so too.
  if (!isCounted && !STORES.test(around) && !LAST.test(restOfLine(cursor))) return undefined;
  if (cursor.isCut) return undefined;
  // Behind the word may stand whose it is, and what of it is stored.
  const doubt = path.at(-1) === undefined ? 'guess' : 'none';
  return { at: cursor.at, key, syntax: isCounted ? SYNTAXES.line : SYNTAXES.word, doubt, ...(frame && { frame }) };
}

/** Far the most keys behind a blank are of no command. */
function mayStore({ bytes }: View, from: number): boolean {
  work.done += MAX_BEFORE >> 4;
  return bytes.subarray(Math.max(0, from - MAX_BEFORE), from).includes('SET');
}

/** Goes on to the next word of the command. */
function toNext(cursor: Cursor, isCounted: boolean): boolean {
  if (!isCounted) return cursor.skip(isBlank) > 0;
  if (cursor.takesLineEnd() === undefined || cursor.takes(DOLLAR) === undefined) return false;
  return cursor.skip((code) => isDigit[code] === 1, 6) > 0 && cursor.takesLineEnd() !== undefined;
}
