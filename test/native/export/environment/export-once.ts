// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { metrics, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { type LogAttributes, logs } from '@opentelemetry/api-logs';
import { SamplingDecision } from '@opentelemetry/sdk-trace-base';
import { loadSettings } from '../../../../config/load.ts';
import { parsePropagators } from '../../../../config/propagators.ts';
import type { Settings } from '../../../../config/schema.ts';
import { parseTokens } from '../../../../config/token-list.ts';
import { onAbort } from '../../../../src/base/on-abort.ts';
import { createHostResource, createResource, ProgramResources } from '../../../../src/records/resources.ts';
import { Scrub } from '../../../../src/redact/scrub.ts';
import {
  type ExportOptions,
  logExportFromSettings,
  spanExportFromSettings,
} from '../../../../src/run/exports-from-settings.ts';
import { OwnLog } from '../../../../src/self/own-log.ts';
import { startSdk } from '../../../../src/self/sdk.ts';
import { Routes } from '../../../../src/trace/routes.ts';
import { samplerFromSettings } from '../../../../src/trace/sampler.ts';
import { describeExchange } from '../../../../src/trace/span-attributes.ts';
import type { SpanData } from '../../../../src/trace/span-data.ts';
import { traceParent } from '../../../../src/trace/trace-parent.ts';
import { ORIGIN } from '../../../unit/capture/events.ts';
import { recordOf } from '../../../unit/export/captured-records.ts';
import { SPAN } from '../../../unit/export/spans.ts';
import { endedExchange } from '../../../unit/http/ended-exchange.ts';
import { COMM, PARENT, RUN } from './run-attribute.ts';

const SCOPE = { name: 'captured', version: '1' };
/** What a metric takes that is slow to tell. */
const SLOW_MILLIS = 50;
const SERVICE = { name: 'nginx', namespace: undefined, by: 'process' } as const;
const PROGRAM = { ...ORIGIN, pid: 7, containerId: undefined, service: SERVICE };

export interface ExportOnce {
  env: Record<string, string>;
  /** In the attribute RUN of all that is exported. */
  run: string;
  records?: number;
  /** How long the end may take: what is not acknowledged by then is given up. */
  deadlineMillis?: number;
  /** While everything is running, after the records were written. */
  meanwhile?: () => Promise<void>;
}

/** Starts what the service starts with these variables, exports log records, spans and metrics, and ends it. */
export async function exportOnce({
  env,
  run,
  records = 1,
  deadlineMillis = 10_000,
  meanwhile,
}: ExportOnce): Promise<void> {
  const { settings, otelEnvironment } = loadSettings({ env });
  const before = { ...process.env };
  Object.assign(process.env, otelEnvironment);
  try {
    const { captured, end } = await start(settings);
    sayOfItself(settings, run);
    for (let index = 0; index < records; index++) captured(index, run);
    try {
      await meanwhile?.();
    } finally {
      await end(AbortSignal.timeout(deadlineMillis));
    }
  } finally {
    logs.disable();
    metrics.disable();
    for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The exports; `captured` writes a record and, where it is sampled, a span. */
async function start(settings: Settings) {
  const own = await createResource(settings.otel.service_name, '1');
  // What is there answers at the first attempt.
  const [logsFailed, spansFailed] = [new AbortController(), new AbortController()];
  const optionsOf = (failed: AbortController): ExportOptions => ({
    scope: SCOPE,
    onWarning: (message) => {
      // What finds no room has failed at nothing.
      if (!message.includes('no more may wait')) failed.abort();
    },
  });
  const logExport = logExportFromSettings(settings, optionsOf(logsFailed));
  const spanExport = spanExportFromSettings(settings, optionsOf(spansFailed));
  // After the exports, as in the service.
  const sdkOverdue = new AbortController();
  const sdk = await startSdk(own, settings, { onWarning: () => {}, overdue: sdkOverdue.signal });
  const host = await createHostResource();
  const programs = new ProgramResources({ own, host, isNamed: settings.otel.service_name !== null });
  const isSampled = samples(settings);
  return {
    captured(index: number, run: string): void {
      // The run first, which no limit leaves out.
      const common = { [RUN]: run, 'ktls.comm': COMM };
      const record = { ...common, 'process.pid': PROGRAM.pid };
      logExport.write(programs.of(PROGRAM), recordOf(`${index}`, { attributes: record }));
      const span = { ...SPAN, ...parentOf(settings), attributes: { ...common, ...describe(settings), ...common } };
      if (isSampled) spanExport.write(programs.of(PROGRAM), span);
    },
    async end(overdue: AbortSignal): Promise<void> {
      onAbort(overdue, () => sdkOverdue.abort());
      await Promise.all([
        logExport.shutdown(AbortSignal.any([overdue, logsFailed.signal])),
        spanExport.shutdown(AbortSignal.any([overdue, spansFailed.signal])),
        sdk.shutdown(),
      ]);
    },
  };
}

/** Of a request with fields of B3. */
function parentOf({ otel }: Settings): Pick<SpanData, 'parentSpanId'> {
  const fields = [['b3', `${SPAN.context.traceId}-${PARENT}-1`]] as const;
  return { parentSpanId: traceParent(fields, parsePropagators(otel.propagators))?.span.spanId };
}

/** What a span says of a request with the method BREW, which is none by default. */
function describe({ otel }: Settings): LogAttributes {
  const request = { method: 'BREW', target: '/', authority: undefined, fields: [] };
  const knownMethods = new Set(parseTokens(otel.instrumentation_http_known_methods));
  const headers = { request: [], response: [] };
  const options = { knownMethods, scrub: new Scrub(undefined), routes: new Routes('none'), headers, showsHeads: false };
  return describeExchange({ ...endedExchange(200), request }, request, ORIGIN, 'server', options).attributes;
}

function samples(settings: Settings): boolean {
  const { traceId } = SPAN.context;
  const { decision } = samplerFromSettings(settings).shouldSample(
    ROOT_CONTEXT,
    traceId,
    SPAN.name,
    SpanKind.CLIENT,
    {},
    [],
  );
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** A log record at each level, a count of 3, and a metric that is slow to tell. */
function sayOfItself(settings: Settings, run: string): void {
  const ownLog = new OwnLog(settings.otel.log_level, () => {});
  ownLog.exportTo(logs.getLogger('own'));
  for (const level of ['error', 'warn', 'info', 'debug'] as const) ownLog.log(level, run);
  const meter = metrics.getMeter('own');
  meter.createCounter('test.count').add(3, { [RUN]: run });
  meter.createObservableGauge('test.slow').addCallback(async (result) => {
    await delay(SLOW_MILLIS);
    result.observe(1, { [RUN]: run });
  });
}
