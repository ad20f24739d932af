// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { ExitCode } from '../base/exit-code.ts';
import type { NotReady } from '../base/readiness.ts';
import type { Capture } from '../capture/capture.ts';
import type { ProcessHost } from '../process/process-host.ts';
import type { OwnLog } from '../self/own-log.ts';
import type { KeptMaps, RunOfSpool } from './run-maps.ts';

export interface StartedCapture {
  capture: Capture;
  /** The way of attaching and why it was chosen, for the own log. */
  how: string;
  /** Of runs that were killed, and of this one. */
  kept: Pick<KeptMaps, 'left' | 'problem'>;
}

/** Where captured calls come from: the launcher's programs. Tests put a ring that they fill themselves in their place. */
export interface CaptureSource {
  /** Who tells what the processes are that make these calls. */
  readonly processes: ProcessHost;
  /** Writes there what happens meanwhile beside the capture, such as a reload of the filters. */
  reportTo(log: OwnLog): void;
  /** undefined: the service captures. */
  tellState(whyNotReady: NotReady | undefined): void;
  /** Whether the kernel's TLS is there. */
  isTlsLive(): boolean;
  /** Captures from now on; undefined when `stopped` is aborted before. Rejects with a StartError. */
  start(settings: Settings, run: RunOfSpool, stopped: AbortSignal): Promise<StartedCapture | undefined>;
  /** Ends the process although start() is under way. */
  leave(code: ExitCode): void;
}
