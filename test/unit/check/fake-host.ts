// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

export type Files = Readonly<Record<string, string | Buffer>>;

const ALL_CAPABILITIES = '000001ffffffffff';

/** /proc/self/status of a process with this effective user id and these capabilities (hexadecimal). */
export const status = (uid: number, capabilities: string): string =>
  `Name:\tnode\nUid:\t1000\t${uid}\t${uid}\t${uid}\nCapPrm:\t${ALL_CAPABILITIES}\nCapEff:\t${capabilities}\n`;

/** What Debian's 6.12 shows to root with tls loaded. */
export const debian612: Files = {
  'proc/sys/kernel/osrelease': '6.12.107+deb13-cloud-amd64\n',
  'proc/sys/kernel/version': '#1 SMP PREEMPT_DYNAMIC Debian 6.12.107-1 (2026-08-29)\n',
  'proc/sys/kernel/kptr_restrict': '0\n',
  'proc/sys/kernel/perf_event_paranoid': '3\n',
  'proc/cmdline': 'console=ttyS0 panic=-1\n',
  'proc/self/cgroup': '0::/system.slice/ktls-otel.service\n',
  'proc/self/status': status(0, ALL_CAPABILITIES),
  'proc/self/limits': 'Max locked memory         8388608              8388608              bytes     \n',
  'proc/self/uid_map': '         0          0 4294967295\n',
  'sys/kernel/debug/sched/preempt': 'none (voluntary) full \n',
  'sys/kernel/security/lsm': 'lockdown,capability,landlock,yama,apparmor,tomoyo,bpf,ipe,ima,evm',
  'sys/kernel/security/lockdown': '[none] integrity confidentiality\n',
  'sys/kernel/btf/vmlinux': '',
  'sys/kernel/btf/tls': '',
  'sys/module/tls/initstate': 'live\n',
  'sys/kernel/tracing/kprobe_events': '',
  'boot/config-6.12.107+deb13-cloud-amd64': [
    'CONFIG_SECURITY_PERF_EVENTS_RESTRICT=y',
    'CONFIG_TLS=m',
    'CONFIG_TLS_DEVICE=y',
    '# CONFIG_TLS_TOE is not set\n',
  ].join('\n'),
};

/** `files` without those whose path begins with one of `prefixes`. */
export const without = (files: Files, ...prefixes: string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !prefixes.some((prefix) => path.startsWith(prefix))));

/** A root folder with these files, removed when the test ends. */
export function fakeHost(context: TestContext, files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'ktls-otel-host-'));
  context.after(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
