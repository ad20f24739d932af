// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const LIBRARY = /^.* (\/.*\/(?:libssl|libgnutls|libwolfssl|libmbedtls)[\w.-]*\.so[\d.]*)(?: \(deleted\))?$/m;

/**
 * The file of the TLS library that a process has loaded, by proc_pid_maps(5): `libssl.so.3`. undefined: it has none, as
 * where it is linked statically; or the process has ended, or may not be looked at. `root` is / on a host.
 */
export function tlsLibraryOf(root: string, pid: number): string | undefined {
  try {
    const path = LIBRARY.exec(readFileSync(join(root, 'proc', String(pid), 'maps'), 'utf8'))?.[1];
    return path === undefined ? undefined : basename(path);
  } catch {
    return undefined;
  }
}
