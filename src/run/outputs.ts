// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { Capture } from '../capture/capture.ts';
import type { LogExport, RecordExport, SpanExport } from '../export/queued-exporter.ts';
import type { ExportTimes } from '../self/measure.ts';
import { type MetricSources, type OtlpSource, otlpComponent, type Signal } from '../self/metric-sources.ts';
import { droppedRecords } from './account.ts';
import { logExportFromSettings, spanExportFromSettings } from './exports-from-settings.ts';
import type { Spools } from './spools.ts';

export interface OutputsOptions {
  readonly scope: { readonly name: string; readonly version: string };
  readonly onWarning: (message: string) => void;
  readonly spools?: Spools;
}

/** Where records and spans go. */
export class Outputs {
  readonly logExport: LogExport;
  readonly spanExport: SpanExport;
  readonly #settings: Settings;
  /** There once the metrics are. */
  times: ExportTimes | undefined;
  /** Called after what became of log records may have changed. */
  onChange = (): void => {};

  /** Throws OtlpSettingsError. */
  constructor(settings: Settings, { spools = {}, ...options }: OutputsOptions) {
    this.#settings = settings;
    this.logExport = logExportFromSettings(settings, {
      ...options,
      spool: spools.logs,
      onExported: (seconds) => this.times?.exported('logs', seconds),
      onChange: () => this.onChange(),
    });
    this.spanExport = spanExportFromSettings(settings, {
      ...options,
      spool: spools.traces,
      onExported: (seconds) => this.times?.exported('traces', seconds),
    });
  }

  sources(capture: Capture): MetricSources['exports'] {
    const { logExport, spanExport } = this;
    return {
      logs: {
        counters: () => ({ ...logExport.counters(), dropped: droppedRecords({ capture, logExport }) }),
        depth: () => logExport.depth(),
        otlp: this.#otlpSource('logs', logExport),
        spool: () => logExport.spoolCounts?.(),
      },
      traces: {
        counters: () => spanExport.counters(),
        depth: () => spanExport.depth(),
        otlp: this.#otlpSource('traces', spanExport),
        spool: () => spanExport.spoolCounts?.(),
      },
    };
  }

  #otlpSource(signal: Signal, source: Pick<RecordExport<never>, 'otlpCounts'>): OtlpSource | undefined {
    const counts = source.otlpCounts?.bind(source);
    return counts && { component: otlpComponent(this.#settings, signal), counts };
  }

  async shutdown(overdue: AbortSignal): Promise<void> {
    await Promise.all([this.logExport.shutdown(overdue), this.spanExport.shutdown(overdue)]);
  }
}
