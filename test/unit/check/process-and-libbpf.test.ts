// SPDX-License-Identifier: Apache-2.0
import { type Case, testChecks } from './check-case.ts';
import { debian612, status, without } from './fake-host.ts';

const lazy = { 'sys/kernel/debug/sched/preempt': 'full (lazy)\n' };
/** CAP_BPF, CAP_PERFMON, CAP_SYSLOG and CAP_DAC_OVERRIDE. */
const tracer = { 'proc/self/status': status(1000, '000000c400000002') };
const paranoid = (value: number) => ({ 'proc/sys/kernel/perf_event_paranoid': `${value}\n` });
const noLibbpf = () => new Error('libbpf.so.1: cannot open shared object file');

const cases: Case[] = [
  {
    name: 'no root and no capability',
    files: { ...debian612, 'proc/self/status': status(1000, '0000000000000000') },
    expected: [
      'CAP_BPF missing not held',
      'CAP_PERFMON missing not held',
      'CAP_SYSLOG warning not held',
      'perf_event_paranoid missing 3, without CAP_SYS_ADMIN',
      'tracefs missing not writable by this user',
    ],
    exitCode: 4,
  },
  {
    name: 'CAP_BPF without CAP_PERFMON, as root',
    files: { ...debian612, 'proc/self/status': status(0, '0000008000000000') },
    expected: [
      'CAP_PERFMON missing not held',
      'CAP_SYSLOG warning not held',
      'perf_event_paranoid missing 3, without CAP_SYS_ADMIN',
    ],
    exitCode: 4,
  },
  {
    name: 'no CAP_SYS_ADMIN, fentry forced',
    files: { ...debian612, 'proc/self/status': status(0, '000000c400000002') },
    inputs: { attach: 'fentry' },
    expected: ['CAP_SYS_ADMIN missing not held'],
    exitCode: 4,
  },
  {
    name: 'kprobes with just what they need',
    files: { ...debian612, ...tracer, ...paranoid(2) },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'CAP_SYS_ADMIN for the other two',
    files: { ...debian612, 'proc/self/status': status(0, '0000000400200000') },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'kprobes without CAP_SYS_ADMIN where perf is for it alone',
    files: { ...debian612, ...tracer, ...paranoid(3) },
    expected: ['perf_event_paranoid missing 3, without CAP_SYS_ADMIN'],
    exitCode: 4,
  },
  {
    name: 'kprobes without CAP_SYS_ADMIN where perf is for it alone, on a kernel whose configuration is not to be had',
    files: { ...without(debian612, 'boot'), ...tracer, ...paranoid(4) },
    expected: ['perf_event_paranoid missing 4, without CAP_SYS_ADMIN'],
    exitCode: 4,
  },
  {
    name: 'a perf_event_paranoid that the kernel does not know',
    files: { ...debian612, ...tracer, ...paranoid(3), 'boot/config-6.12.107+deb13-cloud-amd64': 'CONFIG_TLS=m\n' },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'fentry on a built-in tls where perf is for CAP_SYS_ADMIN alone',
    files: {
      ...without(debian612, 'sys/module'),
      ...tracer,
      ...paranoid(3),
      'boot/config-6.12.107+deb13-cloud-amd64': 'CONFIG_TLS=y\nCONFIG_SECURITY_PERF_EVENTS_RESTRICT=y\n',
    },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'no /proc/sys',
    files: without(debian612, 'proc/sys/kernel/kptr_restrict', 'proc/sys/kernel/perf_event_paranoid'),
    expected: ['kptr_restrict warning unknown', 'perf_event_paranoid warning unknown'],
    exitCode: 0,
  },
  {
    name: "root of a container's user namespace",
    files: { ...debian612, 'proc/self/uid_map': '         0     100000      65536\n' },
    expected: [
      'CAP_BPF missing not held outside of this user namespace',
      'CAP_PERFMON missing not held outside of this user namespace',
      'CAP_SYSLOG warning not held',
      'perf_event_paranoid missing 3, without CAP_SYS_ADMIN',
      'tracefs missing not writable by this user',
    ],
    exitCode: 4,
  },
  {
    name: 'a kernel without user namespaces',
    files: without(debian612, 'proc/self/uid_map'),
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a container with all capabilities that sees neither debugfs, securityfs nor the kernel configuration',
    files: without(debian612, 'sys/kernel/debug', 'sys/kernel/security', 'boot'),
    expected: ['lockdown warning unknown', 'preemption warning unknown'],
    exitCode: 0,
  },
  {
    name: 'tracefs below debugfs',
    files: { ...without(debian612, 'sys/kernel/tracing'), 'sys/kernel/debug/tracing/kprobe_events': '', ...lazy },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'no tracefs, kprobes',
    files: { ...without(debian612, 'sys/kernel/tracing'), ...lazy },
    expected: ['tracefs missing not mounted, or without kprobes'],
    exitCode: 5,
  },
  {
    name: 'no tracefs, fentry',
    files: without(debian612, 'sys/kernel/tracing'),
    expected: ['tracefs warning not mounted, or without kprobes'],
    exitCode: 0,
  },
  {
    name: 'fentry forced on a preemptible kernel',
    files: { ...debian612, ...lazy },
    inputs: { attach: 'fentry' },
    expected: ['attach warning fentry: KTLS_ATTACH=fentry'],
    exitCode: 0,
  },
  {
    name: 'no libbpf',
    files: debian612,
    inputs: { libbpfVersion: noLibbpf },
    expected: ['libbpf missing not loadable: libbpf.so.1: cannot open shared object file'],
    exitCode: 6,
  },
  {
    name: 'libbpf 1.0',
    files: debian612,
    inputs: { libbpfVersion: () => ({ major: 1, minor: 0 }) },
    expected: ['libbpf missing 1.0'],
    exitCode: 6,
  },
  {
    name: 'libbpf 0.8',
    files: debian612,
    inputs: { libbpfVersion: () => ({ major: 0, minor: 8 }) },
    expected: ['libbpf missing 0.8'],
    exitCode: 6,
  },
  {
    name: 'libbpf 2.0',
    files: debian612,
    inputs: { libbpfVersion: () => ({ major: 2, minor: 0 }) },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'no tls and no libbpf',
    files: without(debian612, 'sys/module'),
    inputs: { libbpfVersion: noLibbpf },
    expected: [
      'tls module warning not loaded',
      'libbpf missing not loadable: libbpf.so.1: cannot open shared object file',
    ],
    exitCode: 6,
  },
  {
    name: 'no libseccomp',
    files: debian612,
    inputs: { libseccompProblem: () => new Error('libseccomp.so.2: cannot open shared object file') },
    expected: ['libseccomp missing not loadable: libseccomp.so.2: cannot open shared object file'],
    exitCode: 6,
  },
  {
    name: 'a user for the worker, by name',
    files: { ...debian612, 'etc/passwd': 'root:x:0:0::/:\nktls:x:990:991::/:\n' },
    inputs: { user: 'ktls' },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a user that there is not',
    files: { ...debian612, 'etc/passwd': 'ktls:x:990:991::/:\nktls:x:none:991::/:\n' },
    inputs: { user: 'kt' },
    expected: ['KTLS_USER missing no user kt'],
    exitCode: 3,
  },
  {
    name: 'a user for the worker, without the right to change to it',
    files: { ...debian612, ...tracer, ...paranoid(2) },
    inputs: { user: '990' },
    expected: ['KTLS_USER missing 990, without CAP_SETUID and CAP_SETGID'],
    exitCode: 4,
  },
  {
    name: 'a user for the worker, without the right to change its groups',
    files: { ...debian612, 'proc/self/status': status(1000, '000000c400000082'), ...paranoid(2) },
    inputs: { user: '990' },
    expected: ['KTLS_USER missing 990, without CAP_SETGID'],
    exitCode: 4,
  },
  {
    name: 'no BPF object',
    files: debian612,
    inputs: { objectFile: '/nowhere/ktls.bpf.o' },
    expected: ['BPF object missing no /nowhere/ktls.bpf.o'],
    exitCode: 6,
  },
];

testChecks(cases);
