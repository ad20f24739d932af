// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { type Case, longest, longestDirection } from './case.ts';
import { corpus, ofEachSpot, SPOTS_OF } from './corpus.ts';
import { captured, cutAt, type Delivery, endedAt, inCallsOf, whole, withoutBytes } from './deliveries.ts';
import { LeakCheck } from './leak-check.ts';
import type { Spot } from './spot.ts';

/**
 * Of groups of many spots or long ones, whose places are tried without a carrier too, fewer places: by steps that are
 * longer by so much. `npm run test:long` tries all.
 */
const STRIDES: Partial<Record<keyof typeof SPOTS_OF, number>> = { cases: 10, keys: 4 };
const isEveryPlace = process.env.EVERY_PLACE === '1';

/**
 * Tests that nothing of secrets in these spots is shown, wherever a call ends or bytes are missing. Each group has a file
 * of its own, any-place-GROUP.test.ts, since node's test runner runs files side by side.
 */
export function testAnyPlace(group: keyof typeof SPOTS_OF): void {
  const spots = SPOTS_OF[group];
  const cases = corpus(spots);
  const check = new LeakCheck(cases);
  const ofEach = ofEachSpot(cases, spots);
  const casesOf = (is: (spot: Spot) => boolean): Case[] => ofEachSpot(cases, spots.filter(is));
  const toldAtOnce = casesOf(({ least }) => least === undefined);
  const knownWhenLost = casesOf(({ whenLost }) => whenLost !== 'unknown');
  const stride = isEveryPlace ? 1 : (STRIDES[group] ?? 1);

  /** Spots begin at places of their own, so that all of them are tried. */
  function everyPlace(one: Case, deliver: (at: number) => Delivery, step = 1, places = longest(one)): Delivery[] {
    const start = 1 + (ofEach.indexOf(one) % stride);
    const length = Math.ceil((places - start) / (step * stride));
    return Array.from({ length: Math.max(0, length) }, (_, i) => deliver(start + i * step * stride));
  }

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
      check.assertNoLeaks(knownWhenLost, (one) =>
        [1, 9].flatMap((count) => everyPlace(one, (at) => withoutBytes(one, at, count), 4)),
      );
    });

    test('of any spot, when it is closed at any place', () => {
      check.assertNoLeaks(toldAtOnce, (one) => everyPlace(one, (at) => endedAt(one, at), 3, longestDirection(one)));
    });

    test('of any spot, when the service starts at any place', () => {
      check.assertNoLeaks(knownWhenLost, (one) => everyPlace(one, (skipped) => ({ ...whole(one), skipped }), 3));
    });

    test('of any spot, when the service starts at any place, in calls of 16 bytes', () => {
      check.assertNoLeaks(knownWhenLost, (one) =>
        everyPlace(one, (skipped) => ({ ...inCallsOf(one, 16), skipped }), 7),
      );
    });

    test('of any spot, when of each call a part is copied', () => {
      check.assertNoLeaks(knownWhenLost, (one) => everyPlace(one, (at) => captured(one, at), 5));
      check.assertNoLeaks(knownWhenLost, (one) => [1, 5, 16, 30].map((most) => captured(one, most, 32)));
    });
  });
}
