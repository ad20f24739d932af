// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CASES, OF_EACH_SPOT, READABLE } from './cases.ts';
import { CARRIERS, corpus, SPOTS, SPOTS_OF } from './corpus.ts';
import { inCallsOf, whole } from './deliveries.ts';
import { readableTexts, streamTexts, written } from './drive.ts';
import { LeakCheck } from './leak-check.ts';
import { LeakFinder } from './leak-finder.ts';

const check = new LeakCheck(CASES);

describe('the corpus', () => {
  test('has at least 300 secrets in at least 40 shapes, none of which is like another', () => {
    const secrets = CASES.flatMap((one) => one.secrets);
    assert.ok(secrets.length >= 300, `${secrets.length}`);
    assert.ok(SPOTS.length >= 40, `${SPOTS.length}`);
    assert.equal(new Set(secrets).size, secrets.length);
    assert.equal(new Set(CASES.map(({ shape }) => shape)).size, CASES.length);
    for (const { name } of SPOTS)
      assert.ok(
        CASES.some(({ shape }) => shape.startsWith(`${name}, `)),
        name,
      );
    for (const { name } of CARRIERS)
      assert.ok(
        CASES.some(({ shape }) => shape.endsWith(`, ${name}`)),
        name,
      );
    console.log(
      `corpus: ${secrets.length} secrets, ${SPOTS.length} spots, ${CARRIERS.length} carriers, ${CASES.length} cases`,
    );
  });

  test('has for each group of spots a file that tests any place', () => {
    const groups = readdirSync('test/unit/redact/corpus').flatMap(
      (file) => /^any-place-(.*)\.test\.ts$/.exec(file)?.[1] ?? [],
    );
    assert.deepEqual(groups.sort(), Object.keys(SPOTS_OF).sort());
  });

  test('is the same each time', () => {
    assert.deepEqual(corpus(), CASES);
  });

  test('shows every secret when nothing is redacted', () => {
    for (const one of READABLE) {
      const output = written(check.drive(one, whole(one), 'raw'));
      const each = new LeakFinder(one.secrets.map((text, index) => ({ shape: `${one.shape}: secret ${index}`, text })));
      const found = new Set(each.find(output).map(({ shape }) => shape));
      assert.equal(found.size, one.secrets.length, `${one.shape}: only ${[...found].join(', ')}`);
    }
    assert.ok(READABLE.length >= 300);
  });
});

describe('no 6 bytes of a secret are shown', () => {
  for (const carrier of CARRIERS) {
    const cases = CASES.filter(({ shape }) => shape.endsWith(`, ${carrier.name}`));

    test(`${carrier.name}: as it was sent, and what is around it is shown`, () => {
      for (const one of cases) {
        const output = check.drive(one, whole(one));
        assert.deepEqual(check.find([...readableTexts(output), written(output).toString()]), []);
        const texts = streamTexts(output).join('\n');
        for (const text of one.visible) assert.ok(texts.includes(text), `${one.shape}: ${text} is not shown`);
        assert.ok(output.masked > 0, `${one.shape}: nothing is masked`);
      }
    });

    test(`${carrier.name}: in calls of 7 bytes`, () => {
      check.assertNoLeaks(cases, (one) => [inCallsOf(one, 7)]);
    });
  }
});

test('nothing is shown in the mode metadata, heads alone in the mode headers', () => {
  for (const one of OF_EACH_SPOT) {
    assert.deepEqual(streamTexts(check.drive(one, whole(one), 'metadata')).join(''), '');
    assert.deepEqual(check.find([written(check.drive(one, whole(one), 'headers')).toString()]), []);
  }
});
