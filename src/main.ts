// SPDX-License-Identifier: Apache-2.0
import { runProgram } from './commands/program.ts';

// A bundle of its own (build.mjs): 4 MB, which takes longer to read than --version and --help do to run.
void runProgram(async () => (await import('./host-command.ts')).hostCommand);
