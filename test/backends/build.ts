// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';

/** Path of the binary of a backend, which is built when it has not been yet. */
export function build(backend: 'collector' | 'jaeger' | 'loki'): string {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return execFileSync('bash', [`test/backends/${backend}/build.sh`], { encoding: 'utf8', stdio }).trim();
}
