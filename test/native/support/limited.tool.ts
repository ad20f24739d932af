// SPDX-License-Identifier: Apache-2.0
// Becomes what the launcher is, and prints what that has.
import { readdirSync, readFileSync } from 'node:fs';
import { limitLauncher } from '../../../src/privilege/limit-launcher.ts';

limitLauncher();
const threads = readdirSync('/proc/self/task').map((task) => {
  const status = readFileSync(`/proc/self/task/${task}/status`, 'utf8');
  const lines = status.match(/^(?:Cap(?:Prm|Eff|Bnd)|NoNewPrivs):.*$/gm) ?? [];
  return lines.map((line) => line.replace('\t', '')).join(' ');
});
process.stdout.write(
  JSON.stringify({
    pid: process.pid,
    argv: process.argv.slice(2),
    execArgv: process.execArgv,
    env: Object.keys(process.env).sort(),
    threads: [...new Set(threads)],
  }),
);
process.exitCode = 7;
