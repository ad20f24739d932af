// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Generations } from '../../../src/base/generations.ts';

test('what was used lately is kept, and no more than so much', () => {
  const recent = new Generations<string, number>(8);
  for (let index = 0; index < 100; index += 1) {
    recent.set(`n${index}`, index);
    assert.equal(recent.get('n0'), 0, `${index}`);
  }
  const kept = Array.from({ length: 100 }, (_, index) => index).filter((index) => recent.get(`n${index}`) === index);
  assert.ok(kept.length >= 4 && kept.length <= 8, `${kept}`);
  assert.equal(recent.get('n50'), undefined);
});

test('sizes count, and one that is larger than half of it is kept alone', () => {
  const recent = new Generations<string, string>(100);
  recent.set('small', 'a', 10);
  recent.set('large', 'b', 90);
  assert.equal(recent.get('large'), 'b');
  recent.set('more', 'c', 10);
  recent.set('larger', 'd', 60);
  assert.equal(recent.get('small'), undefined);
  assert.deepEqual([recent.get('more'), recent.get('larger')], ['c', 'd']);
});

test('it tells of what is dropped, once, and never of what is kept', () => {
  const dropped: string[] = [];
  const recent = new Generations<string, true>(8, (key) => dropped.push(key));
  for (let index = 0; index < 100; index += 1) {
    recent.set(`n${index}`, true);
    recent.get('n0');
  }
  assert.equal(new Set(dropped).size, dropped.length);
  const kept = Array.from({ length: 100 }, (_, index) => `n${index}`).filter((key) => !dropped.includes(key));
  assert.ok(kept.includes('n0') && kept.length <= 8, `${kept}`);
  for (const key of dropped) assert.equal(recent.get(key), undefined);
  assert.equal(recent.get(kept.at(-1) ?? ''), true);
});
