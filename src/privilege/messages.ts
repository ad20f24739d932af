// SPDX-License-Identifier: Apache-2.0
import type { LoadedSettings } from '../../config/load.ts';
import type { ExitCode } from '../base/exit-code.ts';

/** How the launcher and the worker tell each other what happens: Node's own channel. */
export type ToWorker =
  /** The first. */
  | ({ readonly kind: 'settings'; readonly version: string } & LoadedSettings)
  /** The launcher got it. */
  | { readonly kind: 'signal'; readonly signal: StopSignalName }
  /** For the own log. */
  | { readonly kind: 'log'; readonly level: 'error' | 'warn' | 'info'; readonly message: string }
  /** The programs are attached, and the descriptors of their maps are on their way by the other socket. */
  | { readonly kind: 'started'; readonly how: string; readonly verified: readonly [string, number][] }
  /** What the host did not grant. */
  | { readonly kind: 'refused'; readonly code: ExitCode; readonly message: string; readonly whatToDo: string };

export type ToLauncher =
  /** It listens. */
  | { readonly kind: 'ready' }
  /** The programs shall be loaded and attached. */
  | { readonly kind: 'start' };

type StopSignalName = 'SIGTERM' | 'SIGINT';
