// SPDX-License-Identifier: Apache-2.0
// cspell:ignore lautet
import { byteSet, DIGIT_0, LESS, LF, PERCENT } from './bytes.ts';
import { work } from './credit.ts';
import { isFollowedEncoded } from './key.ts';
import { Cursor } from './keys/cursor.ts';
import { type Found, ruleName } from './plan.ts';
import { BEGUN_CODE, both, CODE_BEHIND, type CodeMessage, codeMessages, escapeOf } from './tables/code-messages.ts';
import { textOf, unitAt, type View } from './units.ts';

/** What is looked at before a hit, and behind it. */
const MAX_BEFORE = 96;
const MAX_AHEAD = 320;
/** A code at the end of what is there begins so far before that. */
const MAX_TAIL = 64;
/** A code has been told, or not, in so many characters; what begins one takes so many. */
const MOST_SAID = 80;
const LEAST_AHEAD = 170;
const ENDS_SENTENCE = /[\n\r"<>{}=!?]|\.(?:\s|$)/;
/** What a hit takes whose surroundings are compared with patterns. */
const MESSAGE_COST = 60;
const { rule } = ruleName('secret');

const JOINS = ['è', 'é', 'är', '：', '是', '为', '為', 'は', '는', '은', '「', '【', '–', '—', '«', '“']
  .map(both)
  .join('|');
const BETWEEN = new RegExp(
  `^(?:${JOINS}|[\\s:*_"'\`[(\\\\-]|(?:is|ist|lautet|est|es|are|jest|er|on|to)(?![a-z])|<\\/?[a-z][^<>]{0,160}>)*`,
  'i',
);
/** What may become one of these, or a code, with more. */
const MAY_GO_ON = /^(?:[a-z\x80-\xff]{0,6}|<[^<>]{0,160}|[A-Z\d]{0,4}[ -]?[A-Z\d]{0,4}|\d\d-\d{0,2}-?\d{0,2})$/i;

/** How the texts may be written: with plus signs, percent-encoded, or as escapes of JSON. */
export const codeTexts: readonly (readonly [text: string, row: CodeMessage])[] = codeMessages.flatMap((row) => {
  const { text } = row;
  // Other letters than those of ASCII are found as they are written.
  const texts = /^[^ -~]/.test(text) ? [text, text.charAt(0).toUpperCase() + text.slice(1)] : [text];
  const writings = texts.flatMap((one) => {
    const encoded = encodeURIComponent(one);
    const escaped = one.replaceAll(/[^ -~]/g, escapeOf);
    return [
      one,
      one.replaceAll(' ', '+'),
      encoded,
      encoded.replaceAll('%20', '+'),
      escaped,
      escaped.replaceAll('\\', '\\\\'),
    ];
  });
  return [...new Set(writings)].map((writing) => [writing, row] as const);
});

/** What may stand before a word for a code that a word before it makes one. */
const mayPrecede = byteSet({ bytes: ' -+0' });
const isWordByte = byteSet({ ranges: 'a-zA-Z0-9' });
const isDigit = byteSet({ ranges: '0-9' });
/** Of a code and the name before it, and what may stand before these: the end of an escape too. */
const isOfCode = byteSet({ ranges: '0-9A-Z', bytes: '- ' });
/** Of the beginning of what follows a code. */
const mayFollow = byteSet({ ranges: 'a-zA-Z\x80-\xff', bytes: " +%'-\\&#;" });
const mayBeginBehind = byteSet({ bytes: '\n\r"\'`>=\x9a\x91]%unerNPe:+' });
const LONGEST_CODE = 16;
const LONGEST_BEGINNING = 8;
const LONGEST_LINK = 24;

/** A word that one before it makes one for a code. */
const isNoun = ({ before, after }: CodeMessage): boolean => before !== undefined && after === undefined;

/** So far a code begins behind its noun, or a tag before it. */
function hasNoDigit({ bytes, end }: View, from: number): boolean {
  const to = from + LONGEST_LINK;
  if (to > end) return false;
  work.done += LONGEST_LINK >> 3;
  for (let at = from; at < to; at += 1)
    if (isDigit[bytes[at] ?? 0] === 1 || bytes[at] === LESS || (bytes[at] ?? 0) > 0x7f) return false;
  return true;
}

/** Characters of a text, and where each begins, with the end behind the last. */
interface Run {
  readonly text: string;
  readonly places: readonly number[];
  /** More bytes may come. */
  readonly isCut: boolean;
}

/** Reads characters from one index to another, or so many. */
function runAt(view: View, from: number, to: number, most = MAX_AHEAD): Run {
  const places: number[] = [];
  let text = '';
  let at = from;
  while (at < to && text.length < most) {
    const unit = unitAt(view, at);
    if (unit === undefined) break;
    places.push(at);
    // Of an escape there is one letter.
    text +=
      unit.style === 'unicode' ? (textOf(view, at, at + unit.length).at(0) ?? ' ') : String.fromCharCode(unit.code);
    at += unit.length;
  }
  work.done += MESSAGE_COST + text.length;
  places.push(at);
  return { text, places, isCut: text.length < most && !view.isEnded };
}

/** The code of a message to a person, before the text that ends at the index or behind it: `Your Acme code is S`, `S is your PIN`. */
export function findCodeMessage(view: View, end: number, text: string, row: CodeMessage): Found {
  const { bytes } = view;
  const { before, after } = row;
  const start = end - text.length;
  const previous = bytes[start - 1] ?? LF;
  const isLatin = isWordByte[bytes[start] ?? 0] === 1;
  if (isLatin && (isNoun(row) ? mayPrecede[previous] === 0 : isWordByte[previous] === 1 && previous !== DIGIT_0))
    return undefined;
  if (isNoun(row) && hasNoDigit(view, end)) return undefined;
  const cursor = new Cursor(view, end);
  view.isEncoded = /[+%]/.test(text) || isFollowedEncoded(cursor);
  if (cursor.isCut) return { heldFrom: view.end };
  if (before === undefined) return codeBehind(view, end);
  const from = Math.max(0, start - MAX_BEFORE);
  const isFirst = start < MAX_BEFORE && view.isStart;
  const told = before.exec((isFirst ? '\n' : '\0') + textOf(view, from, start));
  if (told === null) return undefined;
  const secret = told.groups?.secret;
  return secret === undefined ? codeBehind(view, end) : codeBefore(view, { start, end, secret }, after);
}

/** The code behind the index. */
function codeBehind(view: View, from: number): Found {
  const { text, places, isCut } = runAt(view, from, view.end);
  const between = BETWEEN.exec(text)?.[0].length ?? 0;
  const rest = text.slice(between);
  const at = places[between] ?? view.end;
  if (isCut && rest.length < LEAST_AHEAD && MAY_GO_ON.test(rest)) return { heldFrom: at };
  const { secret = '' } = CODE_BEHIND.exec(rest)?.groups ?? {};
  const to = places[between + secret.length];
  return secret === '' || to === undefined ? undefined : { from: at, to, rule };
}

/** Neither the sentence has ended nor has more been said than it takes. */
const maySayMore = (text: string): boolean => text.length < MOST_SAID && !ENDS_SENTENCE.test(text);

/** The code before the text, if what follows that names one. */
function codeBefore(
  view: View,
  { start, end, secret }: { start: number; end: number; secret: string },
  after: RegExp | undefined,
): Found {
  const from = start - secret.length;
  const { text, isCut } = runAt(view, end, view.end, MOST_SAID);
  if (after === undefined || after.test(text)) return { from, to: start, rule };
  return isCut && maySayMore(text) ? { heldFrom: from } : undefined;
}

/** Bytes at the end of what is there that may be a code with what says so behind it are held from here. */
export function mayBeCode(view: View): number {
  const { bytes, end } = view;
  const from = Math.max(0, end - MAX_TAIL);
  let at = end - 1;
  while (at >= from && mayFollow[bytes[at] ?? 0] === 1) at -= 1;
  if (at < from || isDigit[bytes[at] ?? 0] === 0) return end;
  const last = at;
  while (at >= from && isOfCode[bytes[at] ?? 0] === 1 && last - at <= LONGEST_CODE) at -= 1;
  // Most numbers stand amid a text.
  if (last - at > LONGEST_CODE || (at >= 0 && mayBeginBehind[bytes[at] ?? 0] === 0)) return end;
  // With what it begins behind: an escape, or a word before a code that is to be used.
  // The digits may be those of an encoded blank behind it.
  const begin = Math.max(0, at - (bytes[at] === PERCENT ? MAX_TAIL : LONGEST_BEGINNING));
  const { text, places } = runAt({ ...view, isEnded: true, isEncoded: false }, begin, end);
  const secret = BEGUN_CODE.exec((begin === 0 && view.isStart ? '\n' : '\0') + text)?.indices?.groups?.secret;
  return secret === undefined ? end : (places[secret[0] - 1] ?? end);
}
