// SPDX-License-Identifier: Apache-2.0
import { release } from 'node:os';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { otlpLogs } from '../config/otlp-logs.ts';
import type { Reloaded } from '../config/reload.ts';
import type { Settings } from '../config/schema.ts';
import type { Capture } from './capture/capture.ts';
import type { AttachChoice } from './check/choose-attach.ts';
import { consoleFromSettings } from './console/console-from-settings.ts';
import { written } from './console/written.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { LogExport } from './export/log-export.ts';
import { exportsToCollector, logExportFromSettings } from './log-export-from-settings.ts';
import { LossWarnings } from './loss-warnings.ts';
import { aborted, onAbort } from './on-abort.ts';
import { Pipeline } from './pipeline.ts';
import { Processes } from './process/processes.ts';
import { RawRedactor } from './redact/raw-redactor.ts';
import { Redaction } from './redact/redaction.ts';
import { Reload } from './reload.ts';
import { type CapturePlace, startCapture } from './start-capture.ts';
import { StopSignal } from './stop-signal.ts';
import { Streams } from './stream/streams.ts';
import { summarise } from './summary.ts';
import { OwnLog } from './telemetry/own-log.ts';
import { createResource } from './telemetry/resource.ts';
import { startSdk } from './telemetry/sdk.ts';
import { tlsArrives } from './wait-for-tls.ts';

const SCOPE = 'ktls-otel';
const WAITING = 'the tls module is not loaded: waiting for it';
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
  const logExport = logExportFromSettings(settings, resource, `${SCOPE}/${version}`, warn);
  const sdk = startSdk(resource, exportsToCollector(settings));
  ownLog.exportTo(logs.getLogger(SCOPE, version));
  for (const warning of warnings) warn(warning);
  using reload = new Reload(settings, options.reload, ownLog);

  if (!(await tlsArrives(isTlsLive, stop.stopped, () => ownLog.log('info', WAITING)))) {
    await logExport.shutdown(stop.overdue);
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
  ownLog.log('info', `capturing on kernel ${release()} by ${attach.way} (${attach.reason}); ${destination(settings)}`);
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(settings.ktls.max_connections),
    redaction: new Redaction(() => new RawRedactor()),
    recordOptions: { plaintextBytes: settings.ktls.plaintext_bytes, plaintextField: settings.ktls.plaintext_field },
    connectionRecords: settings.ktls.connection_records,
    logger: logExport.loggerProvider.getLogger(SCOPE, version),
    logExport,
    console: consoleFromSettings(settings.ktls.console, () => warn('standard output is closed: KTLS_CONSOLE ends')),
  });
  const losses = new LossWarnings();
  const housekeeping = setInterval(() => {
    pipeline.expire(BigInt(Date.now()) * 1_000_000n - HOLD_NANOS);
    losses.next(capture.counts()).forEach(warn);
  }, HOUSEKEEPING_MILLIS);

  onAbort(stop.stopped, () => {
    capture.detach();
    capture.reader.stop();
  });
  onAbort(stop.overdue, () => capture.reader.abandon());
  await capture.reader.run(pipeline);
  clearInterval(housekeeping);
  pipeline.end();
  await logExport.shutdown(stop.overdue);
  losses.next(capture.counts()).forEach(warn);
  const code = account(capture, pipeline, logExport, warn, write);
  await Promise.race([sdk.shutdown().catch(() => {}), aborted(stop.overdue)]);
  await written([process.stdout, process.stderr], stop.overdue);
  return code;
}

/** Writes the summary; the exit code says whether the deadline cost records. */
function account(
  capture: Capture,
  pipeline: Pipeline,
  logExport: LogExport,
  warn: (message: string) => void,
  write: (line: string) => void,
): ExitCode {
  const { exported, dropped } = logExport.counters();
  const { malformed, unread } = capture.reader;
  const reasons: Record<string, number> = { ...dropped };
  if (malformed > 0) reasons.malformed = malformed;
  if (unread > 0) reasons.shutdown = (reasons.shutdown ?? 0) + unread;
  for (const [reason, count] of Object.entries(reasons)) warn(`${count} records dropped: ${reason}`);
  write(`${JSON.stringify(summarise(capture.counts(), { unshown: pipeline.unshown, dropped: reasons, exported }))}\n`);
  return reasons.shutdown ? exitCodes.undelivered.code : exitCodes.ok.code;
}

function destination(settings: Settings): string {
  if (!exportsToCollector(settings)) return `exporter: ${settings.otel.sdk_disabled ? 'none' : settings.otel.logs_exporter}`;
  return `exporting to ${otlpLogs(settings, 'endpoint').value}`;
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
