// SPDX-License-Identifier: Apache-2.0
import { hostFileExists, readHostFile } from './host-file.ts';
import { readKernelRelease } from './kernel-release.ts';

/** The running kernel's options by name (`CONFIG_TLS` -> `m`); undefined where none of the usual files is there. */
export function readKernelConfig(root: string): ReadonlyMap<string, string> | undefined {
  const release = readKernelRelease(root);
  const places = [
    'proc/config.gz',
    `boot/config-${release}`,
    `lib/modules/${release}/config`,
    `lib/modules/${release}/build/.config`,
  ];
  const place = places.find((path) => hostFileExists(root, path));
  const text = place === undefined ? undefined : readHostFile(root, place);
  if (text === undefined) return undefined;
  return new Map(Array.from(text.matchAll(/^(CONFIG_\w+)=(.*)$/gm), ([, name = '', value = '']) => [name, value]));
}
