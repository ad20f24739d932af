// SPDX-License-Identifier: Apache-2.0
import type { Capture, CaptureCounts } from '../capture/capture.ts';
import { Ledger } from '../capture/ledger.ts';
import { PinError, type PinnedRun, pinRun } from '../capture/pinned-run.ts';
import type { EventSink } from '../capture/reader.ts';
import { openLibbpf } from '../ffi/libbpf.ts';
import { openLibc } from '../ffi/libc.ts';
import { runKey } from './killed-runs.ts';
import { type Fates, RunLedger } from './run-ledger.ts';
import { RunMarker } from './run-marker.ts';

export interface KeepOptions {
  readonly maps: Capture['runMaps'];
  /** undefined: there is no spool. */
  readonly spoolFolder: string | undefined;
  /** Records that this run has found in the spool. */
  readonly takenOver: number;
  readonly onWarning: (message: string) => void;
  readonly onInfo: (message: string) => void;
}

/** What a run keeps of itself for the next one, should it be killed; disposing removes it. */
export class KeptRun implements Disposable {
  /** Runs that were killed; none where that can't be known. */
  readonly left: PinnedRun['left'];
  readonly unended: string | undefined;
  readonly #marker: RunMarker | undefined;
  readonly #ledger: RunLedger;
  readonly #pinned: PinnedRun | undefined;

  private constructor(ledger: RunLedger, marker: RunMarker | undefined, pinned: PinnedRun | undefined) {
    this.#ledger = ledger;
    this.#marker = marker;
    this.#pinned = pinned;
    this.left = pinned?.left ?? [];
    this.unended = marker?.unended;
  }

  /** Takes what killed runs have left, and keeps what can be kept of this one. */
  static async keep({ maps, spoolFolder, takenOver, onWarning, onInfo }: KeepOptions): Promise<KeptRun> {
    const key = runKey(spoolFolder);
    // Before it is pinned: nobody finds an empty one.
    const ledger = new RunLedger({ ledger: new Ledger(maps.ledger), takenOver, onWarning });
    const marker = spoolFolder === undefined ? undefined : new RunMarker(spoolFolder);
    try {
      const pinned = await pinRun({ libbpf: openLibbpf(), libc: openLibc(), key, maps });
      return new KeptRun(ledger, marker, pinned);
    } catch (error) {
      if (!(error instanceof PinError)) throw error;
      onInfo(`${error.message}: what this run loses if it is killed will not be known`);
      ledger[Symbol.dispose]();
      return new KeptRun(ledger, marker, undefined);
    }
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
    for (const resource of [this.#ledger, this.#pinned, this.#marker]) resource?.[Symbol.dispose]();
  }
}
