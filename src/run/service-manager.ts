// SPDX-License-Identifier: Apache-2.0

import { NOT_READY, type NotReady } from '../base/readiness.ts';
import { NativeError } from '../ffi/native.ts';
import { NotifySocket } from '../ffi/notify-socket.ts';

/** What systemd gives to a unit of Type=notify (sd_notify(3), sd_watchdog_enabled(3)); its processes are not to have it. */
const VARIABLES = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const;
/** In a time in which systemd wants to hear once, it hears twice. */
const PER_INTERVAL = 2;
/** In these it is about to be ready; to wait for the tls module may take for ever. */
const STARTING: readonly (NotReady | null)[] = [NOT_READY.starting, NOT_READY.loading];

interface NotifyVariables {
  readonly socket: string;
  readonly watchdogMillis: number | undefined;
}

export interface ServiceManagerOptions {
  /** Asks the worker whether it runs its loop. It answers by isAlive(). */
  readonly askWorker: () => void;
  readonly onWarning: (message: string) => void;
}

/** Of the environment, out of which they are taken; undefined: no service manager wants to hear. */
export function takeNotifyVariables(environment: NodeJS.ProcessEnv): NotifyVariables | undefined {
  const [socket, usec, pid] = VARIABLES.map((name) => environment[name]);
  for (const name of VARIABLES) delete environment[name];
  if (!socket) return undefined;
  const isMine = pid === undefined || pid === String(process.pid);
  return { socket, watchdogMillis: isMine && Number(usec) > 0 ? Number(usec) / 1000 : undefined };
}

/**
 * The service manager that has started this process, or none: it is told when the service is ready, reads its settings
 * again or ends, and, as long as the worker answers, that it is alive.
 */
export class ServiceManager implements Disposable {
  readonly #socket: NotifySocket | undefined;
  readonly #watchdogMillis: number | undefined;
  readonly #options: ServiceManagerOptions;
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;

  constructor(variables: NotifyVariables | undefined, options: ServiceManagerOptions) {
    this.#options = options;
    this.#watchdogMillis = variables?.watchdogMillis;
    if (variables === undefined) return;
    try {
      this.#socket = new NotifySocket(variables.socket);
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      options.onWarning(`NOTIFY_SOCKET: ${error.message}; the service manager is told nothing`);
    }
  }

  /** null: it captures. The worker says so, and gets nothing else into what is told. */
  tellState(whyNotReady: NotReady | null): void {
    if (whyNotReady !== null && !Object.values(NOT_READY).includes(whyNotReady)) return;
    const status = `STATUS=${whyNotReady ?? 'capturing'}`;
    const isReadyNow = !this.#isReady && !STARTING.includes(whyNotReady);
    this.#socket?.send(isReadyNow ? `READY=1\n${status}` : status);
    if (!isReadyNow) return;
    this.#isReady = true;
    this.#watch();
  }

  /** Around `reload`, which takes no time. */
  reloading(reload: () => void): void {
    // CLOCK_MONOTONIC.
    this.#socket?.sendOnce(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
    reload();
    this.#socket?.send('READY=1');
  }

  tellStopping(): void {
    this.#socket?.send('STOPPING=1');
  }

  /** The worker has answered. */
  isAlive(): void {
    this.#socket?.send('WATCHDOG=1');
  }

  #watch(): void {
    if (this.#socket === undefined || this.#watchdogMillis === undefined || this.#timer !== undefined) return;
    this.#timer = setInterval(this.#options.askWorker, this.#watchdogMillis / PER_INTERVAL);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
