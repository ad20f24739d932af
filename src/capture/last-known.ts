// SPDX-License-Identifier: Apache-2.0

/**
 * A count that a file of the kernel's tells. When it can't be opened, for instance since this process has no descriptor
 * left, it is what it was: that is no reason to end.
 */
export function lastKnown(read: () => number): () => number {
  let known = 0;
  return () => {
    try {
      known = read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
    return known;
  };
}
