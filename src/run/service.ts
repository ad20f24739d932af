// SPDX-License-Identifier: Apache-2.0
import { release } from 'node:os';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import { otlpEndpoint } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import { parseTokens } from '../../config/token-list.ts';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { aborted, onAbort } from '../base/on-abort.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import { NOT_READY, Readiness } from '../base/readiness.ts';
import type { Capture } from '../capture/capture.ts';
import { consoleFromSettings } from '../console/console-from-settings.ts';
import { logWriter, waitForNoTerminal } from '../console/terminal.ts';
import { written } from '../console/written.ts';
import { memoryReturner } from '../ffi/give-back-memory.ts';
import { createHostResource, createResource, ProgramResources } from '../records/resources.ts';
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../self/counts.ts';
import { healthFromSettings } from '../self/health.ts';
import { HttpMetrics } from '../self/http-metrics.ts';
import { registerMetrics } from '../self/measure.ts';
import { type MetricSources, readProcessUsage, readTlsStat, type Signal } from '../self/metric-sources.ts';
import { OwnLog } from '../self/own-log.ts';
import type { OwnSdk, SdkSurroundings } from '../self/sdk.ts';
import { account, fatesOf } from './account.ts';
import type { CaptureSource, StartedCapture } from './capture-source.ts';
import { createPipeline } from './create-pipeline.ts';
import { exportsToCollector, isNothingExported } from './exports-from-settings.ts';
import { Housekeeping } from './housekeeping.ts';
import { IdleMemory } from './idle-memory.ts';
import { inTurns } from './in-turns.ts';
import { KeptRun } from './kept-run.ts';
import { tellKilledRuns } from './killed-runs.ts';
import { LossTeller } from './loss-teller.ts';
import { Memory } from './memory.ts';
import { Outputs } from './outputs.ts';
import { NOUNS, openSpools } from './spools.ts';
import { type SignalSource, StopSignal } from './stop-signal.ts';
import { tlsArrives } from './wait-for-tls.ts';

const SCOPE = 'ktls-otel';
const RAW = 'KTLS_PAYLOAD is raw: everything is shown as it was captured, with the secrets in it';

export interface ServiceOptions {
  settings: Settings;
  warnings: readonly string[];
  version: string;
  source: CaptureSource;
  /** Who tells of the signals that end it. */
  signals: readonly SignalSource[];
  /** Called when the shutdown deadline passes. */
  onOverdue: () => void;
}

/** Captures and exports until a signal comes; resolves to the exit code. Throws StartError. */
export async function runService(options: ServiceOptions): Promise<ExitCode> {
  const { settings, warnings, version, source } = options;
  using stop = new StopSignal(settings.ktls.shutdown_timeout, options.signals);
  onAbort(stop.overdue, options.onOverdue);
  waitForNoTerminal([process.stdout, process.stderr]);
  const writeLog = logWriter(process.stderr);
  const ownLog = new OwnLog(settings.otel.log_level, writeLog);
  quietSdk(new OwnLog(settings.otel.log_level, writeLog));
  const resource = await createResource(settings.otel.service_name, version);
  const scope = { name: SCOPE, version };
  const onWarning = (message: string): void => ownLog.log('warn', message);
  const spools = await openSpools(settings, onWarning);
  const spoolFolder = Object.keys(spools).length === 0 ? undefined : (settings.ktls.spool_dir ?? undefined);
  const outputs = new Outputs(settings, { scope, onWarning, spools });
  const readiness = new Readiness((whyNot) => source.tellState(whyNot));
  using health = await healthFromSettings(settings, () => readiness.whyNot);
  // Exported, a failed export would make records about itself for ever.
  const unexported = new OwnLog(settings.otel.log_level, writeLog);
  const onSdkWarning = (message: string): void => unexported.log('warn', message);
  const sdk = await startOwnSdk(resource, settings, { onWarning: onSdkWarning, overdue: stop.overdue });
  ownLog.exportTo(logs.getLogger(SCOPE, version));
  for (const warning of warnings) ownLog.log('warn', warning);
  for (const [signal, { takenOver }] of Object.entries(spools))
    ownLog.log('info', `the spool has ${takenOver.events} ${NOUNS[signal as Signal]} that another run has left`);
  if (health !== undefined) ownLog.log('info', `health is told at ${settings.ktls.health_address}`);
  source.reportTo(ownLog);

  const isLive = await tlsArrives(
    () => source.isTlsLive(),
    stop.stopped,
    () => {
      readiness.whyNot = NOT_READY.waiting;
      ownLog.log('info', NOT_READY.waiting);
    },
  );
  if (!isLive) {
    await outputs.shutdown(stop.overdue);
    await sdk.shutdown();
    return exitCodes.ok.code;
  }
  const code = await captureUntilStop({ ...options, spoolFolder, stop, ownLog, resource, outputs, readiness, sdk });
  await written([process.stdout, process.stderr], stop.overdue);
  return code;
}

