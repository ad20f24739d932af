// SPDX-License-Identifier: Apache-2.0

import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { platformFile } from '../base/platform-file.ts';
import { surviveErrors, written } from '../console/written.ts';
import { type CommandArguments, parseArguments, USAGE } from './cli.ts';
import { say } from './say.ts';

const OUTPUTS = [process.stdout, process.stderr];

/** Does what needs the settings. `overdue` is aborted when a deadline passes. Never rejects. */
export type Command = (args: CommandArguments, overdue: AbortController) => Promise<ExitCode>;

type LoadCommand = (args: CommandArguments) => Promise<Command>;

async function main(load: LoadCommand, overdue: AbortController): Promise<ExitCode> {
  const args = parseArguments(process.argv.slice(2));
  switch (args.kind) {
    case 'usage-error':
      say(`${args.message}\n${USAGE}`);
      return exitCodes.usage.code;
    case 'help':
      process.stdout.write((await import('./help.ts')).helpText(args.about));
      return exitCodes.ok.code;
    case 'version':
      process.stdout.write((await import('./version.ts')).versionText(platformFile(__dirname, 'ktls.bpf.o')));
      return exitCodes.ok.code;
    default:
      return (await load(args))(args, overdue);
  }
}

/** Does what the command line asks for, then ends the process. `load` is called only for what needs the settings. */
export async function runProgram(load: LoadCommand): Promise<void> {
  await endWith((overdue) => main(load, overdue));
}

/** Ends the process with what `work` resolves to, when its standard streams are out or a deadline has passed. */
export async function endWith(work: (overdue: AbortController) => Promise<ExitCode>): Promise<void> {
  surviveErrors(OUTPUTS);
  const overdue = new AbortController();
  const code = await work(overdue);
  await written(OUTPUTS, overdue.signal);
  // The event loop does not end by itself while a connection or a thread of libuv is still there.
  process.exit(code);
}
