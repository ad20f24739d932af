// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { type Host, runCommand } from './commands/command.ts';
import type { Command } from './commands/program.ts';

/** Both are built beside this bundle. */
const scripts = { stage: join(__dirname, 'worker-stage.cjs'), worker: join(__dirname, 'worker.cjs') };

const host: Host = {
  async createSource(objectPath) {
    const { kernelSource } = await import('./run/kernel-source.ts');
    return kernelSource(objectPath);
  },
  async run(start, source) {
    const { launch } = await import('./run/launcher.ts');
    return launch({ ...start, source, scripts });
  },
};

/** The commands, of which the service captures by the hooks of this host's kernel. */
export const hostCommand: Command = (args) => runCommand(args, host);
