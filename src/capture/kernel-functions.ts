// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** The functions of the kernel's TLS, loaded as a module or built in, by their names in /proc/kallsyms. */
export function readTlsFunctions(kallsyms: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = ''] of readFileSync(kallsyms, 'latin1').matchAll(/ [tT] (tls_\w+)/g)) names.add(name);
  return names;
}
