// SPDX-License-Identifier: Apache-2.0

/** Calls back when the signal is aborted, at once where it is already. */
export function onAbort(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}

/**
 * Resolves with the work, or as soon as the signal is aborted. Nothing stays with the signal, which may live as long as
 * the service, as what a race makes of it would.
 */
export function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    onAbort(signal, end);
    work.then(end, reject);
  });
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => onAbort(signal, () => resolve()));
}
