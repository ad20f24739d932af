// SPDX-License-Identifier: Apache-2.0

/**
 * Resolves after `millis`, or as soon as one of the signals is aborted. Not by AbortSignal.any(): each signal that it is
 * given remembers what it was made into, and these live as long as the service.
 */
export function sleep(millis: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    for (const signal of signals) signal.addEventListener('abort', end);
    if (signals.some(({ aborted }) => aborted)) end();
  });
}