/** Nothing of the SDK is loaded where nothing goes through it: that takes longer than all else. */
async function startOwnSdk(resource: Resource, settings: Settings, surroundings: SdkSurroundings): Promise<OwnSdk> {
  const { sdk_disabled: isDisabled, metrics_exporter: metricsExporter } = settings.otel;
  const hasMetrics = !isDisabled && metricsExporter !== 'none';
  if (!hasMetrics && !exportsToCollector(settings, 'logs')) return { exporters: {}, shutdown: async () => {} };
  const { startSdk } = await import('../self/sdk.ts');
  return startSdk(resource, settings, surroundings);
}

interface Run extends Omit<ServiceOptions, 'signals'> {
  /** undefined: there is no spool. */
  spoolFolder: string | undefined;
  stop: StopSignal;
  ownLog: OwnLog;
  resource: Resource;
  outputs: Outputs;
  readiness: Readiness;
  /** Its shutdown collects the metrics a last time, of a capture that is still there. */
  sdk: OwnSdk;
}

async function captureUntilStop(run: Run): Promise<ExitCode> {
  const { settings, version, stop, ownLog, outputs, readiness } = run;
  const warn = (message: string): void => ownLog.log('warn', message);
  const info = (message: string): void => ownLog.log('info', message);
  readiness.whyNot = NOT_READY.loading;
  const takenOver = outputs.logExport.spoolCounts?.()?.takenOver ?? 0;
  const started = await startCapture(run, takenOver);
  if (started === undefined) return leave(run);
  using capture = started.capture;
  using kept = new KeptRun({
    ledger: capture.ledger,
    kept: started.kept,
    spoolFolder: run.spoolFolder,
    takenOver,
    onWarning: warn,
    onInfo: info,
  });
  readiness.whyNot = undefined;
  info(`capturing on kernel ${release()} by ${started.how}; ${destination(settings)}`);
  const host = await createHostResource();
  const programs = new ProgramResources({ own: run.resource, host, isNamed: settings.otel.service_name !== null });
  const counts = { redactions: new RedactionCounts(), exchanges: new ExchangeCounts(), alerts: new AlertCounts() };
  const memory = new Memory(settings.ktls.memory_bytes);
  const printed = new RateLimitedWarnings(warn);
  const console = consoleFromSettings(settings.ktls.console, {
    hasPatience: isNothingExported(settings),
    onWarning: (message) => printed.warn(message, message),
  });
  const pipeline = createPipeline(settings, {
    outputs,
    programs,
    counts,
    httpMetrics: createHttpMetrics(settings, version),
    memory,
    toUnixNanos: (bootNanos) => capture.reader.clock.wallNanos(bootNanos),
    processes: run.source.processes,
    console,
    onContentEnd: (...stream) => capture.tellContentEnd(...stream),
    onWarning: warn,
  });
  outputs.times = registerMetrics(metrics.getMeter(SCOPE, version), {
    ...counts,
    memory,
    ...captureSources(capture, settings.ktls.ring_bytes),
    unshown: () => pipeline.unshown,
    consoleDropped: () => pipeline.consoleDropped,
    standings: () => pipeline.standings,
    exports: outputs.sources(capture),
    self: run.sdk.exporters,
    tlsStat: readTlsStat,
    processUsage: readProcessUsage,
  });
  const { logExport, spanExport } = outputs;
  const losses = new LossTeller({ capture, pipeline, logExport, resource: run.resource, console, onWarning: warn });
  kept.follow(() => fatesOf({ capture, pipeline, logExport }));
  outputs.onChange = () => kept.touch();
  const killed = tellKilledRuns({
    ...kept,
    takenOver,
    onWarning: warn,
    onInfo: info,
    tell: (loss) => losses.tell(loss),
    nowUnixNanos: BigInt(Date.now()) * 1_000_000n,
  });
  const tellLosses = (isLast = false): void => {
    const counted = capture.counts();
    losses.look(counted, isLast);
    kept.look(counted);
  };
  let giveBack: (() => void) | undefined;
  const idleMemory = new IdleMemory({
    usage: readProcessUsage,
    giveBack: () => {
      giveBack ??= memoryReturner();
      giveBack();
    },
  });
  const housekeeping = new Housekeeping({
    pipeline,
    bootNanos: () => capture.reader.clock.bootNanos(),
    isRingEmpty: () => capture.reader.pendingBytes === 0,
    tellLosses,
    lostCloses: () => capture.lostCloses(),
    lookAtMemory: () => idleMemory.look(),
    overdue: stop.overdue,
  });

  onAbort(stop.stopped, () => {
    readiness.whyNot = NOT_READY.ending;
    capture.detach();
    capture.reader.stop();
  });
  let isRead = false;
  onAbort(stop.overdue, () => {
    // What is written at the end may outlive the ring.
    if (!isRead) capture.reader.abandon();
  });
  await capture.reader.run(kept.noticing(pipeline));
  isRead = true;
  await housekeeping.end();
  await inTurns(pipeline.end(), pipeline, stop.overdue);
  const abandoned = pipeline.abandon();
  logExport.drop('shutdown', abandoned.records);
  spanExport.drop('shutdown', abandoned.spans);
  tellLosses(true);
  await outputs.shutdown(stop.overdue);
  losses.endAfterExport(capture.counts());
  const code = account({ capture, pipeline, logExport, spanExport, killed }, warn, (line) =>
    process.stderr.write(line),
  );
  await run.sdk.shutdown();
  return code;
}

