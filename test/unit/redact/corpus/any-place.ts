// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { type Case, longest } from './case.ts';
import { corpus, ofEachSpot, SPOTS_OF } from './corpus.ts';
import { captured, cutAt, type Delivery, inCallsOf, whole, withoutBytes } from './deliveries.ts';
import { LeakCheck } from './leak-check.ts';

function everyPlace(one: Case, deliver: (at: number) => Delivery, step = 1): Delivery[] {
  return Array.from({ length: Math.ceil((longest(one) - 1) / step) }, (_, i) => deliver(1 + i * step));
}

/**
 * Tests that nothing of secrets in these spots is shown, wherever a call ends or bytes are missing. Each group has a file
 * of its own, any-place-GROUP.test.ts, since node's test runner runs files side by side.
 */
export function testAnyPlace(group: keyof typeof SPOTS_OF): void {
  const spots = SPOTS_OF[group];
  const cases = corpus(spots);
  const check = new LeakCheck(cases);
  const ofEach = ofEachSpot(cases, spots);

  describe(`no 6 bytes of a secret are shown: ${group}`, () => {
    test('of any spot, byte by byte', () => {
      check.assertNoLeaks(ofEach, (one) => [inCallsOf(one, 1)]);
    });

    test('of any spot, cut in two at every place', () => {
      check.assertNoLeaks(ofEach, (one) => everyPlace(one, (at) => cutAt(one, at)));
    });

    test('of any spot, cut in two at every place, the second of which comes too late', () => {
      check.assertNoLeaks(ofEach, (one) => everyPlace(one, (at) => cutAt(one, at, { isLate: true }), 3));
    });

    test('of any spot, when bytes before any place are lost', () => {
      check.assertNoLeaks(ofEach, (one) =>
        [1, 9].flatMap((count) => everyPlace(one, (at) => withoutBytes(one, at, count), 4)),
      );
    });

    test('of any spot, when the service starts at any place', () => {
      check.assertNoLeaks(ofEach, (one) => everyPlace(one, (skipped) => ({ ...whole(one), skipped }), 3));
    });

    test('of any spot, when of each call a part is copied', () => {
      check.assertNoLeaks(ofEach, (one) => everyPlace(one, (at) => captured(one, at), 5));
      check.assertNoLeaks(ofEach, (one) => [1, 5, 16, 30].map((most) => captured(one, most, 32)));
    });
  });
}
