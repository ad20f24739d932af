// SPDX-License-Identifier: Apache-2.0
import { nearMatches } from '../engine/near-matches.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { ALPHANUMERIC, DIGITS, HEXADECIMAL } from './secrets.ts';

type Filler = (random: RandomNumbers) => string;

const WORDS =
  'the water under old bridges runs slow and nobody minds it most days but Ada who counts boats at noon'.split(' ');
const NEAR = Object.values(nearMatches).filter((unit) => unit.length < 40);
const DELIMITERS = '"\'`{}[]()<>:=,;&|\\/@%#?!$*+-_. \t\r\n';
const KEYWORDS =
  'pass word password secret token key auth bearer basic cookie name value type data code state user login http:// :// ' +
  'eyJ ghp_ sk_ AKIA -----BEGIN xoxb- 4111 %22 %3D &quot; \\" \\n \\u0022 true null 17'.split(' ').join(' ');
const PIECES = KEYWORDS.split(' ');

const words: Filler = (r) => Array.from({ length: r.between(1, 12) }, () => r.pick(WORDS)).join(' ');

/** What a reader takes for harmless. */
const CALM: readonly Filler[] = [
  words,
  (r) => `{"id":${r.below(1e6)},"title":"${words(r)}","tags":["${r.pick(WORDS)}"],"ok":true,"next":null}`,
  (r) => `<p class="${r.pick(WORDS)}">${words(r)}</p><a href="/items/${r.below(1000)}?page=2&amp;sort=name">x</a>`,
  (r) => `.${r.pick(WORDS)} { margin: 0 auto; color: #${r.text(HEXADECIMAL, 6)}; }`,
  (r) => `2026-11-27T10:${r.between(10, 59)}:00Z INFO [main] served id=${r.below(1e5)} in ${r.below(100)} ms`,
  (r) => `host: db${r.below(9)}.example\nport: ${r.below(65_536)}\nreplicas: ${r.below(9)}`,
  (r) => `https://shop.example/items/${r.below(1e5)}?page=${r.below(9)}&sort=name#top`,
  (r) => r.text(HEXADECIMAL, r.pick([8, 32, 40])),
  (r) => r.text(DIGITS, r.between(1, 12)),
  (r) => `function next(list, i) { return list[i + ${r.below(9)}] === undefined ? -1 : i; }`,
];

/** What is made to lead astray. */
const WILD: readonly Filler[] = [
  (r) => r.text(DELIMITERS, r.between(1, 30)),
  (r) => Array.from({ length: r.between(1, 12) }, () => r.pick(PIECES) + r.text(DELIMITERS, r.below(3))).join(''),
  (r) => r.pick(NEAR).repeat(r.between(1, 6)),
  (r) => r.text(`${ALPHANUMERIC}+/`, r.between(4, 90)),
  (r) => Array.from({ length: r.between(1, 40) }, () => String.fromCharCode(r.below(256))).join(''),
];

/** Longer than what may be held: a value, an object, a line that does not end. */
const LONG: readonly Filler[] = [
  (r) => r.text(`${ALPHANUMERIC}+/`, r.between(4000, 9000)),
  (r) => `{"value":"${words(r).repeat(r.between(20, 200))}","a":1,`,
  (r) => r.pick(NEAR).repeat(r.between(200, 500)),
  (r) => r.text(DIGITS, r.between(4000, 5000)),
  (r) => `"${'\\\\'.repeat(r.between(2000, 4000))}`,
  (r) => `password: ${r.text(ALPHANUMERIC, r.between(4000, 9000))}`,
  (r) => ' '.repeat(r.between(4000, 5000)),
];

const LONG_ONCE_IN = 500;

/** Text around a secret; none of it is one that matters. */
export function makeFiller(random: RandomNumbers): string {
  if (random.onceIn(LONG_ONCE_IN)) return random.pick(LONG)(random);
  const parts = random.below(4);
  const kinds = random.onceIn(3) ? [...CALM, ...WILD] : CALM;
  let text = '';
  for (let i = 0; i < parts; i++) text += random.pick(kinds)(random) + random.pick(['\n', ' ', '\r\n', '']);
  return text;
}
