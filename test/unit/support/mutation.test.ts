// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draw } from '../../mutate/draw.ts';
import { findPlaces, mutate, type Operator } from '../../mutate/places.ts';

/** Each place of a text as its operator and the text that it makes of it. */
function mutants(text: string): [Operator, string][] {
  return findPlaces('a.ts', text).map((place) => [place.operator, mutate(text, place)]);
}

describe('places of a text', () => {
  const cases: [name: string, text: string, mutants: [Operator, string][]][] = [
    [
      'a condition with nothing else',
      'if (a) b();',
      [
        ['statement removed', '{}'],
        ['condition negated', 'if (!(a)) b();'],
        ['statement removed', 'if (a) {}'],
      ],
    ],
    [
      'a condition with branches',
      'if (a === b) c; else d;',
      [
        ['branches swapped', 'if (a === b) { d; } else { c; }'],
        ['statement removed', 'if (a === b) {} else d;'],
        ['statement removed', 'if (a === b) c; else {}'],
      ],
    ],
    [
      'a choice',
      'x = a ? b : c',
      [
        ['statement removed', '{}'],
        ['branches swapped', 'x = a ? c : b'],
      ],
    ],
    [
      'a comparison',
      'const isLess = a < b;',
      [
        ['condition negated', 'const isLess = a >= b;'],
        ['boundary moved by one', 'const isLess = a <= b;'],
      ],
    ],
    [
      'the operands of a condition',
      'while (a && !b);',
      [
        ['branches swapped', 'while (((a) || (!b)));'],
        ['condition negated', 'while (!(a) && !b);'],
        ['condition negated', 'while (a && b);'],
      ],
    ],
    [
      'what is cut',
      'const x = a.slice(at, 2)',
      [
        ['boundary moved by one', 'const x = a.slice((at) + 1, 2)'],
        ['constant changed', 'const x = a.slice(at, 3)'],
      ],
    ],
    [
      'a default',
      'const x = a ?? b',
      [['branches swapped', 'const x = ((value) => (value === undefined || value === null ? value : (b)))(a)']],
    ],
    [
      'constants',
      "const x = [1, 2n, true, 'a', ''];",
      [
        ['constant changed', "const x = [2, 2n, true, 'a', ''];"],
        ['constant changed', "const x = [1, 3n, true, 'a', ''];"],
        ['constant changed', "const x = [1, 2n, false, 'a', ''];"],
        ['constant changed', "const x = [1, 2n, true, '', ''];"],
        ['constant changed', "const x = [1, 2n, true, 'a', '~'];"],
      ],
    ],
    [
      'two cases',
      'switch (a) { case b: c(); break; default: d(); }',
      [
        ['branches swapped', 'switch (a) { case b: d(); default: c(); break; }'],
        ['statement removed', 'switch (a) { case b: {} break; default: d(); }'],
        ['statement removed', 'switch (a) { case b: c(); {} default: d(); }'],
        ['statement removed', 'switch (a) { case b: c(); break; default: {} }'],
      ],
    ],
    ['an error', "throw new RangeError('far')", [['statement removed', '{}']]],
    ['texts for people', "const x = { doc: 'a', allowed: 'b', y: 'to be read' }", []],
    ['types and imports', "import { a } from 'b';\ntype C = 'd' | 1;\ninterface E { f: true }\nlet g: 'h';", []],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => assert.deepEqual(mutants(text), expected));
  }

  test('are named after what is around them, and numbered where they look the same', () => {
    const text = 'class A {\n  b() {\n    c();\n    c();\n  }\n}';
    assert.deepEqual(
      findPlaces('a.ts', text).map(({ within, lineNumber, change, ordinal }) => [within, lineNumber, change, ordinal]),
      [
        ['A.b', 3, 'c(); -> {}', 0],
        ['A.b', 4, 'c(); -> {}', 1],
      ],
    );
  });
});

test('the lines of a place tell it from others that change alike', () => {
  const lines = findPlaces('a.ts', 'const x =\n  f(0, 0);\nif (a)\n  b();\n').map(({ before, after }) => [
    before,
    after,
  ]);
  assert.deepEqual(lines, [
    ['f(0, 0);', 'f(1, 0);'],
    ['f(0, 0);', 'f(0, 1);'],
    ['if (a) b();', '{}'],
    ['if (a)', 'if (!(a))'],
    ['b();', '{}'],
  ]);
});

describe('a draw', () => {
  const text = Array.from({ length: 9 }, (_, i) => `f${i}(${i});`).join('\n');
  const names = (count: number, seed: string, more = ''): string[] =>
    draw(findPlaces('a.ts', text + more), count, seed).map(({ operator, change }) => `${operator}: ${change}`);

  test('takes of each operator in turn, as long as there are places', () => {
    assert.deepEqual(
      names(5, '').map((name) => name.split(':')[0]),
      ['statement removed', 'constant changed', 'statement removed', 'constant changed', 'statement removed'],
    );
    assert.equal(new Set(names(18, '')).size, 18);
    assert.equal(names(19, '').length, 18);
  });

  test('is the same for a seed, and the beginning of a larger one', () => {
    assert.deepEqual(names(4, 'a'), names(4, 'a'));
    assert.deepEqual(names(4, 'a'), names(18, 'a').slice(0, 4));
    assert.notDeepEqual(names(18, 'a'), names(18, 'b'));
  });

  test('keeps its order when there is another place', () => {
    const more = names(19, 'a', '\ng();').filter((name) => name !== 'statement removed: g(); -> {}');
    assert.deepEqual(more.toSorted(), names(18, 'a').toSorted());
    for (const operator of ['statement removed', 'constant changed']) {
      const of = (all: string[]): string[] => all.filter((name) => name.startsWith(operator));
      assert.deepEqual(of(more), of(names(18, 'a')));
    }
  });
});
