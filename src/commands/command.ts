// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { SettingsError } from '../../config/settings-error.ts';
import { version } from '../../package.json';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { OtlpSettingsError } from '../export/otlp-client.ts';
import type { CaptureSource } from '../run/capture-source.ts';
import type { CommandArguments } from './cli.ts';
import { say } from './say.ts';

/** Where to capture from, by the path of ktls.bpf.o. */
export type CreateSource = (objectPath: string) => Promise<CaptureSource>;

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
  if (args.kind !== 'run') for (const warning of warnings) say(warning);
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
    const { check } = await import('./check.ts');
    return check(settings, args, { objectPath, source: await createSource(objectPath) });
  }
  const source = await createSource(objectPath);
  source.requireHost(settings);
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
    reload(current) {
      const reloaded = reload(current, inputs);
      source.requireHost(reloaded.settings);
      return reloaded;
    },
    onOverdue: () => overdue.abort(),
  });
}

function explain(error: unknown): ExitCode {
  if (error instanceof StartError) {
    say(`${error.message}\n${error.whatToDo}`);
    return error.code;
  }
  if (error instanceof SettingsError) {
    say(`${error.message}\nktls-otel --help all lists every setting.`);
    return exitCodes.configuration.code;
  }
  if (error instanceof OtlpSettingsError) {
    say(error.message);
    return exitCodes.configuration.code;
  }
  process.stderr.write(`ktls-otel: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.failure.code;
}