/** Nobody would collect them without an exporter. */
function createHttpMetrics({ ktls, otel }: Settings, version: string): HttpMetrics | undefined {
  if (!ktls.metrics_http || otel.metrics_exporter === 'none') return undefined;
  return new HttpMetrics(metrics.getMeter(SCOPE, version), parseTokens(otel.instrumentation_http_known_methods));
}

async function startCapture(run: Run, takenOver: number): Promise<StartedCapture | undefined> {
  const { settings, source, spoolFolder, stop, ownLog } = run;
  ownLog.log('info', NOT_READY.loading);
  // A signal is not to wait until the kernel has verified the programs.
  const started = await Promise.race([
    source.start(settings, { spoolFolder, takenOver }, stop.stopped),
    aborted(stop.stopped),
  ]);
  if (started === undefined) return undefined;
  for (const [program, count] of started.capture.verifiedInstructions) {
    ownLog.log('debug', `${program}: ${count} instructions verified`);
  }
  if (settings.ktls.payload === 'raw') ownLog.log('warn', RAW);
  return started;
}

/** The end was asked for while the programs were loaded. */
async function leave({ source, stop, ownLog, outputs, sdk }: Run): Promise<ExitCode> {
  ownLog.log('info', 'asked to end before the BPF programs were loaded: nothing was captured');
  await outputs.shutdown(stop.overdue);
  await sdk.shutdown();
  await written([process.stdout, process.stderr], stop.overdue);
  source.leave(exitCodes.ok.code);
  return exitCodes.ok.code;
}

function captureSources(
  capture: Capture,
  ringBytes: number,
): Pick<MetricSources, 'captureCounts' | 'failedCalls' | 'ringPendingBytes' | 'ringBytes'> {
  return {
    captureCounts: () => capture.counts(),
    failedCalls: () => capture.failedCalls(),
    ringPendingBytes: () => capture.reader.pendingBytes,
    ringBytes,
  };
}

function destination(settings: Settings): string {
  if (!exportsToCollector(settings, 'logs'))
    return `exporter: ${settings.otel.sdk_disabled ? 'none' : settings.otel.logs_exporter}`;
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
