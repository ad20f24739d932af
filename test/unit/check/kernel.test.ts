// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { type Case, testChecks } from './check-case.ts';
import { debian612, without } from './fake-host.ts';

const NOT_LOADED = 'tls module warning not loaded';
const TLS_BTF_NOT_KNOWN = 'tls BTF warning not known before tls is loaded';
const config = 'boot/config-6.12.107+deb13-cloud-amd64';

const cases: Case[] = [
  { name: 'a host that has everything', files: debian612, expected: [], exitCode: 0 },
  {
    name: 'the oldest kernel',
    files: { ...debian612, 'boot/config-5.10.0': 'CONFIG_TLS=m', 'proc/sys/kernel/osrelease': '5.10.0' },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a kernel too old',
    files: { ...debian612, 'proc/sys/kernel/osrelease': '5.9.16-1' },
    expected: ['kernel missing 5.9.16-1'],
    exitCode: 5,
  },
  {
    name: 'an old kernel with a large minor',
    files: { ...debian612, 'proc/sys/kernel/osrelease': '4.19.0-1' },
    expected: ['kernel missing 4.19.0-1'],
    exitCode: 5,
  },
  {
    name: 'no /proc',
    files: { ...without(debian612, 'proc/sys/kernel/osrelease', 'boot') },
    expected: ['kernel warning unknown'],
    exitCode: 0,
  },
  {
    name: 'a kernel without TLS',
    files: {
      ...without(debian612, 'sys/module', 'sys/kernel/btf/tls'),
      [config]: '# CONFIG_TLS is not set\nCONFIG_TLS_DEVICE=y\n',
    },
    expected: ['CONFIG_TLS missing not set', NOT_LOADED, TLS_BTF_NOT_KNOWN],
    exitCode: 5,
  },
  {
    name: 'a tls module that is not loaded',
    files: without(debian612, 'sys/module', 'sys/kernel/btf/tls'),
    expected: [NOT_LOADED, TLS_BTF_NOT_KNOWN],
    exitCode: 0,
  },
  {
    name: 'a tls module that is not loaded, fentry forced',
    files: without(debian612, 'sys/module', 'sys/kernel/btf/tls'),
    inputs: { attach: 'fentry' },
    expected: [NOT_LOADED, TLS_BTF_NOT_KNOWN],
    exitCode: 0,
  },
  {
    name: 'a tls module that is not loaded, no tracefs: fentry may be taken',
    files: without(debian612, 'sys/module', 'sys/kernel/btf/tls', 'sys/kernel/tracing'),
    expected: [NOT_LOADED, TLS_BTF_NOT_KNOWN, 'tracefs warning not mounted, or without kprobes'],
    exitCode: 0,
  },
  {
    name: 'a tls module that is not loaded, no tracefs: kprobes will be taken',
    files: {
      ...without(debian612, 'sys/module', 'sys/kernel/btf/tls', 'sys/kernel/tracing'),
      'sys/kernel/debug/sched/preempt': 'full (lazy)\n',
    },
    expected: [NOT_LOADED, TLS_BTF_NOT_KNOWN, 'tracefs missing not mounted, or without kprobes'],
    exitCode: 5,
  },
  {
    name: 'no kernel configuration and no tls',
    files: without(debian612, 'sys/module', 'sys/kernel/btf/tls', 'boot'),
    expected: ['CONFIG_TLS warning unknown: no kernel configuration to read', NOT_LOADED, TLS_BTF_NOT_KNOWN],
    exitCode: 0,
  },
  { name: 'a module built apart from its kernel', files: { ...debian612, [config]: '' }, expected: [], exitCode: 0 },
  {
    name: 'a configuration in /proc',
    files: { ...without(debian612, 'boot', 'sys/module'), 'proc/config.gz': gzipSync('CONFIG_TLS=y\n') },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a module known by its symbols',
    files: { ...without(debian612, 'sys/module'), 'proc/kallsyms': '0 T printk\n0 t tls_sw_sendmsg\t[tls]\n' },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a symbol that only begins so',
    files: { ...without(debian612, 'sys/module'), 'proc/kallsyms': '0 t tls_sw_sendmsg_locked\t[tls]\n' },
    expected: [NOT_LOADED],
    exitCode: 0,
  },
  {
    name: 'no BTF of the kernel',
    files: without(debian612, 'sys/kernel/btf/vmlinux'),
    expected: ['kernel BTF missing none'],
    exitCode: 5,
  },
  {
    name: 'no BTF of tls',
    files: without(debian612, 'sys/kernel/btf/tls'),
    expected: ['tls BTF warning none'],
    exitCode: 0,
  },
  {
    name: 'no BTF of tls, fentry forced',
    files: without(debian612, 'sys/kernel/btf/tls'),
    inputs: { attach: 'fentry' },
    expected: ['tls BTF missing none'],
    exitCode: 5,
  },
  {
    name: 'lockdown for confidentiality',
    files: { ...debian612, 'sys/kernel/security/lockdown': 'none integrity [confidentiality]\n' },
    expected: ['lockdown missing confidentiality'],
    exitCode: 5,
  },
  { name: 'no lockdown', files: without(debian612, 'sys/kernel/security/lockdown'), expected: [], exitCode: 0 },
  {
    name: 'no securityfs',
    files: without(debian612, 'sys/kernel/security'),
    expected: ['lockdown warning unknown'],
    exitCode: 0,
  },
  {
    name: 'lockdown for integrity',
    files: { ...debian612, 'sys/kernel/security/lockdown': 'none [integrity] confidentiality\n' },
    expected: [],
    exitCode: 0,
  },
];

testChecks(cases);
