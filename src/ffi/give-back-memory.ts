// SPDX-License-Identifier: Apache-2.0
import { exposedCollect } from './exposed-collect.ts';
import { LIBC } from './libc.ts';
import { PreparedCall } from './prepared-call.ts';

/**
 * Made once: a function that collects all that is not referred to, and gives the kernel the pages that it was on. V8 keeps
 * the pages of a heap that was large, for the next time that it is, but in a collection of its last resort; malloc(3)
 * keeps what lies between blocks in use, but in malloc_trim(3). Takes a fifth of a second at 80 MB in use.
 */
export function memoryReturner(): () => void {
  const collect = exposedCollect();
  // int malloc_trim(size_t pad)
  const trim = new PreparedCall(LIBC, 'malloc_trim', [{ type: 'address', value: 0n }]);
  return () => {
    collect({ type: 'major', flavor: 'last-resort' });
    trim.call();
  };
}
