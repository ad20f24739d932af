// SPDX-License-Identifier: Apache-2.0

import type { Meter, MetricOptions, Observable } from '@opentelemetry/api';
import { positive } from '../base/positive.ts';
import type { CaptureCounts } from '../capture/capture.ts';
import { lossesOf } from '../capture/counters.ts';
import type { Direction, Operation } from '../capture/event.ts';
import type { SpoolCounts } from '../export/queued-exporter.ts';
import {
  INSTRUMENTS,
  type InstrumentDefinition,
  type InstrumentName,
  type Measurement,
  type ObservedName,
} from './instruments.ts';
import type { ExportSource, MetricSources, OtlpSource, Signal } from './metric-sources.ts';

const SDK_NOUN = { logs: 'log', traces: 'span' } as const;

/** All values as they are now. What has not happened yet has no value, where what can happen is a long list. */
function measure(sources: MetricSources): Measurement[] {
  return [
    ...capture(sources.captureCounts()),
    ...failedCalls(sources),
    { name: 'ktls.records.unshown', value: sources.unshown(), attributes: {} },
    ...consoleDropped(sources.consoleDropped()),
    { name: 'ktls.ring.usage', value: sources.ringPendingBytes(), attributes: {} },
    { name: 'ktls.ring.limit', value: sources.ringBytes, attributes: {} },
    ...Object.entries(sources.exports).flatMap(([signal, source]) => exported(signal as Signal, source)),
    ...Object.entries(sources.self).flatMap(([signal, source]) => exportedOfItself(signal, source)),
    ...Array.from(
      sources.redactions.read(),
      ([rule, value]): Measurement => ({
        name: 'ktls.redactions',
        value,
        attributes: { 'ktls.redaction.rule': rule },
      }),
    ),
    ...connections(sources),
    { name: 'ktls.memory.usage', value: sources.memory.total, attributes: {} },
    { name: 'ktls.memory.limited', value: sources.memory.limited, attributes: {} },
    ...exchanges(sources),
    ...alerts(sources),
    ...tlsStat(sources),
    ...processUsage(sources),
  ];
}

function capture(counts: CaptureCounts): Measurement[] {
  const { captured, missed, filtered, copiedBytes, produced, lostBytes } = counts;
  return [
    { name: 'ktls.calls', value: captured, attributes: { 'ktls.call.outcome': 'captured' } },
    { name: 'ktls.calls', value: missed, attributes: { 'ktls.call.outcome': 'missed' } },
    ...positive(filtered).map(
      ([reason, value]): Measurement => ({
        name: 'ktls.calls',
        value,
        attributes: { 'ktls.call.outcome': 'filtered', 'ktls.filter.reason': reason },
      }),
    ),
    { name: 'ktls.plaintext.copied', value: copiedBytes, attributes: {} },
    { name: 'ktls.plaintext.lost', value: lostBytes, attributes: {} },
    { name: 'ktls.records.produced', value: produced, attributes: {} },
    ...Object.entries(lossesOf(counts)).map(
      ([reason, value]): Measurement => ({
        name: 'ktls.records.lost',
        value,
        attributes: { 'ktls.loss.reason': reason },
      }),
    ),
  ];
}

const consoleDropped = (value: number | undefined): Measurement[] =>
  value === undefined ? [] : [{ name: 'ktls.console.dropped', value, attributes: {} }];

function failedCalls(sources: MetricSources): Measurement[] {
  return sources.failedCalls().map(({ operation, error, calls }) => ({
    name: 'ktls.failed_calls',
    value: calls,
    attributes: {
      'network.io.direction': ioDirection(directionOf(operation)),
      'ktls.operation': operation,
      'error.type': error,
    },
  }));
}

function exported(signal: Signal, source: ExportSource): Measurement[] {
  const attributes = { 'ktls.signal': signal };
  const { exported: value, dropped, inFlight } = source.counters();
  const { records, bytes } = source.depth();
  return [
    { name: 'ktls.export.exported', value, attributes },
    ...positive(dropped).map(
      ([reason, count]): Measurement => ({
        name: 'ktls.export.dropped',
        value: count,
        attributes: { ...attributes, 'ktls.drop.reason': reason },
      }),
    ),
    { name: 'ktls.export.in_flight', value: inFlight, attributes },
    { name: 'ktls.export.queue.length', value: records, attributes },
    { name: 'ktls.export.queue.usage', value: bytes, attributes },
    ...spooled(signal, source.spool?.()),
    ...(source.otlp === undefined ? [] : exportedByOtlp(signal, source.otlp)),
  ];
}

