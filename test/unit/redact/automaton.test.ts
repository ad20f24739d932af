// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Automaton, type Literal } from '../../../src/redact/automaton.ts';

interface Hit {
  /** Behind its last byte. */
  end: number;
  /** The literal's; as many as there are literals for digits. */
  index: number;
}

const byEndAndIndex = (a: Hit, b: Hit): number => a.end - b.end || a.index - b.index;

function hitsOf(automaton: Automaton, text: string): Hit[] {
  const hits: Hit[] = [];
  let state = 0;
  for (const [at, byte] of Buffer.from(text, 'latin1').entries()) {
    state = automaton.next[(state << automaton.shift) | (automaton.classOf[byte] ?? 0)] ?? 0;
    for (const index of automaton.hits[state - automaton.firstHit] ?? []) hits.push({ end: at + 1, index });
  }
  return hits.sort(byEndAndIndex);
}

/** By looking for each literal at each place. */
function expected(literals: readonly Literal[], text: string): Hit[] {
  const hits: Hit[] = [];
  for (const [index, literal] of literals.entries()) {
    const fold = (of: string): string => (literal.ignoresCase ? of.toLowerCase() : of);
    for (let end = literal.text.length; end <= text.length; end += 1)
      if (fold(text.slice(end - literal.text.length, end)) === fold(literal.text)) hits.push({ end, index });
  }
  for (const { index } of text.matchAll(/\d{4,}/g)) hits.push({ end: index + 4, index: literals.length });
  return hits.sort(byEndAndIndex);
}

const literal = fc.record({
  text: fc.string({ unit: fc.constantFrom(...'abAB1/'), minLength: 1, maxLength: 4 }),
  ignoresCase: fc.boolean(),
});
const uniqueOf = ({ text, ignoresCase }: Literal): string => (ignoresCase ? `i${text.toLowerCase()}` : `e${text}`);

test('each literal is found where it stands, and the fourth digit of each number', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(literal, { minLength: 1, maxLength: 6, selector: uniqueOf }),
      fc.string({ unit: fc.constantFrom(...'abAB1/x'), maxLength: 24 }),
      (literals, text) => {
        assert.deepEqual(hitsOf(new Automaton(literals), text), expected(literals, text));
      },
    ),
  );
});
