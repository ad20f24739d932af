// SPDX-License-Identifier: Apache-2.0
import { isKernelFrom } from './kernel-release.ts';
import { readSysctl } from './sysctls.ts';

/** From this version on, who has a map's descriptor may use the map (commit c8644cd0efe7, bpf: refine kernel.unprivileged_bpf_disabled behaviour). */
const BY_DESCRIPTOR = { major: 5, minor: 19 };

/** Whether reading maps takes CAP_BPF on this kernel. */
export const mustKeepBpf = (root: string): boolean =>
  isKernelFrom(root, BY_DESCRIPTOR) === false && readSysctl(root, 'unprivileged_bpf_disabled') !== '0';
