// SPDX-License-Identifier: Apache-2.0
import { runProgram } from './commands/program.ts';

// A bundle of its own (build.mjs): 2 MB, which takes longer to read than --version and --help do to run.
void runProgram(async ({ kind }) => {
  if (kind === 'run') (await import('./privilege/limit-launcher.ts')).limitLauncher();
  return (await import('./host-command.ts')).hostCommand;
});
