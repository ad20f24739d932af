// SPDX-License-Identifier: Apache-2.0
// growth.tool.cjs COLLECTOR OPTION [WORD]: whether a record costs more the more there is of something, and what silence
// costs. OPTION: --check, --write or ''. WORD is a part of what grows, or of 'idle: HTTP/2'. BENCH_ROUNDS: 5.
// What filters cost is the kernel's, and so is not measured on the host but by guest.tool.ts.
import { startCollector } from '../backends/collector/start.ts';
import { freePort } from '../unit/export/free-port.ts';
import { measureCosts } from './growth/costs.ts';
import { measureIdleConnections, measureIdleShare } from './growth/idle.ts';
import { type GrowthResult, growthTables, isGrowthKept, isGrowthWorse } from './growth/result.ts';
import { settle } from './kept.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

async function main(binary: string, option: string, word: string): Promise<boolean> {
  const has = (name: string): boolean => name.toLowerCase().includes(word.toLowerCase());
  const port = await freePort();
  const collector = await startCollector({ binary, file: undefined, port });
  try {
    const costs = await measureCosts(has, ROUNDS, port);
    const idleConnections = await measureIdleConnections(has, port);
    const idleShare = has('idle') ? { idleShare: await measureIdleShare(port) } : {};
    const result: GrowthResult = { growth: { costs, idleConnections, ...idleShare } };
    process.stdout.write(growthTables(result));
    const worse = settle(option, result, isGrowthWorse);
    for (const what of worse) process.stderr.write(`bench: ${what}\n`);
    return option === '--check' ? worse.length === 0 : isGrowthKept(result);
  } finally {
    await collector.stop();
  }
}

const [binary = '', option = '', word = ''] = process.argv.slice(2);
main(binary, option, word).then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
