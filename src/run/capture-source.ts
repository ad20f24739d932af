// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { ExitCode } from '../base/exit-code.ts';
import type { Capture } from '../capture/capture.ts';

export interface StartedCapture {
  capture: Capture;
  /** The way of attaching and why it was chosen, for the own log. */
  how: string;
}

/** Where captured calls come from: the kernel's hooks. Tests put a ring that they fill themselves in their place. */
export interface CaptureSource {
  /** Throws a StartError that names all that this host lacks for these settings. */
  requireHost(settings: Settings): void;
  /** Whether the kernel's TLS is there. */
  isTlsLive(): boolean;
  /** Captures from now on; undefined when `stopped` is aborted before. Rejects with a StartError. */
  start(settings: Settings, warn: (message: string) => void, stopped: AbortSignal): Promise<StartedCapture | undefined>;
  /** Ends the process although start() is under way. */
  leave(code: ExitCode): void;
}
