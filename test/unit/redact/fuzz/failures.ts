// SPDX-License-Identifier: Apache-2.0

import type { CreateScanner } from '../../../../src/redact/scanner.ts';
import { check, type Failure } from './check.ts';
import { type Input, makeInput, shownInput } from './input.ts';
import { shrink } from './shrink.ts';

interface Kind {
  count: number;
  readonly first: { readonly number: number; readonly input: Input };
}

/** What failed, by kind: how often, and the first of each. */
export class Failures {
  readonly #kinds = new Map<string, Kind>();
  readonly #create: CreateScanner;
  count = 0;

  constructor(create: CreateScanner) {
    this.#create = create;
  }

  /** Checks inputs `from` to `to` (not included) of this seed. */
  checkAll(seed: number, from: number, to: number): void {
    for (let number = from; number < to; number++) this.checkOne(seed, number);
  }

  checkOne(seed: number, number: number): void {
    const input = makeInput(seed, number);
    const failure = check(input, this.#create);
    if (failure === undefined) return;
    this.count++;
    const name = `${failure.what}: ${input.kind}`;
    const kind = this.#kinds.get(name);
    if (kind === undefined) this.#kinds.set(name, { count: 1, first: { number, input } });
    else kind.count++;
  }

  /** The most frequent kinds first, at most so many, each as small as it can be made. */
  *report(most = Number.POSITIVE_INFINITY): Generator<string> {
    const kinds = [...this.#kinds].toSorted(([, a], [, b]) => b.count - a.count);
    for (const [name, { count, first }] of kinds.slice(0, most)) {
      const what = name.slice(0, name.indexOf(':')) as Failure['what'];
      const small = shrink(first.input, (input) => check(input, this.#create)?.what === what);
      yield `${name}: ${count}, first is number ${first.number}\n  ${shownInput(small)}\n  ${described(small)}${check(small, this.#create)?.details}\n`;
    }
  }
}

function described({ delivery: { cuts, giveUps, gap, length }, ...input }: Input): string {
  const parts = [
    giveUps.length === 0 ? '' : `given up at ${giveUps.join(', ')}; `,
    gap === undefined ? '' : `bytes ${gap.from} to ${gap.to} are lost; `,
    cuts.length === 0 ? '' : `cut at ${cuts.join(', ')}; `,
    length < shownLength(input) ? `ends after ${length}; ` : '',
  ];
  return parts.join('');
}

const shownLength = ({ before, plant, after }: Omit<Input, 'delivery'>): number =>
  before.length + after.length + plant.reduce((sum, { text }) => sum + text.length, 0);
