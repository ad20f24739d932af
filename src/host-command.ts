// SPDX-License-Identifier: Apache-2.0
import { runCommand } from './commands/command.ts';
import type { Command } from './commands/program.ts';

/** The commands, of which the service captures by the hooks of this host's kernel. */
export const hostCommand: Command = (args, overdue) =>
  runCommand(args, async (objectPath) => (await import('./run/kernel-source.ts')).kernelSource(objectPath), overdue);
