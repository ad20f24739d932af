// SPDX-License-Identifier: Apache-2.0
import { type Look, type Maker, SIGNS } from '../corpus/maker.ts';
import type { Place, Spot } from '../corpus/spot.ts';

interface Base {
  /** Its kind and itself. */
  name: string;
  place: Place;
  /** Of a body. */
  contentType: string;
  /** Why it can't stand one level deeper. */
  bare?: string;
  greeting?: string;
}

/** A text with secrets. */
export interface MaskedRow extends Base, Spot {
  contentType: string;
  looks: readonly Look[];
  /** Signs that may stand in a value. */
  signs: string;
  /** What is shown beside the secrets; undefined: all that stands between them, up to signs at its ends. */
  shows?: readonly string[];
  /** The secrets are to be found in Base64 too. */
  isBase64?: true;
  /** So much of the beginning may be shown when it is cut: only with the rest it shows what it is. */
  begins?: number;
  /** Its secret is the same each time. */
  isFixed?: true;
}

/** A text without a secret, which comes through unchanged. */
export interface ShownRow extends Base {
  /** latin1. */
  text: string;
}

export const JSON_TYPE = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';
export const TEXT = 'text/plain';
export const YAML = 'application/yaml';
export const XML = 'application/xml';
export const BINARY = 'application/octet-stream';

/** In a template a value stands where this is. */
const VALUE = '§';
/** Those that a value in quotes may have. */
export const QUOTED = `${SIGNS} #%&()+,/:;<=>?[]_{|}`;
/** Those that have no blank, and no sign that ends a word. */
export const WORD = `${SIGNS}#%+/:=?_`;

/** Whatever it looks like. */
export const ALL_LOOKS: readonly Look[] = ['word', 'letters', 'signs', 'short', 'long'];
/** The binding is a guess: the look decides. */
export const GUESS: readonly Look[] = ['word', 'long'];
/** Those of a value that has no signs. */
export const PLAIN: readonly Look[] = ['word', 'letters', 'short', 'long'];

/** A value without quotes: signs that no shell and no separator has a meaning for. */
export const UNQUOTED = { looks: PLAIN, signs: '!*-.^~' } as const;

type Text = string | readonly [name: string, make: (maker: Maker) => string];
export type More = Partial<Omit<MaskedRow, 'name' | 'place' | 'contentType' | 'make'>>;

/** What comes after it says what it is. */
export const TOLD_LATER = Number.POSITIVE_INFINITY;

export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A row for each of these texts, which are templates or have a name of their own. */
export function masked(
  kind: string,
  where: string | Exclude<Place, 'body'>,
  texts: readonly Text[],
  more: More = {},
): MaskedRow[] {
  return texts.map((text) => {
    const [name, make] = typeof text === 'string' ? [nameOf(text), fill(text)] : text;
    return { name: `${kind}: ${name}`, ...placeOf(where), make, looks: ALL_LOOKS, signs: SIGNS, ...more };
  });
}

export function shown(
  kind: string,
  where: string | Exclude<Place, 'body'>,
  texts: readonly string[],
  more: Pick<Base, 'bare' | 'greeting'> = {},
): ShownRow[] {
  return texts.map((text) => ({ name: `${kind}: ${nameOf(text)}`, ...placeOf(where), text: utf8(text), ...more }));
}

function fill(template: string): MaskedRow['make'] {
  const [first = '', ...others] = template.split(VALUE).map(utf8);
  return (maker) => first + others.map((text) => maker.value() + text).join('');
}

function placeOf(where: string): Pick<Base, 'place' | 'contentType'> {
  switch (where) {
    case 'request-lines':
    case 'response-lines':
    case 'target':
    case 'stream':
      return { place: where, contentType: TEXT };
    default:
      return { place: 'body', contentType: where };
  }
}

/** On one line. */
const nameOf = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
