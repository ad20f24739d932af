// SPDX-License-Identifier: Apache-2.0

import type { Credit } from './credit.ts';

/** Bytes that a scanner holds back at most. What can't be decided within so many is masked. */
export const MAX_HELD = 4_096;

/** What is to become of a run of bytes. Verdicts follow each other without a gap and without an overlap. */
export interface Verdict {
  /** In bytes, at least 1. */
  length: number;
  /** The rule that masks them; undefined: they are shown. */
  rule: string | undefined;
  /** True when they go on with what the verdict before began to mask: one secret, counted once. */
  continues: boolean;
}

/**
 * Looks for secrets in one text, which it is given piece by piece: where it was cut changes nothing. It holds back
 * what may turn out to be the start of a secret, at most MAX_HELD bytes; what follows the start of a value is masked
 * as it comes. Its time is linear in the bytes, whatever they are. It never sees the same byte twice.
 */
export interface Scanner {
  /** What it may spend: of its own, unless it is given that of a direction. */
  credit: Credit;
  /** The bytes that can be judged now, from the first on that have no verdict yet. */
  push(bytes: Buffer): Verdict[];
  /** Bytes are missing: those held back are masked; those after it too, until a boundary is certain. */
  gap(): Verdict[];
  /**
   * These bytes are left out, and no secret that began before what comes next is open behind it for long (see Gap): it is
   * read as the middle of the same text. What is held back gets no verdict any more.
   */
  skip(bytes: Buffer): void;
  /** It waits too long: what is held back is masked, and the text goes on. */
  giveUp(): Verdict[];
  /** The text is complete: what is held back is judged as it stands. */
  end(): Verdict[];
  /** What it knows of its text, where that is little; undefined: more. */
  rest(): ScannerAtRest | undefined;
  /** It goes on with a text of which this is known. */
  wake(rest: ScannerAtRest): void;
  /** A new text begins, of which nothing before it tells anything. What is held back gets no verdict any more. */
  reset(): void;
  /** Bytes without a verdict. */
  readonly held: number;
}

/** What a scanner knows of a text in which nothing is undecided. */
export interface ScannerAtRest {
  /** Latin1. */
  readonly kept: string;
  readonly emitted: number;
  readonly state: number;
  readonly isStart: boolean;
  readonly form: 'new' | 'unknown' | 'form' | 'none' | 'limited';
  readonly rule: string;
}

export type CreateScanner = () => Scanner;

const MAX_FREE = 64;

/** Scanners that wait for their next text: a text on HTTP is often over after one call, and a scanner is not small. */
export class Scanners {
  readonly #create: CreateScanner;
  readonly #free: Scanner[] = [];

  constructor(create: CreateScanner) {
    this.#create = create;
  }

  /** @param credit what its text may spend, beside others of the same direction */
  take(credit: Credit): Scanner {
    const scanner = this.#free.pop() ?? this.#create();
    scanner.credit = credit;
    return scanner;
  }

  /** Its text is over, and nothing of it is kept. */
  give(scanner: Scanner): void {
    if (this.#free.length === MAX_FREE) return;
    scanner.reset();
    this.#free.push(scanner);
  }
}
