// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { passwdEntries } from '../base/passwd.ts';
import { escapeInText } from '../base/steering.ts';

const FILE = 'etc/passwd';
/** The first process's root is the host's, whatever container the service is in. To look there takes CAP_SYS_PTRACE. */
const HOST_ROOT = 'proc/1/root';
const MAX_FILE_BYTES = 1_048_576;
const MAX_NAME_BYTES = 64;

/** The names of the host's users, by its /etc/passwd. Those of a directory service are not known. */
export class Users {
  readonly #file: string;
  #names: ReadonlyMap<number, string> = new Map();
  #version: string | undefined;

  /** `root` is / on a host. */
  constructor(root: string) {
    this.#file = join(root, isHostRoot(root) ? '' : HOST_ROOT, FILE);
  }

  /** By uid. It is another map when the file was another. */
  get names(): ReadonlyMap<number, string> {
    return this.#names;
  }

  /** Reads the file again where it is another than before. One that is too large, or can't be read, has no users. */
  refresh(): void {
    try {
      const { ino, size, mtimeNs } = statSync(this.#file, { bigint: true });
      const version = `${ino} ${size} ${mtimeNs}`;
      if (version === this.#version) return;
      this.#names = size > MAX_FILE_BYTES ? new Map() : namesIn(readFileSync(this.#file, 'utf8'));
      this.#version = version;
    } catch {
      this.#names = new Map();
      this.#version = undefined;
    }
  }
}

/** Whether the service has the first process's root. The id of a mount is that of no other (proc_pid_mountinfo(5)). */
function isHostRoot(root: string): boolean {
  try {
    const [own, first] = ['self', '1'].map((pid) => readFileSync(join(root, 'proc', pid, 'mountinfo'), 'latin1'));
    return own !== '' && own?.split('\n')[0] === first?.split('\n')[0];
  } catch {
    return false;
  }
}

/** Of several users with the same number the first is meant, as getpwuid(3) has it. */
function namesIn(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const { name: written, uid } of passwdEntries(text)) {
    if (names.has(uid)) continue;
    const name = escapeInText(written);
    if (Buffer.byteLength(name) <= MAX_NAME_BYTES) names.set(uid, name);
  }
  return names;
}
