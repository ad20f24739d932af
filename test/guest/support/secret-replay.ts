// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsOf, RAW, type TrueCall } from '../../support/workload.ts';
import type { Case } from '../../unit/redact/corpus/case.ts';

/** How the bytes of a conversation become calls: of at most so many bytes, sent and received. */
export interface Sizes {
  send: number;
  receive: number;
}

const MOST = 65_536;
const WHOLE: Sizes = { send: MOST, receive: MOST };

/** Lines for test/workload/scenario_replay.c: one connection. */
export function conversation({ steps }: Case, { send, receive }: Sizes = WHOLE): string {
  const lines = steps.map(({ from, bytes }) => `${from} ${send} ${receive} ${bytes.toString('hex')}\n`);
  return `open\n${lines.join('')}`;
}

/** The same with each step in two calls, the first of which has so many bytes; `between` stands between those of the longest. */
export function conversationCutAt({ steps }: Case, at: number, between = ''): string {
  const most = Math.max(...steps.map(({ bytes }) => bytes.length));
  const longest = steps.find(({ bytes }) => bytes.length === most);
  const lines = steps.flatMap((step) => {
    const { from, bytes } = step;
    const line = (piece: Buffer): string =>
      piece.length > 0 ? `${from} ${MOST} ${MOST} ${piece.toString('hex')}\n` : '';
    return [line(bytes.subarray(0, at)), step === longest ? between : '', line(bytes.subarray(at))];
  });
  return `open\n${lines.join('')}`;
}

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
