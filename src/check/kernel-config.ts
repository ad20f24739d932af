// SPDX-License-Identifier: Apache-2.0
import { readHostFile } from './host-file.ts';
import { readKernelRelease } from './kernel-release.ts';

/** The running kernel's options by name (`CONFIG_TLS` -> `m`); undefined where none of the usual files can be read. */
export function readKernelConfig(root: string): ReadonlyMap<string, string> | undefined {
  const release = readKernelRelease(root);
  const places = [
    'proc/config.gz',
    `boot/config-${release}`,
    `lib/modules/${release}/config`,
    `lib/modules/${release}/build/.config`,
  ];
  for (const place of places) {
    const options = readHostFile(root, place)?.matchAll(/^(CONFIG_\w+)=(.*)$/gm);
    if (options !== undefined) return new Map(Array.from(options, ([, name = '', value = '']) => [name, value]));
  }
  return undefined;
}
