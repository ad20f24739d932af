// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that runs until it is told to end. */
export interface ToldProgram {
  tell(text: string): void;
  /** Resolves once it has printed this; rejects when it ends before. */
  says(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves to its exit status, or to the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startTold(command: string, args: readonly string[], env: Record<string, string> = {}): ToldProgram {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  // It may have ended before it is told.
  child.stdin.on('error', () => {});
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code);
  return {
    tell: (text) => void child.stdin.write(text),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!printed.includes(text)) return;
          child.stdout.off('data', look);
          resolve();
        };
        child.stdout.on('data', look);
        void ended.then((how) => reject(new Error(`${command} ended with ${how}:\n${printed}`)));
        look();
      }),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
