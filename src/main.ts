// SPDX-License-Identifier: Apache-2.0
import { runProgram } from './commands/program.ts';

void runProgram(async (...options) => (await import('./run/kernel-source.ts')).kernelSource(...options));
