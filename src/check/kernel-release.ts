// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';

const NAME = 'kernel';
// The first with BPF ring buffers, CAP_BPF and bpf_probe_read_user in every program type used here.
const OLDEST = { major: 5, minor: 10 };

/** What `uname -r` prints. */
export const readKernelRelease = (root: string): string | undefined =>
  readHostFile(root, 'proc/sys/kernel/osrelease')?.trim();

export function checkKernelRelease(root: string): CheckResult {
  const isNewEnough = isKernelFrom(root, OLDEST);
  if (isNewEnough === undefined) return warning(NAME, 'unknown', 'mount /proc');
  const release = readKernelRelease(root) ?? '';
  return isNewEnough ? ok(NAME, release) : missing(NAME, release, exitCodes.kernel, 'run Linux 5.10 or newer');
}

/** Whether the kernel is of this version or a newer one; undefined where its release is not known. */
export function isKernelFrom(root: string, oldest: { major: number; minor: number }): boolean | undefined {
  const [, major, minor] = (/^(\d+)\.(\d+)/.exec(readKernelRelease(root) ?? '') ?? []).map(Number);
  if (major === undefined || minor === undefined) return undefined;
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