function spooled(signal: Signal, counts: SpoolCounts | undefined): Measurement[] {
  if (counts === undefined) return [];
  const attributes = { 'ktls.signal': signal };
  return [
    { name: 'ktls.spool.taken_over', value: counts.takenOver, attributes },
    { name: 'ktls.spool.in_flight', value: counts.inFlight, attributes },
    { name: 'ktls.spool.usage', value: counts.bytes, attributes },
    { name: 'ktls.spool.limit', value: counts.maxBytes, attributes },
    ...positive(counts.errors).map(
      ([error, value]): Measurement => ({
        name: 'ktls.spool.errors',
        value,
        attributes: { ...attributes, 'error.type': error },
      }),
    ),
  ];
}

/** The same by the names of the semantic conventions, which count log records and spans of OTLP. */
function exportedByOtlp(signal: Signal, { component, counts }: OtlpSource): Measurement[] {
  const noun = SDK_NOUN[signal];
  const { processed, late, unqueued, queued, capacity, sending, exported: acknowledged, failed } = counts();
  const { processor, exporter } = component;
  return [
    { name: `otel.sdk.processor.${noun}.processed`, value: processed, attributes: processor },
    ...positive({ already_shutdown: late, queue_full: unqueued }).map(
      ([error, value]): Measurement => ({
        name: `otel.sdk.processor.${noun}.processed`,
        value,
        attributes: { ...processor, 'error.type': error },
      }),
    ),
    { name: `otel.sdk.processor.${noun}.queue.size`, value: queued, attributes: processor },
    ...(capacity === undefined
      ? []
      : [{ name: `otel.sdk.processor.${noun}.queue.capacity` as const, value: capacity, attributes: processor }]),
    { name: `otel.sdk.exporter.${noun}.inflight`, value: sending, attributes: exporter },
    { name: `otel.sdk.exporter.${noun}.exported`, value: acknowledged, attributes: exporter },
    ...positive(failed).map(
      ([reason, value]): Measurement => ({
        name: `otel.sdk.exporter.${noun}.exported`,
        value,
        attributes: { ...exporter, 'error.type': reason },
      }),
    ),
  ];
}

function exportedOfItself(signal: string, source: Pick<ExportSource, 'counters'>): Measurement[] {
  const attributes = { 'ktls.signal': signal };
  const { exported: value, dropped } = source.counters();
  return [
    { name: 'ktls.self.exported', value, attributes },
    ...positive(dropped).map(
      ([reason, count]): Measurement => ({
        name: 'ktls.self.dropped',
        value: count,
        attributes: { ...attributes, 'ktls.drop.reason': reason },
      }),
    ),
  ];
}

function connections(sources: MetricSources): Measurement[] {
  return Array.from(sources.standings(), ([{ content, only }, value]) => ({
    name: 'ktls.connections',
    value,
    attributes: {
      'ktls.connection.content': content,
      ...(only !== undefined && { 'network.io.direction': ioDirection(only) }),
    },
  }));
}

function exchanges(sources: MetricSources): Measurement[] {
  return sources.exchanges.read().map(({ role, status, errorType, unseen, count }) => ({
    name: 'ktls.http.exchanges',
    value: count,
    attributes: {
      'ktls.http.role': role,
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(errorType !== undefined && { 'error.type': errorType }),
      ...(unseen !== undefined && { 'ktls.http.unseen': unseen }),
    },
  }));
}

function alerts(sources: MetricSources): Measurement[] {
  return sources.alerts.read().map(({ direction, level, description, count }) => ({
    name: 'ktls.alerts',
    value: count,
    attributes: {
      'network.io.direction': ioDirection(direction),
      'ktls.alert.level': level,
      'ktls.alert.description': description,
    },
  }));
}

function tlsStat(sources: MetricSources): Measurement[] {
  return Array.from(sources.tlsStat(), ([stat, value]) => ({
    name: stat.startsWith('TlsCurr') ? 'ktls.kernel.connections' : 'ktls.kernel.tls_stat',
    value,
    attributes: { 'ktls.tls_stat.name': stat },
  }));
}

function processUsage(sources: MetricSources): Measurement[] {
  const { userSeconds, systemSeconds, residentBytes } = sources.processUsage();
  return [
    { name: 'process.cpu.time', value: userSeconds, attributes: { 'cpu.mode': 'user' } },
    { name: 'process.cpu.time', value: systemSeconds, attributes: { 'cpu.mode': 'system' } },
    { name: 'process.memory.usage', value: residentBytes, attributes: {} },
  ];
}

const ioDirection = (direction: Direction): string => (direction === 'TX' ? 'transmit' : 'receive');

const directionOf = (operation: Operation): Direction =>
  operation === 'sendmsg' || operation === 'sendpage' ? 'TX' : 'RX';

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
