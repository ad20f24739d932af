// SPDX-License-Identifier: Apache-2.0
import { readHostFile } from './host-file.ts';

interface Distribution {
  /** ID of os-release(5), or one of ID_LIKE. */
  readonly ids: readonly string[];
  readonly name: string;
  readonly libbpf: string;
  readonly libseccomp: string;
}

const DISTRIBUTIONS: readonly Distribution[] = [
  {
    ids: ['debian', 'ubuntu'],
    name: 'Debian, Ubuntu',
    libbpf: 'apt-get install libbpf1',
    libseccomp: 'apt-get install libseccomp2',
  },
  {
    ids: ['fedora', 'rhel', 'centos'],
    name: 'Fedora',
    libbpf: 'dnf install libbpf',
    libseccomp: 'dnf install libseccomp',
  },
  { ids: ['arch'], name: 'Arch', libbpf: 'pacman -S libbpf', libseccomp: 'pacman -S libseccomp' },
];

/** The command that installs libbpf on this host, or on each distribution where it is none of those that are known. */
export const installLibbpf = (root: string): string => install(root, 'libbpf');

export const installLibseccomp = (root: string): string => install(root, 'libseccomp');

function install(root: string, library: 'libbpf' | 'libseccomp'): string {
  const ids = readIds(root);
  const known = DISTRIBUTIONS.find((distribution) => distribution.ids.some((id) => ids.includes(id)));
  if (known !== undefined) return known[library];
  return DISTRIBUTIONS.map((distribution) => `${distribution.name}: ${distribution[library]}`).join('; ');
}

/** os-release(5): `ID=fedora`, `ID_LIKE="rhel fedora"`; the most specific first. */
function readIds(root: string): string[] {
  const text = readHostFile(root, 'etc/os-release') ?? readHostFile(root, 'usr/lib/os-release') ?? '';
  const fieldOf = (key: string): string => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return [fieldOf('ID'), ...fieldOf('ID_LIKE').split(' ')].filter((id) => id !== '');
}
