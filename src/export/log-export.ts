// SPDX-License-Identifier: Apache-2.0
import type { LogRecord } from '@opentelemetry/api-logs';
import type { RecordExport } from './record-export.ts';

/**
 * A log record that says how many captured events it completes.
 * A long event becomes several records, of which only the last one counts 1.
 */
export interface CountedLogRecord extends LogRecord {
  /** default 1 */
  events?: number;
}

export type LogExport = RecordExport<CountedLogRecord>;
