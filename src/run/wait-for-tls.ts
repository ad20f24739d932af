// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLIS = 200;

/**
 * Waits until the kernel's TLS is there: sysfs tells nobody when a module is loaded. `onWait` is called when there is
 * a wait at all. Resolves to false when `stopped` is aborted before.
 */
export async function tlsArrives(isLive: () => boolean, stopped: AbortSignal, onWait: () => void): Promise<boolean> {
  if (isLive()) return true;
  onWait();
  while (!stopped.aborted) {
    await sleep(POLL_MILLIS, undefined, { signal: stopped }).catch(() => {});
    if (isLive()) return true;
  }
  return false;
}
