// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** The functions of the kernel's TLS, loaded as a module or built in, and of its TCP, by their names in /proc/kallsyms. */
export function readKernelFunctions(kallsyms: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = ''] of readFileSync(kallsyms, 'latin1').matchAll(/ [tT] ((?:tls|tcp)_\w+)/g)) names.add(name);
  return names;
}
