// SPDX-License-Identifier: Apache-2.0
/** The process's exit codes; help, README and every StartError take them from here. */
export const exitCodes = {
  ok: { code: 0, meaning: 'it ended as asked' },
  failure: { code: 1, meaning: 'an unexpected failure' },
  usage: { code: 2, meaning: 'wrong arguments' },
  configuration: { code: 3, meaning: 'a wrong setting or an unreadable configuration file' },
  privilege: { code: 4, meaning: 'root or a capability is missing' },
  kernel: { code: 5, meaning: 'the kernel lacks something: its version, kTLS, BTF, tracefs, cgroup v2' },
  libbpf: { code: 6, meaning: 'libbpf is missing or too old, or libseccomp or the BPF object is missing' },
  undelivered: { code: 7, meaning: 'the shutdown deadline passed and records were dropped' },
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]['code'];
