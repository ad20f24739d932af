// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

/** What README.md says that a host needs. */
const GLIBC_MINOR = 28;

export const readelf = (option: string, file: string): string =>
  execFileSync('readelf', [option, file], { encoding: 'utf8' });

/** The binary asks for no symbol of a newer glibc than 2.28. */
export function assertOldGlibc(file: string): void {
  const versions = readelf('-V', file).matchAll(/\bGLIBC_2\.(\d+)/g);
  const newest = Math.max(...Array.from(versions, ([, minor]) => Number(minor)));
  assert.ok(newest > 0 && newest <= GLIBC_MINOR, `${file} asks for glibc 2.${newest}`);
}

/** What the program loads is there, by its `--check --json`. */
export function assertLoads(report: string): void {
  const { rows }: { rows: { name: string; status: string }[] } = JSON.parse(report);
  const found = ['libbpf', 'libseccomp', 'BPF object'].map((name) => rows.find((row) => row.name === name)?.status);
  assert.deepEqual(found, ['ok', 'ok', 'ok']);
}
