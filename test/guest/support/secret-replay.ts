// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsOf, RAW, type TrueCall } from '../../support/workload.ts';

/** Every call of these conversations, over raw sockets. */
export async function replay(conversations: readonly string[], options: readonly string[] = []): Promise<TrueCall[]> {
  const directory = mkdtempSync(join(tmpdir(), 'replay-'));
  const input = join(directory, 'replay');
  writeFileSync(input, conversations.join(''));
  try {
    return await callsOf(RAW, [...options, '--input', input, 'replay']);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export interface HeldReplay {
  /** Past its `wait`; resolves at its end. */
  goOn(): Promise<void>;
}

/** A conversation that has come to its only `wait`. */
export async function hold(lines: string): Promise<HeldReplay> {
  const directory = mkdtempSync(join(tmpdir(), 'replay-'));
  const input = join(directory, 'replay');
  writeFileSync(input, lines);
  const child = spawn(RAW, ['--input', input, 'replay'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  return {
    async goOn() {
      child.stdout.resume();
      child.stdin.end('\n');
      const [code, signal] = await closed;
      rmSync(directory, { recursive: true });
      if (code !== 0) throw new Error(`a replay ended with ${signal ?? code}`);
    },
  };
}
