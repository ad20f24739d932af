// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseResourceAttributes } from '../../../config/resource-attributes.ts';

const long = (length: number): string => 'é'.repeat(length);

const cases: [name: string, text: string, expected: Record<string, string> | undefined][] = [
  ['nothing', '', {}],
  ['pairs with spaces around, and empty ones', ' a = b , ,c=d,', { a: 'b', c: 'd' }],
  ['what is percent-encoded', 'a%3D=%2C%20', { 'a=': ', ' }],
  ['an empty value', 'a=', { a: '' }],
  ['an empty key', '=b', undefined],
  ['no value', 'a=b,c', undefined],
  ['a second value', 'a=b=c', undefined],
  ['a key that is not percent-encoded', '%=b', undefined],
  ['a key of 255 characters', `${long(255)}=b`, { [long(255)]: 'b' }],
  ['a key of 256 characters', `${long(256)}=b`, undefined],
  ['a value of 255 characters', `a=${long(255)}`, { a: long(255) }],
  ['a value of 256 characters', `a=${long(256)}`, undefined],
];

for (const [name, text, expected] of cases) {
  test(`resource attributes with ${name}`, () => assert.deepEqual(parseResourceAttributes(text), expected));
}
