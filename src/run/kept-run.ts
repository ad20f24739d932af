// SPDX-License-Identifier: Apache-2.0
import type { Capture, CaptureCounts } from '../capture/capture.ts';
import type { LeftRun } from '../capture/pinned-run.ts';
import type { EventSink } from '../capture/reader.ts';
import { type Fates, RunLedger } from './run-ledger.ts';
import type { KeptMaps, RunOfSpool } from './run-maps.ts';
import { RunMarker } from './run-marker.ts';

export interface KeepOptions extends RunOfSpool {
  readonly ledger: Capture['ledger'];
  readonly kept: Pick<KeptMaps, 'left' | 'problem'>;
  readonly onWarning: (message: string) => void;
  readonly onInfo: (message: string) => void;
}

/** What a run keeps of itself for the next one, should it be killed; disposing ends it. */
export class KeptRun implements Disposable {
  /** Runs that were killed; none where that can't be known. */
  readonly left: readonly LeftRun[];
  readonly unended: string | undefined;
  readonly #marker: RunMarker | undefined;
  readonly #ledger: RunLedger;

  constructor({ ledger, kept, spoolFolder, takenOver, onWarning, onInfo }: KeepOptions) {
    this.left = kept.left;
    this.#ledger = new RunLedger({ ledger, takenOver, onWarning });
    this.#marker = spoolFolder === undefined ? undefined : new RunMarker(spoolFolder);
    this.unended = this.#marker?.unended;
    if (kept.problem === undefined) return;
    onInfo(`${kept.problem}: what this run loses if it is killed will not be known`);
    this.#ledger[Symbol.dispose]();
  }

  follow(fates: () => Fates): void {
    this.#ledger.follow(fates);
  }

  /** What became of records may have changed. */
  touch(): void {
    this.#ledger.touch();
  }

  /** The same sink, of which each event is noticed. */
  noticing(sink: EventSink): EventSink {
    return {
      push: (event) => {
        sink.push(event);
        this.touch();
      },
      hasRoom: () => sink.hasRoom(),
      room: () => sink.room(),
    };
  }

  look(counts: CaptureCounts): void {
    this.#ledger.look(counts);
  }

  [Symbol.dispose](): void {
    for (const resource of [this.#ledger, this.#marker]) resource?.[Symbol.dispose]();
  }
}
