// SPDX-License-Identifier: Apache-2.0
import type { UserRule } from '../../../../src/redact/user/pattern.ts';

export const slowRules: readonly UserRule[] = [
  { name: 'nested', pattern: '(a+)+b' },
  { name: 'overlapping', pattern: '(x|xx|xy?)*z' },
  { name: 'bounded', pattern: '[k-m]{1,40}n' },
];

/** Texts that are made to be slow: what nearly matches each built-in rule, again and again. */
export const nearMatches: Readonly<Record<string, string>> = {
  'keys in quotes': '"password":',
  'keys in quotes and spaces': `"password"${' '.repeat(500)}`,
  quotes: '"',
  'keys of pairs': 'token=',
  'equals signs': '=',
  'many keys': 'secret_key_of_x:',
  'long keys': `${'k'.repeat(95)}=`,
  authorities: `://${'a'.repeat(300)}`,
  'passwords with slashes': '://a:b/',
  connections: 'CONNECT a:\n',
  entities: '&quot;',
  'keys in entities': '&quot;token&quot;:&quot;&quo',
  'starts of URLs': '://',
  'at signs': '://a:b@c@',
  digits: '4111111111111111',
  'groups of digits': '411 1',
  'groups of three': '411 ',
  tokens: 'ghp_abc ',
  'JSON web tokens': 'eyJabc',
  bearers: 'bearer a ',
  basics: `basic ${'a'.repeat(60)} `,
  'private keys': '-----BEGIN ',
  dashes: '-',
  parts: 'form-data; name="password"\n',
  'parts without quotes': 'form-data; name=password\n',
  boundaries: '--b\n\nform-data; name=password\n\n--',
  elements: '<password>a',
  'header fields in quotes': '"Cookie: ',
  'backslashes in one': `"Cookie: a${'\\\\'.repeat(300)}`,
  names: '{"name":"password",',
  lists: '["password","a",',
  tags: '<a b',
  attributes: '<input name="token" value=',
  'elements of words': '<password>a b </',
  returns: 'Cookie: \r',
};

/** The same for the rules above. */
export const slowForRules: Readonly<Record<string, string>> = {
  "the user's nested repetitions": 'a',
  "the user's overlapping alternatives": 'xxy',
  "the user's bounded repetition": 'k',
};
