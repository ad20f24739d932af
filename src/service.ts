// SPDX-License-Identifier: Apache-2.0
import { release } from 'node:os';
import { diag, DiagLogLevel, metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { otlpEndpoint } from '../config/otlp.ts';
import { parseRedactionRules } from '../config/redaction-rules.ts';
import type { Reloaded } from '../config/reload.ts';
import type { Settings } from '../config/schema.ts';
import { account, droppedRecords } from './account.ts';
import type { Capture } from './capture/capture.ts';
import type { AttachChoice } from './check/choose-attach.ts';
import { consoleFromSettings } from './console/console-from-settings.ts';
import { written } from './console/written.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { LogExport } from './export/log-export.ts';
import type { SpanExport } from './export/span-export.ts';
import { exportsToCollector, logExportFromSettings, spanExportFromSettings } from './exports-from-settings.ts';
import { healthFromSettings } from './health/health-from-settings.ts';
import { openNghttp2 } from './http/http2/nghttp2.ts';
import { LossWarnings } from './loss-warnings.ts';
import { AlertCounts } from './metrics/alert-counts.ts';
import { ExchangeCounts } from './metrics/exchange-counts.ts';
import type { MetricSources } from './metrics/metric-sources.ts';
import { readProcessUsage } from './metrics/process-usage.ts';
import { RedactionCounts } from './metrics/redaction-counts.ts';
import { type ExportTimes, registerMetrics } from './metrics/register.ts';
import { readTlsStat } from './metrics/tls-stat.ts';
import { aborted, onAbort } from './on-abort.ts';
import { Pipeline } from './pipeline.ts';
import { Processes } from './process/processes.ts';
import { createScannerFactory } from './redact/scan/factory.ts';
import { Reload } from './reload.ts';
import { createStages } from './stages.ts';
import { type CapturePlace, startCapture } from './start-capture.ts';
import { StopSignal } from './stop-signal.ts';
import { Streams } from './stream/streams.ts';
import { OwnLog } from './telemetry/own-log.ts';
import { ProgramResources } from './telemetry/program-resource.ts';
import { createHostResource, createResource } from './telemetry/resource.ts';
import { startSdk } from './telemetry/sdk.ts';
import { samplerFromSettings } from './trace/sampler.ts';
import { tlsArrives } from './wait-for-tls.ts';

const SCOPE = 'ktls-otel';
const WAITING = 'the tls module is not loaded: waiting for it';
const RAW = 'KTLS_PAYLOAD is raw: everything is shown as it was captured, with the secrets in it';
const HOUSEKEEPING_MILLIS = 1000;
/** How long redaction may hold back what it can't judge yet. */
const HOLD_NANOS = 2_000_000_000n;

export interface ServiceOptions {
  settings: Settings;
  warnings: readonly string[];
  version: string;
  /** Whether the kernel's TLS is there, and how to attach to it once it is; throws a StartError. */
  isTlsLive: () => boolean;
  chooseAttach: () => { attach: AttachChoice; place: CapturePlace };
  /** Reads the settings again; throws a SettingsError. */
  reload: (current: Settings) => Reloaded;
  /** Called when the shutdown deadline passes. */
  onOverdue: () => void;
}

/** Captures and exports until a signal comes; resolves to the exit code. Throws StartError. */
export async function runService(options: ServiceOptions): Promise<ExitCode> {
  const { settings, warnings, version, isTlsLive, chooseAttach, onOverdue } = options;
  using stop = new StopSignal(settings.ktls.shutdown_timeout);
  onAbort(stop.overdue, onOverdue);
  const write = (line: string): void => void process.stderr.write(line);
  const ownLog = new OwnLog(settings.otel.log_level, write);
  quietSdk(new OwnLog(settings.otel.log_level, write));
  const resource = await createResource(settings.otel.service_name, version);
  const warn = (message: string): void => ownLog.log('warn', message);
  const outputs = new Outputs(settings, version, warn);
  let whyNotReady: string | undefined = 'starting';
  using health = await healthFromSettings(settings, () => whyNotReady);
  const sdk = await startSdk(resource, settings);
  ownLog.exportTo(logs.getLogger(SCOPE, version));
  for (const warning of warnings) warn(warning);
  if (health !== undefined) ownLog.log('info', `health is told at ${settings.ktls.health_address}`);
  using reload = new Reload(settings, options.reload, ownLog);

  whyNotReady = WAITING;
  if (!(await tlsArrives(isTlsLive, stop.stopped, () => ownLog.log('info', WAITING)))) {
    await outputs.shutdown(stop.overdue);
    await Promise.race([sdk.shutdown().catch(() => {}), aborted(stop.overdue)]);
    return exitCodes.ok.code;
  }
  const { attach, place } = chooseAttach();
  if (attach.warning !== undefined) warn(attach.warning);
  using capture = startCapture(reload.settings, attach.way, place);
  reload.applyTo((rules) => capture.applyFilters(rules));
  for (const [program, count] of capture.verifiedInstructions) {
    ownLog.log('debug', `${program}: ${count} instructions verified`);
  }
  if (settings.ktls.payload === 'raw') warn(RAW);
  ownLog.log('info', `capturing on kernel ${release()} by ${attach.way} (${attach.reason}); ${destination(settings)}`);
  whyNotReady = undefined;
  const host = await createHostResource();
  const programs = new ProgramResources({ own: resource, host, isNamed: settings.otel.service_name !== null });
  const counts = { redactions: new RedactionCounts(), exchanges: new ExchangeCounts(), alerts: new AlertCounts() };
  const { logExport, spanExport } = outputs;
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(settings.ktls.max_connections),
    ...createStages({
      mode: settings.ktls.payload,
      spans: settings.ktls.spans,
      createScanner: createScannerFactory(parseRedactionRules(settings.ktls.redaction_rules)),
      createInflater: openNghttp2(),
      sampler: samplerFromSettings(settings),
      writeSpan: (call, span) => spanExport.write(programs.of(call), span),
      onMasked: (rule) => counts.redactions.add(rule),
      onExchange: (role, exchange) => counts.exchanges.add(role, exchange),
    }),
    recordOptions: { plaintextBytes: settings.ktls.plaintext_bytes, plaintextField: settings.ktls.plaintext_field },
    connectionRecords: settings.ktls.connection_records,
    alerts: counts.alerts,
    write: (origin, record) => logExport.write(programs.of(origin), record),
    queues: [logExport, spanExport],
    console: consoleFromSettings(settings.ktls.console, () => warn('standard output is closed: KTLS_CONSOLE ends')),
  });
  outputs.times = registerMetrics(metrics.getMeter(SCOPE, version), {
    ...counts,
    ...captureSources(capture, settings.ktls.ring_bytes),
    unshown: () => pipeline.unshown,
    exports: outputs.sources(capture),
    tlsStat: readTlsStat,
    processUsage: readProcessUsage,
  });
  const losses = new LossWarnings();
  const housekeeping = setInterval(() => {
    pipeline.expire(BigInt(Date.now()) * 1_000_000n - HOLD_NANOS);
    losses.next(capture.counts()).forEach(warn);
  }, HOUSEKEEPING_MILLIS);

  onAbort(stop.stopped, () => {
    whyNotReady = 'shutting down';
    capture.detach();
    capture.reader.stop();
  });
  onAbort(stop.overdue, () => capture.reader.abandon());
  await capture.reader.run(pipeline);
  clearInterval(housekeeping);
  pipeline.end();
  await outputs.shutdown(stop.overdue);
  losses.next(capture.counts()).forEach(warn);
  const code = account({ capture, pipeline, logExport, spanExport }, warn, write);
  await Promise.race([sdk.shutdown().catch(() => {}), aborted(stop.overdue)]);
  await written([process.stdout, process.stderr], stop.overdue);
  return code;
}

