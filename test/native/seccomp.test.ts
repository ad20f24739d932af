// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const EPERM = 1;
const ENOSYS = 38;
const OWN_PID = -1;
const PARENT = process.pid;
/** A request that ptrace does not know. */
const NO_REQUEST = 65_535;
const CLONE_THREAD = 0x1_0000;
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_ALG, AF_VSOCK] = [1, 2, 10, 16, 17, 38, 40];
const SOCK_STREAM = 1;
const SOCK_RAW = 3;

type Call = readonly [name: string, ...args: number[]];

/** With arguments with which none does harm where it is not refused. */
const REFUSED_TO_BOTH: readonly Call[] = [
  ['execve'],
  ['execveat'],
  ['ptrace', NO_REQUEST],
  ['process_vm_readv', OWN_PID],
  ['process_vm_writev', OWN_PID],
  ['pidfd_getfd'],
  ['kcmp', OWN_PID, OWN_PID],
  ['mount'],
  ['umount2'],
  ['pivot_root'],
  ['chroot'],
  ['fsopen'],
  ['open_by_handle_at'],
  ['init_module'],
  ['finit_module'],
  ['delete_module'],
  ['kexec_load', 0, 1],
  ['reboot'],
  ['swapon'],
  ['setns'],
  ['unshare'],
  ['clock_settime'],
  ['userfaultfd'],
  ['add_key'],
  ['keyctl', NO_REQUEST],
  ['pidfd_send_signal'],
  ['kill', PARENT, 0],
  ['tgkill', PARENT, PARENT, 0],
  ['clone', 0x8000_0000],
  ['socket', AF_PACKET, SOCK_RAW],
  ['socket', AF_ALG, 5],
  ['socket', AF_VSOCK, SOCK_STREAM],
];
/** BPF_MAP_CREATE, BPF_PROG_LOAD, BPF_OBJ_GET, BPF_MAP_GET_FD_BY_ID, and one that there may be some day. */
const BPF_COMMANDS = [0, 5, 7, 14, 100];
const MAP_COMMANDS = [1, 2, 4, 21];
const REFUSED_TO_WORKER: readonly Call[] = [
  ['perf_event_open'],
  ['io_uring_setup'],
  ...BPF_COMMANDS.map((command): Call => ['bpf', command]),
];
const INTERNET: readonly Call[] = [
  ['socket', AF_INET, SOCK_STREAM],
  ['socket', AF_INET6, SOCK_STREAM],
];
const ALLOWED_TO_BOTH: readonly Call[] = [
  ['kill', OWN_PID, 0],
  // What it would share with a thread is missing: EINVAL.
  ['clone', CLONE_THREAD],
  ['socket', AF_UNIX, SOCK_STREAM],
  ['socket', AF_NETLINK, SOCK_RAW],
  ...MAP_COMMANDS.map((command): Call => ['bpf', command]),
];

function errnosOf(filters: string, calls: readonly Call[]): string[] {
  const tool = 'dist/test/native/support/refused-calls.tool.cjs';
  const { stdout, stderr } = spawnSync(process.execPath, [tool, filters, JSON.stringify(calls)], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return (JSON.parse(stdout) as number[]).map((errno, index) => `${calls[index]?.join(' ')}: ${errno}`);
}

const all = (calls: readonly Call[], errno: number): string[] => calls.map((call) => `${call.join(' ')}: ${errno}`);
const withoutEperm = (found: readonly string[]): string[] => found.filter((line) => !line.endsWith(`: ${EPERM}`));

for (const [filters, refused, allowed] of [
  ['stage+worker', [...REFUSED_TO_BOTH, ...REFUSED_TO_WORKER], [...ALLOWED_TO_BOTH, ...INTERNET]],
  ['launcher', [...REFUSED_TO_BOTH, ...INTERNET], [...ALLOWED_TO_BOTH, ...REFUSED_TO_WORKER]],
] as const) {
  test(`${filters}: what is refused is so by the filter, and nothing else`, () => {
    const calls = [...refused, ...allowed];
    assert.deepEqual(withoutEperm(errnosOf('', calls)), errnosOf('', calls), 'root may call them');
    const found = errnosOf(filters, calls);
    assert.deepEqual(found.slice(0, refused.length), all(refused, EPERM));
    assert.deepEqual(withoutEperm(found.slice(refused.length)), found.slice(refused.length));
  });
}

test('the stage may become the worker', () => {
  assert.deepEqual(withoutEperm(errnosOf('stage', [['execve'], ['execveat']])).length, 2);
});

test('clone3 is not there: libc calls clone, whose flags can be looked at', () => {
  assert.deepEqual(errnosOf('stage', [['clone3']]), all([['clone3']], ENOSYS));
});
