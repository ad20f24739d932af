// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const WITHIN = 'mount --bind "$0" /sys/fs/bpf && exec "$@"';

/** A BPF file system for the services of one test. */
export interface BpfFileSystem {
  readonly path: string;
  /** A command that runs a service which has it as /sys/fs/bpf. */
  readonly within: readonly string[];
  /** What runs have left there. */
  runs(): string[];
}

export function bpfFileSystem(t: TestContext): BpfFileSystem {
  const path = mkdtempSync(join(tmpdir(), 'bpf-'));
  execFileSync('mount', ['-t', 'bpf', '-o', 'mode=0700', 'none', path]);
  t.after(() => {
    execFileSync('umount', [path]);
    rmdirSync(path);
  });
  return {
    path,
    within: ['unshare', '-m', 'sh', '-c', WITHIN, path],
    runs: () => readdirSync(join(path, 'ktls-otel')),
  };
}
