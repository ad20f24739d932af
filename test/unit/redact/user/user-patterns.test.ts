// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { MAX_HELD } from '../../../../src/redact/scanner.ts';
import { complaintsAbout } from '../../../../src/redact/user/user-patterns.ts';
import { list, sampleOf } from '../../arbitraries.ts';
import { assertShown, shown } from '../engine/verdicts.ts';

const matches: [pattern: string, text: string, expected: string, ignoreCase?: boolean][] = [
  ['EMP-[0-9]{6}', 'is EMP-123456, EMP-12345', 'is [r], EMP-12345'],
  ['(a+)+b', 'caaabab aaac', 'c[r][r] aaac'],
  ['[p-r]{3,5}s|rst', 'pqrst', '[r]'],
  ['fooo?', 'FOO foooo', '[r] [r]o', true],
  ['x[^;]*;', 'ax1\nx2;x', 'a[r]x'],
  ['\\w\\d\\s.', 'a1 b c', '[r] c'],
  ['caf\u00e9|[\u00e4x]!', 'caf\u00c3\u00a9 \u00c3\u00a4! x!', '[r] [r] [r]'],
  ['(?:ab){2,}', 'ababab ab', '[r] ab'],
  ['a{0,2}b', 'aaab', 'a[r]'],
];

describe("the user's patterns", () => {
  for (const [pattern, text, expected, ignore_case = false] of matches) {
    test(pattern, () => assertShown(text, expected, [{ name: 'r', pattern, ignore_case }]));
  }

  test('a match that overlaps another is one secret, named by the first of them', () => {
    const rules = [
      { name: 'late', pattern: 'cde' },
      { name: 'early', pattern: 'abcd' },
    ];
    assertShown('xabcdef', 'x[early]f', rules);
  });

  for (const [length, isMasked] of [
    [MAX_HELD - 1, false],
    [MAX_HELD, true],
    [MAX_HELD + 1, true],
  ] as const) {
    test(`${length} bytes that may be the start of a match are ${isMasked ? 'masked' : 'held'}`, () => {
      const scanner = createScannerFactory([{ name: 'r', pattern: 'a[^b]*b' }])();
      const rules = scanner.push(Buffer.alloc(length, 'a')).map(({ rule }) => rule);
      assert.deepEqual(rules, isMasked ? ['undecided'] : []);
      assert.equal(scanner.held, isMasked ? length - MAX_HELD : length);
    });
  }

  test('more configurations than are kept change nothing', () => {
    const create = createScannerFactory([{ name: 'r', pattern: '[ab]*a[ab]{12}c' }]);
    const letters = sampleOf(list(fc.constantFrom('a', 'b'), 4_000, 4_000), 1);
    const bytes = Buffer.from(letters.join(''));
    assert.equal(shown([bytes], create), bytes.toString());
    assert.equal(shown([bytes, Buffer.from('abbbbbbbbbbbbc')], create), '[r]');
  });
});

const refused: [pattern: string, reason: string][] = [
  ['a*', 'matches the empty text'],
  ['(a)\\1', 'has a backreference'],
  ['^a', "has an anchor or looks around, which can't be matched in a stream"],
  ['a(?=b)', "has an anchor or looks around, which can't be matched in a stream"],
  ['\\p{L}', 'has a Unicode property'],
  ['[a-\u00e9]', 'has a range beyond ASCII'],
  ['[^\u00e9]', 'excludes a character beyond ASCII'],
  ['(a{100}){100}', 'repeats too much'],
  ['a{1000000000}', 'repeats too much'],
  ['a{2049}', 'repeats too much'],
  ['a(', 'is no regular expression (Unterminated group)'],
];

describe('patterns that are refused', () => {
  for (const [pattern, reason] of refused) {
    test(pattern, () => assert.deepEqual(complaintsAbout([{ name: 'r', pattern }]), [{ pattern, reason }]));
  }

  test('a pattern of as many states as are allowed is taken, and with another one it is not', () => {
    const rule = { name: 'r', pattern: 'a{2048}' };
    assert.deepEqual(complaintsAbout([rule]), []);
    const reason = 'repeats too much';
    assert.deepEqual(complaintsAbout([rule, { name: 's', pattern: 'b' }]), [
      { pattern: 'all patterns together', reason },
    ]);
  });
});
