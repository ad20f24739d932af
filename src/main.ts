// SPDX-License-Identifier: Apache-2.0
import { runProgram } from './commands/program.ts';
import { kernelSource } from './run/kernel-source.ts';

void runProgram(kernelSource);
