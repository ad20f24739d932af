// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the service wrote at its end and what it printed. */
export interface ServiceEnd {
  code: number | null;
  signal: string | null;
  summary: Record<string, number>;
  stdout: string;
  stderr: string;
}

export interface RunningService {
  process: ChildProcess;
  /** Resolves when it has ended, by itself or otherwise. */
  readonly ended: Promise<ServiceEnd>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<ServiceEnd>;
  stderr(): string;
  /** Resolves once it has written this to standard error; rejects when it ends before. */
  says(text: string): Promise<void>;
}

/** A guest that has a fifth of a processor loads the programs in two minutes. */
const SAYS_TIMEOUT_MILLIS = 300_000;
const ATTACHED = 'capturing on kernel';

/** What is run as the service: a command, and the descriptors that it inherits behind the standard streams. */
interface Program {
  command: string;
  args: readonly string[];
  inherited: readonly number[];
}

const INSTALLED: Program = { command: './bin/ktls-otel', args: [], inherited: [] };

/** Runs the service to its end, which is expected at its start. */
export async function runToEnd(env: Record<string, string>, options: { uid?: number } = {}): Promise<ServiceEnd> {
  return collect(spawnService(INSTALLED, env, options)).end;
}

/** Starts the service and resolves once its hooks are attached, or it has written something else. */
export async function startService(
  env: Record<string, string>,
  until = ATTACHED,
  program = INSTALLED,
): Promise<RunningService> {
  const child = spawnService(program, env, {});
  const output = collect(child);
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(`${reason}\n${output.stderr()}`));
      const timer = setTimeout(() => fail(`the service did not write '${text}' in time`), SAYS_TIMEOUT_MILLIS);
      const look = (): void => {
        if (!output.stderr().includes(text)) return;
        clearTimeout(timer);
        child.stderr?.off('data', look);
        resolve();
      };
      child.stderr?.on('data', look);
      void output.end.then(({ code }) => {
        clearTimeout(timer);
        fail(`the service ended with ${code}`);
      });
      look();
    });
  await says(until);
  return {
    process: child,
    ended: output.end,
    stderr: output.stderr,
    says,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return output.end;
    },
  };
}

/** What most tests look at: log records of one service, with what programs sent as it is. */
const PLAIN = {
  KTLS_PAYLOAD: 'raw',
  KTLS_SPANS: 'false',
  OTEL_SERVICE_NAME: 'ktls-otel',
  OTEL_METRICS_EXPORTER: 'none',
  // Records arrive in their order.
  KTLS_EXPORT_CONCURRENCY: '1',
  // An emulated machine that is busy may need longer than the default for what is in the ring.
  KTLS_SHUTDOWN_TIMEOUT: '600000',
};

/** A BPF file system of its own: else the next service would tell what one has lost that a test has killed. */
const APART = ['unshare', '--mount', 'sh', '-c', 'mount -t bpf none /sys/fs/bpf && exec "$@"', 'sh'] as const;

/** `program` has one already, or no right to mount one. */
function spawnService(program: Program, env: Record<string, string>, options: { uid?: number }): ChildProcess {
  const { inherited: descriptors } = program;
  const isApart = options.uid === undefined && program.command !== APART[0];
  const [command, ...args] = [...(isApart ? APART : []), program.command, ...program.args] as [string, ...string[]];
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' };
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  return spawn(command, args, {
    env: { ...inherited, ...PLAIN, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
    ...user,
  });
}

function collect(child: ChildProcess): { stderr(): string; end: Promise<ServiceEnd> } {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const end = once(child, 'close').then(([code, signal]) => {
    const line = stderr.split('\n').find((text) => text.startsWith('{"calls"'));
    return { code, signal, summary: line === undefined ? {} : JSON.parse(line), stdout, stderr } as ServiceEnd;
  });
  return { stderr: () => stderr, end };
}
