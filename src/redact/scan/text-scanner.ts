// SPDX-License-Identifier: Apache-2.0
import type { Scanner, Verdict } from '../scanner.ts';
import type { GapLane } from './gap-lane.ts';
import type { Lane } from './lane.ts';
import { LOOKBACK } from './piece.ts';
import { SpanMerger } from './span-merger.ts';

const NOTHING = Buffer.alloc(0);

export interface Lanes {
  gap: GapLane;
  /** Where several lanes begin a secret at the same byte, the first of them names it. */
  others: readonly Lane[];
}

/** Runs the lanes side by side over one text. */
export class TextScanner implements Scanner {
  readonly #createLanes: () => Lanes;
  #lanes: readonly Lane[] = [];
  #gapLane!: GapLane;
  #merger!: SpanMerger;
  #before: Buffer = NOTHING;
  #length = 0;

  constructor(createLanes: () => Lanes) {
    this.#createLanes = createLanes;
    this.reset();
  }

  get held(): number {
    return this.#length - this.#merger.emitted;
  }

  push(bytes: Buffer): Verdict[] {
    if (bytes.length === 0) return [];
    const from = this.#before.length;
    const all = from === 0 ? bytes : Buffer.concat([this.#before, bytes]);
    const piece = { bytes: all, from, base: this.#length - from };
    for (const lane of this.#lanes) lane.read(piece);
    this.#length += bytes.length;
    // A copy: the caller's buffer must not be kept alive by its last bytes.
    this.#before = Buffer.from(all.subarray(-LOOKBACK));
    return this.#merger.emit();
  }

  gap(): Verdict[] {
    const heldFrom = this.#merger.emitted;
    for (const lane of this.#lanes) lane.reset(this.#length);
    this.#gapLane.open(heldFrom);
    this.#before = NOTHING;
    return this.#merger.emit();
  }

  giveUp(): Verdict[] {
    return this.#merger.mask(this.#length, 'undecided');
  }

  end(): Verdict[] {
    for (const lane of this.#lanes) lane.end(this.#length);
    return this.#merger.emit();
  }

  reset(): void {
    const { gap, others } = this.#createLanes();
    this.#gapLane = gap;
    this.#lanes = [gap, ...others];
    this.#merger = new SpanMerger(this.#lanes.map(({ spans }) => spans));
    this.#before = NOTHING;
    this.#length = 0;
  }
}
