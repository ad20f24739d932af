// SPDX-License-Identifier: Apache-2.0
import type { Capture, CaptureCounts } from '../capture/capture.ts';
import type { Console } from '../console/console.ts';
import type { LogExport } from '../export/queued-exporter.ts';
import { type Loss, lossRecord } from '../records/event-records.ts';
import type { PlainResource } from '../records/resources.ts';
import { droppedRecords } from './account.ts';
import { LossWarnings } from './loss-warnings.ts';
import { Losses } from './losses.ts';
import type { Pipeline } from './pipeline.ts';

export interface LossTellerOptions {
  readonly capture: Capture;
  readonly pipeline: Pick<Pipeline, 'cgroupPath'>;
  readonly logExport: LogExport;
  /** Of the service itself. */
  readonly resource: PlainResource;
  readonly console: Console | undefined;
  readonly onWarning: (message: string) => void;
}

/** Tells losses in the stream of log records, on the console and by warnings. */
export class LossTeller {
  readonly #options: LossTellerOptions;
  readonly #warnings = new LossWarnings();
  readonly #losses: Losses;
  #isExportOver = false;

  constructor(options: LossTellerOptions) {
    this.#options = options;
    const { capture, pipeline, logExport } = options;
    this.#losses = new Losses({
      capture,
      dropped: () => droppedRecords({ capture, logExport }),
      cgroupPath: (id) => pipeline.cgroupPath(id),
      tell: (loss) => this.tell(loss),
    });
  }

  tell(loss: Loss): void {
    const { console, logExport, resource } = this.#options;
    const record = lossRecord(loss);
    console?.write(record);
    if (!this.#isExportOver) logExport.write(resource, record);
  }

  /** With `isLast`, what can still be exported is all told. */
  look(counts: CaptureCounts, isLast: boolean): void {
    this.#warnings.next(counts).forEach(this.#options.onWarning);
    this.#losses.look(counts, isLast);
  }

  /** What the end of the export has cost is told by the console and the account alone. */
  endAfterExport(counts: CaptureCounts): void {
    this.#isExportOver = true;
    this.look(counts, true);
  }
}
