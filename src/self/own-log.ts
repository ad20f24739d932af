// SPDX-License-Identifier: Apache-2.0
import { type Logger, SeverityNumber } from '@opentelemetry/api-logs';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
/** OTEL_LOG_LEVEL */
export type LogThreshold = LogLevel | 'none' | 'verbose' | 'all';

const RANK: Record<LogThreshold, number> = { none: 0, error: 1, warn: 2, info: 3, debug: 4, verbose: 5, all: 6 };
const SEVERITY: Record<LogLevel, SeverityNumber> = {
  error: SeverityNumber.ERROR,
  warn: SeverityNumber.WARN,
  info: SeverityNumber.INFO,
  debug: SeverityNumber.DEBUG,
};

const LINE_BREAKS = /(:?)\s*[\r\n]\s*/g;

/**
 * What the service says about itself: a line on standard error, and, from the moment that a logger is there, a log
 * record. It takes plain text only, which becomes one line; nothing that was captured may get here.
 */
export class OwnLog {
  readonly #threshold: LogThreshold;
  readonly #write: (line: string) => void;
  #logger: Logger | undefined;

  constructor(threshold: LogThreshold, write: (line: string) => void) {
    this.#threshold = threshold;
    this.#write = write;
  }

  exportTo(logger: Logger): void {
    this.#logger = logger;
  }

  log(level: LogLevel, text: string): void {
    if (RANK[level] > RANK[this.#threshold]) return;
    const message = text.replace(LINE_BREAKS, (_, colon) => (colon ? ': ' : '; '));
    this.#write(`ktls-otel: ${level}: ${message}\n`);
    this.#logger?.emit({ severityNumber: SEVERITY[level], severityText: level.toUpperCase(), body: message });
  }
}
