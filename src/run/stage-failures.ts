// SPDX-License-Identifier: Apache-2.0

import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import type { LogExport, SpanExport } from '../export/queued-exporter.ts';
import type { Failure } from './connection-guard.ts';
import { type StageError, toStageError } from './stage-error.ts';

const REASON = 'error';

/** Counts what stages that throw cost, with the reason `error`, and warns of it: at most once a minute. */
export class StageFailures {
  readonly #exports: { logs: Pick<LogExport, 'drop'>; spans: Pick<SpanExport, 'drop'> };
  readonly #warnings: RateLimitedWarnings;

  constructor(
    exports: { logs: Pick<LogExport, 'drop'>; spans: Pick<SpanExport, 'drop'> },
    onWarning: (message: string) => void,
    now?: () => number,
  ) {
    this.#exports = exports;
    this.#warnings = new RateLimitedWarnings(onWarning, now);
  }

  ofConnection({ error, connectionId, records }: Failure): void {
    this.#exports.logs.drop(REASON, records);
    const masked = connectionId === undefined ? '' : `, and connection ${connectionId} is masked from here on`;
    this.#warn(error, `${records} records dropped${masked}`);
  }

  /** Writes a span; when that throws, the span is given up and nothing else. */
  ofSpan(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#exports.spans.drop(REASON, 1);
      this.#warn(toStageError('export', error), '1 span dropped');
    }
  }

  #warn(error: StageError, cost: string): void {
    this.#warnings.warn('stage', `${error.message}: ${cost}`);
  }
}
