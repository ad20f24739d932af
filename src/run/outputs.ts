// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { Capture } from '../capture/capture.ts';
import type { LogExport, SpanExport } from '../export/queued-exporter.ts';
import type { ExportTimes } from '../self/measure.ts';
import type { MetricSources } from '../self/metric-sources.ts';
import { droppedRecords } from './account.ts';
import { logExportFromSettings, spanExportFromSettings } from './exports-from-settings.ts';

export interface OutputsOptions {
  readonly scope: { readonly name: string; readonly version: string };
  readonly onWarning: (message: string) => void;
}

/** Where records and spans go. */
export class Outputs {
  readonly logExport: LogExport;
  readonly spanExport: SpanExport;
  /** There once the metrics are. */
  times: ExportTimes | undefined;

  /** Throws OtlpSettingsError. */
  constructor(settings: Settings, options: OutputsOptions) {
    this.logExport = logExportFromSettings(settings, {
      ...options,
      onExported: (seconds) => this.times?.exported('logs', seconds),
    });
    this.spanExport = spanExportFromSettings(settings, {
      ...options,
      onExported: (seconds) => this.times?.exported('traces', seconds),
    });
  }

  sources(capture: Capture): MetricSources['exports'] {
    const { logExport, spanExport } = this;
    return {
      logs: {
        counters: () => ({ ...logExport.counters(), dropped: droppedRecords({ capture, logExport }) }),
        depth: () => logExport.depth(),
      },
      traces: { counters: () => spanExport.counters(), depth: () => spanExport.depth() },
    };
  }

  async shutdown(overdue: AbortSignal): Promise<void> {
    await Promise.all([this.logExport.shutdown(overdue), this.spanExport.shutdown(overdue)]);
  }
}
