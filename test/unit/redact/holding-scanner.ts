// SPDX-License-Identifier: Apache-2.0
import { Credit } from '../../../src/redact/credit.ts';
import type { Scanner, Verdict } from '../../../src/redact/scanner.ts';

/** Holds each piece back until the next one; writes down what it is told. After a wait in vain it masks. */
export class HoldingScanner implements Scanner {
  credit = new Credit();
  readonly #told: string[];
  held = 0;

  constructor(told: string[]) {
    this.#told = told;
  }

  push(bytes: Buffer): Verdict[] {
    this.#told.push(`push ${bytes}`);
    const before = this.#release(undefined);
    this.held = bytes.length;
    return before;
  }

  gap(): Verdict[] {
    this.#told.push('gap');
    return this.#release('gap');
  }

  skip(bytes: Buffer): void {
    this.#told.push(`skip ${bytes}`);
    this.held = 0;
  }

  giveUp(): Verdict[] {
    this.#told.push('give up');
    return this.#release('late');
  }

  end(): Verdict[] {
    this.#told.push('end');
    return this.#release(undefined);
  }

  rest(): undefined {
    this.#told.push('rest');
  }

  wake(): void {}

  reset(): void {
    this.#told.push('reset');
    this.held = 0;
  }

  #release(rule: string | undefined): Verdict[] {
    const length = this.held;
    this.held = 0;
    return length === 0 ? [] : [{ length, rule, continues: false }];
  }
}
