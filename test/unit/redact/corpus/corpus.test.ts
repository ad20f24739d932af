// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Sender } from '../../../../src/http/protocol.ts';
import type { Case } from './case.ts';
import { CASES, longest, OF_EACH_SPOT, READABLE, secretsOf } from './cases.ts';
import { CARRIERS, corpus, SPOTS } from './corpus.ts';
import { captured, cutAt, type Delivery, eventsOf, inCallsOf, whole, withoutBytes } from './deliveries.ts';
import { drive, readable, streamTexts, written } from './drive.ts';
import { type Leak, LeakFinder } from './leak-finder.ts';

const finder = new LeakFinder(secretsOf(CASES));

const ends: readonly Sender[] = ['client', 'server'];
const endOf = (one: Case): Sender => ends[CASES.indexOf(one) % 2] as Sender;

/** Leaks of a case over all of these deliveries. */
function leaksOf(one: Case, deliveries: readonly Delivery[]): Leak[] {
  return finder.find(Buffer.concat(deliveries.map((delivery) => readable(drive(eventsOf(delivery, endOf(one)))))));
}

function everyPlace(one: Case, deliver: (at: number) => Delivery, step = 1): Delivery[] {
  return Array.from({ length: Math.ceil((longest(one) - 1) / step) }, (_, i) => deliver(1 + i * step));
}

function assertNoLeaks(cases: readonly Case[], deliveriesOf: (one: Case) => Delivery[]): void {
  assert.deepEqual(
    cases.flatMap((one) => leaksOf(one, deliveriesOf(one))),
    [],
  );
}

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

  test('is the same each time', () => {
    assert.deepEqual(corpus(), CASES);
  });

  test('shows every secret when nothing is redacted', () => {
    for (const one of READABLE) {
      const output = written(drive(eventsOf(whole(one), endOf(one)), 'raw'));
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
        const output = drive(eventsOf(whole(one), endOf(one)));
        assert.deepEqual(finder.find(Buffer.concat([readable(output), Buffer.from('\n'), written(output)])), []);
        const texts = streamTexts(output).join('\n');
        for (const text of one.visible) assert.ok(texts.includes(text), `${one.shape}: ${text} is not shown`);
        assert.ok(output.masked > 0, `${one.shape}: nothing is masked`);
      }
    });

    test(`${carrier.name}: in calls of 7 bytes`, () => {
      assertNoLeaks(cases, (one) => [inCallsOf(one, 7)]);
    });
  }

  test('of any spot, byte by byte', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) => [inCallsOf(one, 1)]);
  });

  test('of any spot, cut in two at every place', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) => everyPlace(one, (at) => cutAt(one, at)));
  });

  test('of any spot, cut in two at every place, the second of which comes too late', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) => everyPlace(one, (at) => cutAt(one, at, { isLate: true }), 3));
  });

  test('of any spot, when bytes before any place are lost', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) =>
      [1, 9].flatMap((count) => everyPlace(one, (at) => withoutBytes(one, at, count), 4)),
    );
  });

  test('of any spot, when the service starts at any place', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) => everyPlace(one, (skipped) => ({ ...whole(one), skipped }), 3));
  });

  test('of any spot, when of each call a part is copied', () => {
    assertNoLeaks(OF_EACH_SPOT, (one) => everyPlace(one, (at) => captured(one, at), 5));
    assertNoLeaks(OF_EACH_SPOT, (one) => [1, 5, 16, 30].map((most) => captured(one, most, 32)));
  });
});

test('nothing is shown in the mode metadata, heads alone in the mode headers', () => {
  for (const one of OF_EACH_SPOT) {
    const events = eventsOf(whole(one), endOf(one));
    assert.deepEqual(streamTexts(drive(events, 'metadata')).join(''), '');
    assert.deepEqual(finder.find(written(drive(events, 'headers'))), []);
  }
});
