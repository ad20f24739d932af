// SPDX-License-Identifier: Apache-2.0
// cspell:ignore lautet wurde wordt provis initiale inicial iniziale actuel
import { byteSet } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isLineEnd, isQuote, textOf, type View } from '../units.ts';
import type { Cursor } from './cursor.ts';
import { isDigit } from './key-text.ts';
import { frameOf } from './place.ts';

/** What a sentence says between a secret's word and the secret, and tags around that. */
const SAYS =
  /^(?:(?:for \S{1,40}|temp\S{3,12}|provis\S{2,8}|initiale?|inicial|iniziale|actuel|actual) )?(?:(?:is|was|are|has|have|been|will|be|now|set|changed|reset|updated|to|as|ist|lautet|wurde|est|es|era|jest|wordt|\xc3?[\xa8\xa9\xe8\xe9]|\xc3\xa4r|er|je|este) ){0,5}(?:(?:is|was|ist|lautet|est|es|jest|to|\xc3?[\xa8\xa9\xe8\xe9]|\xc3\xa4r|er|je|este)(?![a-z]) ?)?(?:: ?)?(?:<(?:b|i|em|strong|code|tt|span|pre|p|br)\b[^<>]{0,24}> ?){0,3}/i;
/** So far the value may begin. */
const MAX_SAID = 80;
const WORD_BEFORE =
  /(?:^|[^\w-])(?<name>(?:api|access|private|auth|session|license|licence|activation|verification|security|login|sign-in|confirmation|one-time|backup|recovery|unseal|reset|pin|mots? de) )$/i;
const MAX_WORD = 24;
const mayEnd = byteSet({ bytes: 'isehlnyptIEHLNYPT2' });
const endsValue = /[\s<>"'`,;]/;

/** The name with the word before it: of `API key` neither is a secret's. */
export function withWordBefore(view: View, start: number, text: string): string {
  // Far the most words end in other letters; an escaped blank has a 2 there.
  if (mayEnd[view.bytes[start - 2] ?? 0] === 0) return text;
  const { name = '' } = WORD_BEFORE.exec(textOf(view, Math.max(0, start - MAX_WORD), start))?.groups ?? {};
  return name + text;
}

/** In the line, as far as the value may begin and a word more; true if that is not there yet. */
function hasDigit({ view, at }: Cursor): boolean {
  const { bytes, end, isEnded } = view;
  const to = at + MAX_SAID;
  let index = at;
  while (index < to && index < end && isDigit[bytes[index] ?? 0] === 0 && !isLineEnd(bytes[index])) index += 1;
  work.done += (index - at) >> 3;
  return index < to && (index >= end ? !isEnded : isDigit[bytes[index] ?? 0] === 1);
}

/** `the password is S`, `password for ada was set to S`, `with password S`: the value's look decides. */
export function inSentence(cursor: Cursor, key: SecretName): Plan | undefined {
  const back = cursor.at;
  // Without a digit nothing looks like a secret here.
  if (!hasDigit(cursor)) return undefined;
  const ends: number[] = [];
  let words = '';
  for (let unit = cursor.peek(); unit !== undefined && !isLineEnd(unit.code); unit = cursor.peek()) {
    words += String.fromCharCode(unit.code);
    cursor.at += unit.length;
    ends.push(cursor.at);
    if (words.length === MAX_SAID) break;
  }
  const said = SAYS.exec(words)?.[0] ?? '';
  const rest = words.slice(said.length);
  // The last word that is there may be one of a sentence yet.
  if (cursor.isCut && !endsValue.test(rest.slice(1))) {
    cursor.at = back;
    return undefined;
  }
  cursor.isCut = false;
  cursor.at = said.length === 0 ? back : (ends[said.length - 1] ?? back);
  const first = rest === '' ? undefined : cursor.peek();
  if (first === undefined) return undefined;
  // An escaped quote ends the sentence only where one began the string that it is in.
  const frame = cursor.view.isEncoded ? frameOf(cursor.view, back) : undefined;
  return isQuote(first.code)
    ? { at: cursor.at + first.length, key, syntax: SYNTAXES.string, doubt: 'sentence', frame: first }
    : { at: cursor.at, key, syntax: SYNTAXES.word, doubt: 'sentence', ...(frame && { frame }) };
}
