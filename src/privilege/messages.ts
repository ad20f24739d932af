// SPDX-License-Identifier: Apache-2.0
import type { LoadedSettings } from '../../config/load.ts';
import type { ExitCode } from '../base/exit-code.ts';
import type { NotReady } from '../base/readiness.ts';
import type { LeftRun } from '../capture/pinned-run.ts';

/** How the launcher and the worker tell each other what happens: Node's own channel. */
export type ToWorker =
  /** The first. */
  | ({ readonly kind: 'settings'; readonly version: string } & LoadedSettings)
  /** The launcher got it. */
  | { readonly kind: 'signal'; readonly signal: StopSignalName }
  /** Whether it runs its loop. */
  | { readonly kind: 'question' }
  /** For the own log. */
  | { readonly kind: 'log'; readonly level: 'error' | 'warn' | 'info'; readonly message: string }
  /** The programs are attached, and the descriptors of their maps are on their way by the other socket. */
  | {
      readonly kind: 'started';
      readonly how: string;
      readonly verified: readonly [string, number][];
      /** What killed runs have left, by encodeRuns(). */
      readonly left: string;
      /** Why nothing is kept of this run; else one more descriptor comes, which has the run's lock. */
      readonly notKept: string | null;
    }
  /** What the host did not grant. */
  | { readonly kind: 'refused'; readonly code: ExitCode; readonly message: string; readonly whatToDo: string };

export type ToLauncher =
  /** It listens. */
  | { readonly kind: 'ready' }
  /** Why it does not capture; null: it does. */
  | { readonly kind: 'state'; readonly whyNotReady: NotReady | null }
  /** It was asked, and runs its loop. */
  | { readonly kind: 'alive' }
  /** The programs shall be loaded and attached. The spool's folder, where there is one, and what it has. */
  | { readonly kind: 'start'; readonly spoolFolder: string | null; readonly takenOver: number };

/** Node's channel has JSON, which has no numbers of 64 bits. */
export const encodeRuns = (runs: readonly LeftRun[]): string =>
  JSON.stringify(runs, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value));

export const decodeRuns = (text: string): LeftRun[] =>
  JSON.parse(text, (_key, value) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );

type StopSignalName = 'SIGTERM' | 'SIGINT';
