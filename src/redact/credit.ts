// SPDX-License-Identifier: Apache-2.0

/** Hits are searched for again when so much of them may be looked at. */
const ENOUGH = 16_384;
/** What may be spent on a line that stands alone. */
export const OF_A_LINE = 16_384;
/**
 * What a byte earns: with it hostile text takes up to three times as long as any other. With 0.4, long descriptions of
 * APIs are masked that are no attack.
 */
export const OF_A_BYTE = 0.45;
/** What a call earns beside its bytes: a small message takes as much. */
export const OF_A_CALL = 2_048;

/** What a header block earns beside its bytes: most have few fields. */
export const OF_A_BLOCK = 256;
/** What a field takes that is known already: it is looked up, and shown as a line. */
export const FIELD_COST = 16;
/** What a secret takes besides: what is shown ends and begins anew. */
export const MASK_COST = 80;

/** Work that was done around hits, by all scanners, in characters looked at: one takes some 10 ns. */
export const work = { done: 0 };

/**
 * Work that may yet be done around the hits of one direction of a connection, in the same unit: what is hit again and
 * again is masked by `limit` rather than read slowly. One look may overdraw it.
 */
export class Credit {
  /** What may be spent at once. */
  static readonly most = 524_288;

  #left: number;
  #isSpent = false;

  /** @param left what may be spent at first */
  constructor(left = Credit.most) {
    this.#left = left;
  }

  earn(characters: number): void {
    this.#left = Math.min(Credit.most, this.#left + characters);
    if (this.#left >= ENOUGH) this.#isSpent = false;
  }

  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) this.#isSpent = true;
  }

  /** What comes may have more hits than may be looked at. */
  get isLow(): boolean {
    return this.#left < Credit.most / 2;
  }

  /** Nothing more is looked at until there is enough again. */
  get isSpent(): boolean {
    return this.#isSpent;
  }
}
