// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePrometheus, type Samples } from '../unit/self/prometheus-text.ts';

/** Prometheus' own default for OpenTelemetry. */
const DEFAULT_PORT = 9464;
const POLL_MILLIS = 100;
const POLLS = 1200;

/** Settings under which the service's metrics can be read by scrape. */
export const scrapedAt = (port = DEFAULT_PORT): Record<string, string> => ({
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
});

/** The service's metrics as they are now: those of one name, none when nothing of it was counted. */
export interface Scraped {
  of(name: string): Samples;
  /** Of all its samples. */
  sum(name: string): number;
}

async function scrape(port: number): Promise<Scraped> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!response.ok) throw new Error(`/metrics: ${response.status}`);
  const metrics = parsePrometheus(await response.text());
  const of = (name: string): Samples => metrics.get(name) ?? new Map();
  return { of, sum: (name) => [...of(name).values()].reduce((total, value) => total + value, 0) };
}

/** The metrics once this is true of them; throws when that does not come. */
export async function scrapeUntil(
  what: string,
  isTrue: (metrics: Scraped) => boolean,
  port = DEFAULT_PORT,
): Promise<Scraped> {
  for (let poll = 0; poll < POLLS; poll++) {
    const metrics = await scrape(port);
    if (isTrue(metrics)) return metrics;
    await sleep(POLL_MILLIS);
  }
  throw new Error(`${what}: this did not come`);
}

/** Whether every record that was produced has come to its end. */
export function isAtRest({ of, sum }: Scraped): boolean {
  const ofLogs = (name: string): number =>
    Array.from(of(name)).reduce(
      (total, [labels, value]) => (labels.includes('ktls_signal=logs') ? total + value : total),
      0,
    );
  const ended =
    sum('ktls_records_lost_total') +
    sum('ktls_records_unshown_total') +
    ofLogs('ktls_export_exported_total') +
    ofLogs('ktls_export_dropped_total');
  return (
    sum('ktls_ring_usage') === 0 && sum('ktls_export_in_flight') === 0 && ended === sum('ktls_records_produced_total')
  );
}
