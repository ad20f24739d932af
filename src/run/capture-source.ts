// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { Capture } from '../capture/capture.ts';

interface StartedCapture {
  capture: Capture;
  /** The way of attaching and why it was chosen, for the own log. */
  how: string;
}

/** Where captured calls come from: the kernel's hooks. Tests put a ring that they fill themselves in their place. */
export interface CaptureSource {
  /** Throws a StartError that names all that this host lacks. */
  requireHost(): void;
  /** Whether the kernel's TLS is there. */
  isTlsLive(): boolean;
  /** Captures from now on. Throws a StartError. */
  start(settings: Settings, warn: (message: string) => void): StartedCapture;
}
