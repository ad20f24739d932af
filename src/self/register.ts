// SPDX-License-Identifier: Apache-2.0
import type { Meter, MetricOptions, Observable } from '@opentelemetry/api';
import { INSTRUMENTS, type InstrumentDefinition, type InstrumentName, type ObservedName } from './instruments.ts';
import { measure } from './measure.ts';
import type { MetricSources, Signal } from './metric-sources.ts';

/** Of the semantic conventions' durations, and on to OTEL_BLRP_EXPORT_TIMEOUT's default. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];

export interface ExportTimes {
  /** A batch was acknowledged, so long after it was first sent. */
  exported(signal: Signal, seconds: number): void;
}

/** Makes the instruments of the service; each collection asks the sources once. */
export function registerMetrics(meter: Meter, sources: MetricSources): ExportTimes {
  const observables = new Map<ObservedName, Observable>();
  for (const [name, definition] of Object.entries(INSTRUMENTS) as [InstrumentName, InstrumentDefinition][]) {
    if (definition.kind !== 'Histogram')
      observables.set(name as ObservedName, createObservable(meter, name, definition));
  }
  meter.addBatchObservableCallback(
    (result) => {
      for (const { name, value, attributes } of measure(sources)) {
        const observable = observables.get(name);
        if (observable) result.observe(observable, value, attributes);
      }
    },
    [...observables.values()],
  );
  const duration = meter.createHistogram('ktls.export.duration', {
    ...optionsOf(INSTRUMENTS['ktls.export.duration']),
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  return { exported: (signal, seconds) => duration.record(seconds, { 'ktls.signal': signal }) };
}

const optionsOf = ({ unit, description }: InstrumentDefinition): MetricOptions => ({ unit, description });

function createObservable(meter: Meter, name: string, definition: InstrumentDefinition): Observable {
  const options = optionsOf(definition);
  return definition.kind === 'Counter'
    ? meter.createObservableCounter(name, options)
    : meter.createObservableUpDownCounter(name, options);
}
