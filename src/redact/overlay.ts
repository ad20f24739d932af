// SPDX-License-Identifier: Apache-2.0
import { Gap } from './gap.ts';
import type { Logins } from './logins.ts';
import type { Verdict } from './scanner.ts';
import { SpanMerger, Spans } from './spans.ts';
import type { UserScan } from './user/user-patterns.ts';

/**
 * What is masked besides by what no text has most of the time: the user's patterns, a login message, missing bytes. It
 * lies over the engine's verdicts as long as there is something of it.
 */
export class Overlay {
  readonly #own = new Spans();
  readonly #gap = new GapSpans();
  readonly #logins: Logins | undefined;
  readonly #user: UserScan | undefined;
  readonly #merger: SpanMerger;
  /** Bytes of the text since the overlay began. */
  #length = 0;

  constructor(logins: Logins | undefined, user: UserScan | undefined) {
    this.#logins = logins;
    this.#user = user;
    const lanes = [this.#gap.spans];
    if (logins !== undefined) lanes.push(logins.spans);
    lanes.push(this.#own);
    if (user !== undefined) lanes.push(user.spans);
    this.#merger = new SpanMerger(lanes);
  }

  get held(): number {
    return this.#length - this.#merger.emitted;
  }

  /** Whether nothing of it is left. */
  get isOver(): boolean {
    return this.#user === undefined && !this.#gap.isOpen && (this.#logins?.isOver ?? true) && this.held === 0;
  }

  /** The bytes that come next, and what the engine says of those that it has decided by now. */
  read(bytes: Uint8Array, verdicts: readonly Verdict[]): Verdict[] {
    this.#gap.read(bytes, this.#length);
    this.#logins?.read(bytes, 0, bytes.length, this.#length);
    this.#user?.read(bytes, 0, bytes.length, this.#length);
    this.#length += bytes.length;
    return this.#emit(verdicts);
  }

  end(verdicts: readonly Verdict[]): Verdict[] {
    this.#gap.end(this.#length);
    this.#logins?.end(this.#length);
    this.#user?.end(this.#length);
    return this.#emit(verdicts);
  }

  giveUp(verdicts: readonly Verdict[]): Verdict[] {
    return [...this.#emit(verdicts), ...this.#merger.mask(this.#length, 'undecided')];
  }

  /** Bytes are missing: `held` of those before them have no verdict of the engine, and get none. */
  gap(held: number): Verdict[] {
    const from = this.#merger.emitted;
    this.#length += held;
    this.#own.reset(this.#length);
    this.#logins?.reset(this.#length);
    this.#user?.reset(this.#length);
    this.#gap.open(from, this.#length);
    return this.#merger.emit();
  }

  /** The engine's verdicts follow each other without a gap. */
  #emit(verdicts: readonly Verdict[]): Verdict[] {
    let at = this.#own.judged;
    for (const { length, rule, continues } of verdicts) {
      if (!continues) this.#own.close(at);
      if (rule !== undefined && !this.#own.isOpen) this.#own.open(at, rule);
      at += length;
      this.#own.reached(at);
    }
    return this.#merger.emit();
  }
}

/** What follows missing bytes, until a place is certain. */
class GapSpans {
  readonly spans = new Spans();
  readonly #gap = new Gap();
  isOpen = false;

  open(from: number, to: number): void {
    this.spans.reset(to);
    this.isOpen = true;
    this.#gap.open();
    this.spans.open(from, 'gap');
    this.spans.reached(to);
  }

  read(bytes: Uint8Array, base: number): void {
    if (this.isOpen) {
      const index = this.#gap.read(bytes, 0, bytes.length);
      if (index >= 0) {
        this.isOpen = false;
        this.spans.close(base + index - this.#gap.held);
        this.spans.release();
      } else if (this.#gap.held > 0) this.spans.hold(base + bytes.length - this.#gap.held);
      else this.spans.release();
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    // What was never proved harmless is masked.
    this.spans.release();
    this.spans.reached(offset);
    this.spans.close(offset);
  }
}
