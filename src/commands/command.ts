// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import { SettingsError } from '../../config/settings-error.ts';
import { version } from '../../package.json';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { OtlpSettingsError } from '../export/otlp-client.ts';
import type { CaptureSource } from '../run/capture-source.ts';
import type { CommandArguments } from './cli.ts';

/** Where to capture from, for KTLS_ATTACH and the path of ktls.bpf.o. */
export type CreateSource = (attach: Settings['ktls']['attach'], objectPath: string) => Promise<CaptureSource>;

/**
 * Does what needs the settings: loads what is asked for and no more, and says on standard error why it can not be done.
 * `overdue` is aborted when a deadline passes.
 */
export function runCommand(
  args: CommandArguments,
  createSource: CreateSource,
  overdue: AbortController,
): Promise<ExitCode> {
  return run(args, createSource, overdue).catch(explain);
}

async function run(args: CommandArguments, createSource: CreateSource, overdue: AbortController): Promise<ExitCode> {
  // The environment as it was at the start: OpenTelemetry's variables are set in it below.
  const inputs = { env: { ...process.env }, ...(args.file === undefined ? {} : { file: args.file }) };
  const { loadSettings } = await import('../../config/load.ts');
  const { settings, warnings, otelEnvironment } = loadSettings(inputs);
  // The service has a log for them.
  if (args.kind !== 'run') for (const warning of warnings) process.stderr.write(`ktls-otel: ${warning}\n`);
  if (args.kind === 'print-config') {
    const { printSettings } = await import('../../config/print.ts');
    process.stdout.write(printSettings(settings));
    return exitCodes.ok.code;
  }
  if (args.kind === 'connections') {
    const { describeConnections } = await import('../connections/connections.ts');
    const { stdout, stderr } = describeConnections(settings, args.asJson);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return exitCodes.ok.code;
  }
  // The programs are built beside this bundle.
  const objectPath = join(__dirname, 'ktls.bpf.o');
  if (args.kind === 'check') {
    const [{ checkHost }, { checkExitCode, printCheck }] = await Promise.all([
      import('../run/kernel-source.ts'),
      import('../check/report.ts'),
    ]);
    const results = checkHost(settings.ktls.attach, objectPath);
    process.stdout.write(printCheck(results));
    return checkExitCode(results);
  }
  const source = await createSource(settings.ktls.attach, objectPath);
  source.requireHost();
  Object.assign(process.env, otelEnvironment);
  const [{ runService }, { reload }] = await Promise.all([
    import('../run/service.ts'),
    import('../../config/reload.ts'),
  ]);
  return runService({
    settings,
    warnings,
    version,
    source,
    reload: (current) => reload(current, inputs),
    onOverdue: () => overdue.abort(),
  });
}

function explain(error: unknown): ExitCode {
  if (error instanceof StartError) {
    process.stderr.write(`ktls-otel: ${error.message}\n${error.whatToDo}\n`);
    return error.code;
  }
  if (error instanceof SettingsError) {
    process.stderr.write(`ktls-otel: ${error.message}\nktls-otel --help lists every setting.\n`);
    return exitCodes.configuration.code;
  }
  if (error instanceof OtlpSettingsError) {
    process.stderr.write(`ktls-otel: ${error.message}\n`);
    return exitCodes.configuration.code;
  }
  process.stderr.write(`ktls-otel: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.failure.code;
}
