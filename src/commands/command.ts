// SPDX-License-Identifier: Apache-2.0

import type { LoadedSettings } from '../../config/load.ts';
import type { Reloaded } from '../../config/reload.ts';
import type { Settings } from '../../config/schema.ts';
import { version } from '../../package.json';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { platformFile } from '../base/platform-file.ts';
import type { ProgramSource } from '../run/program-source.ts';
import type { CommandArguments } from './cli.ts';
import { explain } from './explain.ts';
import { say } from './say.ts';

/** What a run of the service starts with. */
interface Start {
  readonly loaded: LoadedSettings;
  readonly version: string;
  /** Reads the settings again; throws a SettingsError or a StartError. */
  readonly reload: (current: Settings) => Reloaded;
}

/** What this program does on its host. */
export interface Host {
  /** Who attaches the programs, by the path of ktls.bpf.o. */
  createSource(objectPath: string): Promise<ProgramSource>;
  /** Runs the service; resolves to its exit code. */
  run(start: Start, source: ProgramSource): Promise<ExitCode>;
}

/**
 * Does what needs the settings: loads what is asked for and no more, and says on standard error why it can not be done.
 */
export function runCommand(args: CommandArguments, host: Host): Promise<ExitCode> {
  return run(args, host).catch(explain);
}

async function run(args: CommandArguments, host: Host): Promise<ExitCode> {
  const inputs = { env: { ...process.env }, ...(args.file === undefined ? {} : { file: args.file }) };
  const { loadSettings } = await import('../../config/load.ts');
  const loaded = loadSettings(inputs);
  const { settings, warnings } = loaded;
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
  if (args.kind === 'health') {
    const { askHealth } = await import('./health.ts');
    return askHealth(settings);
  }
  // The programs are built beside this bundle.
  const objectPath = platformFile(__dirname, 'ktls.bpf.o');
  if (args.kind === 'check') {
    const { check } = await import('./check.ts');
    return check(settings, args, { objectPath, source: await host.createSource(objectPath) });
  }
  const source = await host.createSource(objectPath);
  source.requireHost(settings);
  const { reload } = await import('../../config/reload.ts');
  const readAgain = (current: Settings): Reloaded => {
    const reloaded = reload(current, inputs);
    source.requireHost(reloaded.settings);
    return reloaded;
  };
  return host.run({ loaded, version, reload: readAgain }, source);
}
