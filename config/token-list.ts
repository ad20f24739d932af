// SPDX-License-Identifier: Apache-2.0
import { commaList, type Format } from './format.ts';

const MAX_TOKENS = 64;
const MAX_LENGTH = 64;
/** A name of HTTP: a method, a field (RFC 9110, 5.6.2). */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The tokens of a text that `tokens` accepts. */
export const parseTokens = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');

/** Names of HTTP, with commas between; a list in the YAML file. */
export const tokens: Format = {
  coerce: (text) => text,
  accepts(value) {
    if (typeof value !== 'string') return false;
    const all = parseTokens(value);
    return all.length <= MAX_TOKENS && all.every((token) => token.length <= MAX_LENGTH && TOKEN.test(token));
  },
  allowed: () => `at most ${MAX_TOKENS} names of HTTP of at most ${MAX_LENGTH} characters, with commas between`,
  fromYaml: commaList,
};
