// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { loadSettings } from '../config/load.ts';
import { printSettings } from '../config/print.ts';
import { reload } from '../config/reload.ts';
import { version } from '../package.json';
import { type ExitCode, exitCodes } from './base/exit-code.ts';
import { StartError } from './base/start-error.ts';
import { chooseHostAttach } from './check/choose-attach.ts';
import { checkExitCode, printCheck, requireHost } from './check/report.ts';
import { runCheck } from './check/run-check.ts';
import { isTlsLive } from './check/tls-module.ts';
import { findTracefs } from './check/tracefs.ts';
import { parseArguments, USAGE } from './commands/cli.ts';
import { helpText } from './commands/help.ts';
import { describeConnections } from './connections/connections.ts';
import { surviveErrors, written } from './console/written.ts';
import { OtlpSettingsError } from './export/otlp-settings.ts';
import { libbpfVersion } from './ffi/libbpf.ts';
import { pageBytes } from './ffi/libc.ts';
import { runService } from './run/service.ts';

const ROOT = '/';
const OUTPUTS = [process.stdout, process.stderr];

/** `overdue` is aborted when a deadline passes. */
async function main(argv: readonly string[], overdue: AbortController): Promise<ExitCode> {
  const args = parseArguments(argv);
  switch (args.kind) {
    case 'usage-error':
      process.stderr.write(`ktls-otel: ${args.message}\n${USAGE}\n`);
      return exitCodes.usage.code;
    case 'help':
      process.stdout.write(helpText());
      return exitCodes.ok.code;
    case 'version':
      process.stdout.write(`ktls-otel ${version}\n`);
      return exitCodes.ok.code;
  }
  // The environment as it was at the start: OpenTelemetry's variables are set in it below.
  const inputs = { env: { ...process.env }, ...(args.file === undefined ? {} : { file: args.file }) };
  const { settings, warnings, otelEnvironment } = loadSettings(inputs);
  if (args.kind === 'print-config') {
    process.stdout.write(printSettings(settings));
    return exitCodes.ok.code;
  }
  if (args.kind === 'connections') {
    const { stdout, stderr } = describeConnections(settings, args.asJson);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return exitCodes.ok.code;
  }
  // The programs are built beside this bundle.
  const objectPath = join(__dirname, 'ktls.bpf.o');
  const check = () => runCheck({ root: ROOT, attach: settings.ktls.attach, libbpfVersion, objectFile: objectPath });
  const results = check();
  if (args.kind === 'check') {
    process.stdout.write(printCheck(results));
    return checkExitCode(results);
  }
  requireHost(results);
  Object.assign(process.env, otelEnvironment);
  return runService({
    settings,
    warnings,
    version,
    isTlsLive: () => isTlsLive(ROOT),
    chooseAttach: () => {
      // What tls brings along could not be known before.
      requireHost(check());
      const place = { objectPath, tracefs: findTracefs(ROOT) ?? '', pageBytes: pageBytes() };
      return { attach: chooseHostAttach(ROOT, settings.ktls.attach), place };
    },
    reload: (current) => reload(current, inputs),
    onOverdue: () => overdue.abort(),
  });
}

function explain(error: unknown): ExitCode {
  if (error instanceof StartError) {
    process.stderr.write(`ktls-otel: ${error.message}\n${error.whatToDo}\n`);
    return error.code;
  }
  if (error instanceof OtlpSettingsError) {
    process.stderr.write(`ktls-otel: ${error.message}\n`);
    return exitCodes.configuration.code;
  }
  process.stderr.write(`ktls-otel: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.failure.code;
}

async function run(): Promise<void> {
  surviveErrors(OUTPUTS);
  const overdue = new AbortController();
  const code = await main(process.argv.slice(2), overdue).catch(explain);
  await written(OUTPUTS, overdue.signal);
  // The event loop does not end by itself while a connection or a thread of libuv is still there.
  process.exit(code);
}

void run();
