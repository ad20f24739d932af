// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Sender } from '../../../../src/http/protocol.ts';
import type { PayloadMode } from '../../../../src/redact/redacted.ts';
import { type Case, secretsOf } from './case.ts';
import { type Delivery, eventsOf } from './deliveries.ts';
import { drive, type Output, readableTexts } from './drive.ts';
import { type Leak, LeakFinder } from './leak-finder.ts';

const ENDS: readonly Sender[] = ['client', 'server'];

/** Looks for the secrets of these cases in what leaves the process of them, at one end and the other by turns. */
export class LeakCheck {
  readonly #finder: LeakFinder;
  readonly #ends: ReadonlyMap<Case, Sender>;

  constructor(cases: readonly Case[]) {
    this.#finder = new LeakFinder(secretsOf(cases));
    this.#ends = new Map(cases.map((one, index) => [one, ENDS[index % 2] as Sender]));
  }

  drive(one: Case, delivery: Delivery, mode?: PayloadMode): Output {
    return drive(eventsOf(delivery, this.#ends.get(one) ?? 'client'), mode);
  }

  find(texts: Iterable<string>): Leak[] {
    return this.#finder.find(Buffer.from([...texts].join('\n')));
  }

  assertNoLeaks(cases: readonly Case[], deliveriesOf: (one: Case) => Delivery[]): void {
    const leaks = cases.flatMap((one) => {
      // Most texts are the same whatever the delivery: each is looked through once.
      const texts = new Set<string>();
      for (const delivery of deliveriesOf(one))
        for (const text of readableTexts(this.drive(one, delivery))) texts.add(text);
      return this.find(texts);
    });
    assert.deepEqual(leaks, []);
  }
}
