// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { Programs } from '../capture/programs.ts';

interface StartedPrograms {
  programs: Programs;
  /** The way of attaching and why it was chosen, for the own log. */
  how: string;
}

interface ProgramStart {
  /** Whose calls are not captured. */
  selfPid: number;
  warn: (message: string) => void;
  stopped: AbortSignal;
}

/** Who loads and attaches the programs on this host. */
export interface ProgramSource {
  /** Throws a StartError that names all that this host lacks for these settings. */
  requireHost(settings: Settings): void;
  /** Whether the kernel's TLS is there. */
  isTlsLive(): boolean;
  /** Captures from now on; undefined when `stopped` is aborted before. Rejects with a StartError. */
  start(settings: Settings, options: ProgramStart): Promise<StartedPrograms | undefined>;
}
