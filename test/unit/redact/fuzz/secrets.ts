// SPDX-License-Identifier: Apache-2.0
import type { RandomNumbers } from './random-numbers.ts';
import { utf8 } from './segments.ts';

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const HEXADECIMAL = `${DIGITS}abcdef`;
export const UPPER = LOWER.toUpperCase();
export const LATIN = LOWER + UPPER;
export const ALPHANUMERIC = LATIN + DIGITS;
export const URL_SAFE = `${ALPHANUMERIC}-_`;

/** Of these no word of a key can be put together, and no word that is no secret: `read`, `none`, `true`. */
const LETTERS = 'bdfghjlmnqrvwxyzBDFGHJLMNQRVWXYZ';
const MIXED = `${LETTERS}23456789`;
const LONGEST_NAME = 7;
/** A percent sign and what follows it may be an escape. */
const SIGNS = '!#$&*+-./:;=?@^_~';
/** What its sender has left out is shown: `B***2`. */
const ELIDES = /\*{3}|\.{3}/;

/** What a secret may be made of where it stands. */
export type Look = 'any' | 'word';

/** A secret: letters alone, letters and digits, and with signs where the syntax takes them. `without`: not these signs. */
export function makeSecret(random: RandomNumbers, look: Look = 'word', without = ''): string {
  const length = random.onceIn(4) ? random.between(5, 7) : random.between(8, 32);
  // Fewer letters may be a name.
  if (length > LONGEST_NAME && random.onceIn(4)) return random.text(LETTERS, length);
  // A number is shown behind most keys.
  const word =
    random.pick([...LETTERS]) + random.text(MIXED, length - 2) + random.text(length > LONGEST_NAME ? MIXED : DIGITS, 1);
  // Words that signs join may be a name.
  if (look === 'word' || random.onceIn(2) || !/\d/.test(word)) return word;
  const signs = [...SIGNS].filter((sign) => !without.includes(sign));
  // A sign at either end may be taken for what stands around it.
  const text = Array.from(word, (letter, at) =>
    at > 0 && at < word.length - 1 && !/\d/.test(letter) && random.onceIn(5) ? random.pick(signs) : letter,
  ).join('');
  return ELIDES.test(text) ? word : text;
}

/** Each as its words; all say that the value is a secret whatever it looks like. */
const KEYS: readonly (readonly string[])[] = [
  ...['password', 'passwd', 'pwd', 'passphrase', 'secret', 'token'].map((word) => [word]),
  ['api', 'key'],
  ['client', 'secret'],
  ['access', 'token'],
  ['refresh', 'token'],
  ['auth', 'token'],
  ['session', 'token'],
  ['secret', 'key'],
  ['private', 'key'],
  ['access', 'key'],
  ['encryption', 'key'],
];

/** Not to be put together from words, or only in one way. */
const FIXED_KEYS = (
  'dbpass userpass keypass storepass SSHPASS pswd bindpw rootpw presharedKey unseal_key hmac_key deployKey ' +
  'mfa_code verification_code kennwort senha mot_de_passe apikey'
).split(' ');
const FOREIGN_KEYS = ['contraseña', 'пароль', '密码'].map(utf8);

const PREFIXES = ['db', 'my', 'app', 'admin', 'smtp', 'redis', 'root', 'mysql', 'service', 'backup'];
const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;

const STYLES: readonly ((words: readonly string[]) => string)[] = [
  (words) => words.join('_'),
  (words) => words.join('_').toUpperCase(),
  (words) => words.join('-'),
  (words) => words.map((word, i) => (i === 0 ? word : capital(word))).join(''),
  (words) => words.map(capital).join(''),
];

/** A name of ASCII that says that its value is a secret. */
export function makeKey(random: RandomNumbers): string {
  if (random.onceIn(5)) return random.pick(FIXED_KEYS);
  const words = random.pick(KEYS);
  return random.pick(STYLES)(random.onceIn(2) ? [random.pick(PREFIXES), ...words] : words);
}

/** The same for a syntax that takes any text as a name. */
export function makeAnyKey(random: RandomNumbers): string {
  return random.onceIn(12) ? random.pick(FOREIGN_KEYS) : makeKey(random);
}

/** In capitals, as variables of the environment are. */
export function makeVariable(random: RandomNumbers): string {
  const words = random.pick(KEYS);
  return [random.pick(PREFIXES), ...words].join('_').toUpperCase();
}

/** So many digits that pass the check of cards, of an issuer's range. */
export function makeCard(random: RandomNumbers): string {
  const [prefix, length] = random.pick([
    ['4', 16],
    ['51', 16],
    ['55', 16],
    ['34', 15],
    ['37', 15],
  ] as const);
  const body = prefix + random.text(DIGITS, length - 1 - prefix.length);
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return body + String((10 - (sum % 10)) % 10);
}
