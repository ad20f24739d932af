// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { QuotedKey } from '../quoted-key-before.ts';
import { JsonValue } from './json-value.ts';
import type { Value } from './value.ts';

const isBetween = byteSet({ bytes: ' \t\r\n\\' });
const isSeparator = byteSet({ bytes: ':=' });
const GREATER = 0x3e;

/** What follows a key in quotes: it is one only if a colon does, or =>, and then there is its value. */
export class AfterKey implements Value {
  readonly #spans: Spans;
  readonly #key: Pick<QuotedKey, 'rule' | 'level'>;
  #hasSeparator = false;
  #value: JsonValue | undefined;

  constructor(spans: Spans, key: Pick<QuotedKey, 'rule' | 'level'>) {
    this.#spans = spans;
    this.#key = key;
  }

  take(byte: number, offset: number): boolean {
    if (this.#value) return this.#value.take(byte, offset);
    // The quote itself comes first.
    if (isBetween[byte] === 1) return true;
    if (isSeparator[byte] === 1 && !this.#hasSeparator) {
      this.#hasSeparator = true;
      return true;
    }
    if (!this.#hasSeparator) return false;
    if (byte === GREATER) return true;
    this.#value = new JsonValue(this.#spans, this.#key.rule, this.#key.level);
    return this.#value.take(byte, offset);
  }

  end(offset: number): void {
    this.#value?.end(offset);
  }
}