/** Where records and spans go. */
class Outputs {
  readonly logExport: LogExport;
  readonly spanExport: SpanExport;
  /** There once the metrics are. */
  times: ExportTimes | undefined;

  constructor(settings: Settings, version: string, onWarning: (message: string) => void) {
    const shared = { scope: { name: SCOPE, version }, onWarning };
    this.logExport = logExportFromSettings(settings, { ...shared, onExported: (seconds) => this.times?.exported('logs', seconds) });
    this.spanExport = spanExportFromSettings(settings, { ...shared, onExported: (seconds) => this.times?.exported('traces', seconds) });
  }

  sources(capture: Capture): MetricSources['exports'] {
    const { logExport, spanExport } = this;
    return {
      logs: { counters: () => ({ ...logExport.counters(), dropped: droppedRecords({ capture, logExport }) }), depth: () => logExport.depth() },
      traces: { counters: () => spanExport.counters(), depth: () => spanExport.depth() },
    };
  }

  async shutdown(overdue: AbortSignal): Promise<void> {
    await Promise.all([this.logExport.shutdown(overdue), this.spanExport.shutdown(overdue)]);
  }
}

function captureSources(capture: Capture, ringBytes: number): Pick<MetricSources, 'captureCounts' | 'failedCalls' | 'ringPendingBytes' | 'ringBytes'> {
  return {
    captureCounts: () => capture.counts(),
    failedCalls: () => capture.failedCalls(),
    ringPendingBytes: () => capture.reader.pendingBytes,
    ringBytes,
  };
}

function destination(settings: Settings): string {
  if (!exportsToCollector(settings, 'logs')) return `exporter: ${settings.otel.sdk_disabled ? 'none' : settings.otel.logs_exporter}`;
  return `exporting to ${otlpEndpoint(settings, 'logs').value}`;
}

/**
 * The SDK's own complaints, on standard error at debug level: at its first use it would print them to standard output,
 * which is the console's; and exported, a failed export would make records about itself for ever.
 */
function quietSdk(ownLog: OwnLog): void {
  const say = (message: string): void => ownLog.log('debug', message);
  diag.setLogger(
    { error: say, warn: say, info: say, debug: say, verbose: () => {} },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
}
