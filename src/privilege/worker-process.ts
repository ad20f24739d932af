// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { socketPair } from '../ffi/pass-descriptors.ts';
import type { Rights } from './give-up-rights.ts';
import type { ToLauncher, ToWorker } from './messages.ts';
import type { StageOrder } from './stage.ts';

/** A signal of its user's would open a door for a debugger, in Node that knows no such option. */
const NO_DEBUGGER = '--disable-sigusr1';

const workerOptions = (): string[] =>
  process.allowedNodeEnvironmentFlags.has(NO_DEBUGGER) ? [...process.execArgv, NO_DEBUGGER] : process.execArgv;

interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The worker, as the launcher has it: its channel, the socket of its questions, its end. */
export class WorkerProcess implements Disposable {
  /** Where it asks, and gets descriptors from. */
  readonly socket: number;
  readonly ended: Promise<WorkerEnd>;
  readonly #child: ChildProcess;
  readonly #gone = new AbortController();
  #early: ToWorker[] | undefined = [];

  /** Both standard outputs are the launcher's. */
  constructor({ stage, worker }: { stage: string; worker: string }, rights: Rights) {
    const [own, others] = socketPair();
    this.socket = own;
    const order: StageOrder = { ...rights, args: workerOptions(), script: worker };
    // Behind the standard streams, in the places that the stage knows.
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc', others] as const;
    this.#child = spawn(process.execPath, [stage, JSON.stringify(order)], { stdio: [...stdio] });
    closeSync(others);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => {
        this.#gone.abort();
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Aborted when it has ended. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  onMessage(hear: (message: ToLauncher) => void): void {
    this.#child.on('message', hear as (message: unknown) => void);
  }

  /** Before begin(), only its settings are told; all else follows then. */
  tell(message: ToWorker): void {
    if (this.#early !== undefined && message.kind !== 'settings') this.#early.push(message);
    // Whether it has ended is told elsewhere.
    else if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** It listens. What the stage would read, the worker would miss. */
  begin(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.tell(message);
  }

  [Symbol.dispose](): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
