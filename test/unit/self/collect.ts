// SPDX-License-Identifier: Apache-2.0
import { DataPointType, MeterProvider, type MetricData, MetricReader } from '@opentelemetry/sdk-metrics';
import { HttpMetrics } from '../../../src/self/http-metrics.ts';
import { type ExportTimes, registerMetrics } from '../../../src/self/measure.ts';
import type { MetricSources } from '../../../src/self/metric-sources.ts';
import { KNOWN_METHODS } from '../run/stages.ts';

/** Collects when it is asked to. */
export class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface Collected {
  exportTimes: ExportTimes;
  http: HttpMetrics;
  /** The metrics as they are now, by name. Throws when one of the callbacks has. */
  collect(): Promise<Map<string, MetricData>>;
}

/** The metrics of these sources in the real SDK. */
export function metricsOf(sources: MetricSources): Collected {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('ktls-otel');
  const exportTimes = registerMetrics(meter, sources);
  const http = new HttpMetrics(meter, KNOWN_METHODS);
  return {
    exportTimes,
    http,
    async collect() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw new AggregateError(errors);
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
    },
  };
}

/** The points of a sum as [value, attributes]. */
export function pointsOf(metric: MetricData | undefined): [number, object][] {
  if (metric === undefined) return [];
  if (metric.dataPointType !== DataPointType.SUM) throw new TypeError(`${metric.descriptor.name} is no sum`);
  return metric.dataPoints.map(({ value, attributes }) => [value, attributes]);
}
