// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import { sleep } from '../base/sleep.ts';
import { resultOfSdkExport } from '../export/export-result.ts';
import { isSecureTarget } from '../export/grpc-client.ts';
import { OtlpSettingsError, otlpSettings, TlsFiles } from '../export/otlp-client.ts';
import type { ExportCounters } from '../export/queued-exporter.ts';
import { type Sendable, Sender, type SenderOptions } from '../export/sender.ts';

/** An exporter of the SDK, around which this stands: it gives up what it could not send at once. */
interface SdkExporter<Payload> {
  export(payload: Payload, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

interface Kept<Payload> extends Sendable {
  readonly payload: Payload;
}

interface KeepingOptions<Payload> {
  /** What is counted. */
  readonly noun: string;
  /** How much is kept of that, beside what is being sent: what waits for longest is dropped first. */
  readonly most: number;
  readonly countOf: (payload: Payload) => number;
}

export interface KeepingSurroundings {
  /** Never told what was to be sent. What it is told must not be exported. */
  readonly onWarning: (message: string) => void;
  readonly sleep?: SenderOptions<never>['sleep'];
}

/**
 * Keeps what it is given, has it sent one after the other, and again as often as that takes, and counts what became of it.
 * To the SDK it has taken everything at once, else a processor would hold no more than one export.
 */
class KeepingExporter<Payload> {
  readonly #exporter: () => SdkExporter<Payload>;
  readonly #options: KeepingOptions<Payload>;
  readonly #sender: Sender<Kept<Payload>>;
  readonly #waiting: Kept<Payload>[] = [];
  #inFlight = 0;
  #isShutDown = false;

  /** @param exporter as it is to be for the next attempt */
  constructor(
    exporter: () => SdkExporter<Payload>,
    options: KeepingOptions<Payload>,
    surroundings: KeepingSurroundings,
  ) {
    this.#exporter = exporter;
    this.#options = options;
    this.#sender = new Sender({
      queue: {
        take: () => this.#waiting.shift(),
        halve: () => false,
        release: ({ events }) => {
          this.#inFlight -= events;
        },
      },
      attempt: (kept, signal) => this.#attempt(kept.payload, signal),
      concurrency: 1,
      retriesAtEnd: false,
      noun: options.noun,
      onExported: () => {},
      warnings: new RateLimitedWarnings(surroundings.onWarning),
      sleep: surroundings.sleep ?? sleep,
    });
  }

  export(payload: Payload, done: (result: ExportResult) => void): void {
    const count = this.#options.countOf(payload);
    if (this.#isShutDown) {
      this.#sender.drop('shutdown', count, 'they came after the end');
    } else {
      this.#waiting.push({ payload, records: count, events: count });
      this.#inFlight += count;
      this.#sender.send();
      this.#makeRoom();
    }
    done({ code: ExportResultCode.SUCCESS });
  }

  #makeRoom(): void {
    const { most } = this.#options;
    let waiting = this.#waiting.reduce((sum, { events }) => sum + events, 0);
    while (waiting > most) {
      const { events } = this.#waiting.shift() as Kept<Payload>;
      waiting -= events;
      this.#inFlight -= events;
      this.#sender.drop('queue_full', events, `no more than ${most} are kept`);
    }
  }

  /** The SDK's exporter can't cancel what it sends. */
  #attempt(payload: Payload, signal: AbortSignal): Promise<ReturnType<typeof resultOfSdkExport>> {
    return new Promise((resolve) => {
      const cancel = (): void => resolve({ kind: 'retryable', status: 'CANCELLED', detail: '' });
      signal.addEventListener('abort', cancel);
      this.#exporter().export(payload, (result) => {
        signal.removeEventListener('abort', cancel);
        resolve(resultOfSdkExport(result));
      });
    });
  }

  /** From now on nothing is tried again: the first attempt that fails is the last, and all that waits is dropped. */
  hurry(): void {
    this.#sender.hurry();
  }

  /** Drops all that is not exported. */
  giveUp(): void {
    this.#sender.giveUp();
  }

  /** Resolves when all is exported or dropped. */
  forceFlush(): Promise<void> {
    this.#sender.send();
    return this.#sender.whenSent();
  }

  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    this.hurry();
    await this.forceFlush();
    await this.#exporter().shutdown();
  }

  counters(): ExportCounters {
    return { exported: this.#sender.exported, dropped: this.#sender.dropped.toRecord(), inFlight: this.#inFlight };
  }
}

/** As many as the SDK's own processor keeps by default (OTEL_BLRP_MAX_QUEUE_SIZE). */
const MOST_RECORDS = 2048;
/** At the default interval, of an hour. */
const MOST_COLLECTIONS = 60;

/** The service's own log records, kept until they are exported. */
export class KeepingLogRecordExporter extends KeepingExporter<ReadableLogRecord[]> implements LogRecordExporter {
  constructor(exporter: () => LogRecordExporter, surroundings: KeepingSurroundings) {
    const countOf = (records: ReadableLogRecord[]): number => records.length;
    super(exporter, { noun: 'records of the own log', most: MOST_RECORDS, countOf }, surroundings);
  }
}

/** Collections of the service's metrics, kept until they are exported. */
export class KeepingMetricExporter extends KeepingExporter<ResourceMetrics> implements PushMetricExporter {
  readonly selectAggregation: NonNullable<PushMetricExporter['selectAggregation']>;
  readonly selectAggregationTemporality: NonNullable<PushMetricExporter['selectAggregationTemporality']>;

  constructor(exporter: () => Required<PushMetricExporter>, surroundings: KeepingSurroundings) {
    super(exporter, { noun: 'collections of metrics', most: MOST_COLLECTIONS, countOf: () => 1 }, surroundings);
    this.selectAggregation = (type) => exporter().selectAggregation(type);
    this.selectAggregationTemporality = (type) => exporter().selectAggregationTemporality(type);
  }
}

/**
 * An exporter of the SDK by OTLP, as it is to be now: it reads its certificates when it is made, so it is made anew when
 * they have changed. Throws OtlpSettingsError.
 */
export function renewedExporter<Exporter extends { shutdown(): Promise<void> }>(
  { settings, signal }: { settings: Settings; signal: SignalName },
  makeExporter: () => Exporter,
  onWarning: (message: string) => void,
): () => Exporter {
  const connection = otlpSettings(settings, signal);
  const isSecure = connection.protocol === 'grpc' ? isSecureTarget(connection) : /^https:/i.test(connection.endpoint);
  let exporter: Exporter | undefined;
  const make = (): Exporter => {
    void exporter?.shutdown().catch(() => {});
    exporter = makeExporter();
    return exporter;
  };
  if (!isSecure) {
    const only = make();
    return () => only;
  }
  const problems: string[] = [];
  const files = TlsFiles.open(connection, problems, make, onWarning);
  if (files === undefined) throw new OtlpSettingsError(problems);
  return () => files.current();
}
