// SPDX-License-Identifier: Apache-2.0
import type { Libseccomp } from '../ffi/libseccomp.ts';
import { checkNegative, checkNull, NULL, pointerTo } from '../ffi/native.ts';

// seccomp.h of libseccomp
const SCMP_ACT_ALLOW = 0x7fff_0000;
const SCMP_ACT_ERRNO = 0x0005_0000;
const SCMP_FLTATR_CTL_TSYNC = 4;
const [SCMP_CMP_NE, SCMP_CMP_EQ, SCMP_CMP_GT, SCMP_CMP_MASKED_EQ] = [1, 4, 6, 7];
const ARGUMENT_BYTES = 24;
const EPERM = 1;
const ENOSYS = 38;

const CLONE_THREAD = 0x1_0000n;
/** bpf(2): BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_GET_NEXT_KEY, BPF_MAP_LOOKUP_AND_DELETE_ELEM. */
const MAP_COMMANDS = [1, 2, 4, 21];
const LAST_MAP_COMMAND = 21;
/** Families of socket(2) that reach other hosts, or the kernel's less trodden paths. */
const INTERNET_FAMILIES = [2, 10];
const OTHER_FAMILIES = [3, 4, 5, 9, 15, 17, 21, 26, 29, 30, 31, 38, 40, 44];

/** When an argument is refused: `mask` are the bits that are compared, else all. */
interface Condition {
  readonly argument: number;
  readonly compare: number;
  readonly value: bigint;
  readonly mask?: bigint;
}

interface Refusal {
  readonly name: string;
  readonly errno?: number;
  readonly when?: Condition;
}

const always = (...names: string[]): Refusal[] => names.map((name) => ({ name }));
const socketsOf = (families: readonly number[]): Refusal[] =>
  families.map((family) => ({
    name: 'socket',
    when: { argument: 0, compare: SCMP_CMP_EQ, value: BigInt(family) },
  }));

/** Neither process needs them once it has what it needs. */
const REFUSED_TO_BOTH: readonly Refusal[] = [
  // Another process.
  ...always('fork', 'vfork'),
  { name: 'clone', when: { argument: 0, compare: SCMP_CMP_MASKED_EQ, value: 0n, mask: CLONE_THREAD } },
  // Its flags lie in memory: without it libc calls clone.
  { name: 'clone3', errno: ENOSYS },
  // Other processes' memory, descriptors and namespaces.
  ...always('ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'pidfd_getfd', 'kcmp'),
  ...always('unshare', 'setns', 'personality'),
  // The host.
  ...always('mount', 'umount2', 'pivot_root', 'chroot', 'move_mount', 'open_tree', 'mount_setattr'),
  ...always('fsopen', 'fsconfig', 'fsmount', 'fspick', 'name_to_handle_at', 'open_by_handle_at'),
  ...always('init_module', 'finit_module', 'delete_module', 'kexec_load', 'kexec_file_load', 'reboot'),
  ...always('swapon', 'swapoff', 'acct', 'quotactl', 'syslog', 'iopl', 'ioperm', 'vhangup', 'nfsservctl'),
  ...always('settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex', 'sethostname', 'setdomainname'),
  // What has been the way into the kernel more than once.
  ...always('userfaultfd', 'fanotify_init'),
  ...always('add_key', 'request_key', 'keyctl', 'modify_ldt', 'lookup_dcookie', 'migrate_pages', 'move_pages'),
  ...always('rt_sigqueueinfo', 'rt_tgsigqueueinfo', 'pidfd_send_signal', 'tkill'),
  ...socketsOf(OTHER_FAMILIES),
];

/** To the worker, but for the maps that it has descriptors of. */
const REFUSED_TO_WORKER: readonly Refusal[] = [
  ...always('perf_event_open', 'io_uring_setup', 'io_uring_enter', 'io_uring_register'),
  ...Array.from({ length: LAST_MAP_COMMAND }, (_, command) => command)
    .filter((command) => !MAP_COMMANDS.includes(command))
    .map((command) => ({ name: 'bpf', when: { argument: 0, compare: SCMP_CMP_EQ, value: BigInt(command) } })),
  { name: 'bpf', when: { argument: 0, compare: SCMP_CMP_GT, value: BigInt(LAST_MAP_COMMAND) } },
];

/** Another program. */
const PROGRAMS: readonly Refusal[] = always('execve', 'execveat');

/** What a process is refused, by what it is. Signals go to itself alone. */
const refusals: Readonly<Record<'stage' | 'worker' | 'launcher', readonly Refusal[]>> = {
  // Before it becomes the worker: libuv takes a ring of io_uring at the start of a process, and aborts when it loses that.
  stage: [...REFUSED_TO_BOTH, ...REFUSED_TO_WORKER],
  worker: PROGRAMS,
  launcher: [...REFUSED_TO_BOTH, ...PROGRAMS, ...socketsOf(INTERNET_FAMILIES)],
};

/**
 * From now on all threads of this process, and what it becomes, are refused the calls of its list, and signals to others,
 * with EPERM. Throws NativeError.
 */
export function refuseCalls(library: Libseccomp, who: keyof typeof refusals): void {
  const context = checkNull('seccomp_init', library.seccomp_init(SCMP_ACT_ALLOW));
  const own = BigInt(process.pid);
  const signals: Refusal[] = ['kill', 'tgkill'].map((name) => ({
    name,
    when: { argument: 0, compare: SCMP_CMP_NE, value: own },
  }));
  try {
    const attribute = library.seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1);
    checkNegative('seccomp_attr_set', attribute);
    for (const refusal of [...refusals[who], ...signals]) {
      const call = library.seccomp_syscall_resolve_name(refusal.name);
      // One that this libseccomp is too old to know.
      if (call === -1) continue;
      const { errno = EPERM, when } = refusal;
      const condition = when === undefined ? NULL : pointerTo(encode(when));
      const added = library.seccomp_rule_add_array(
        context,
        SCMP_ACT_ERRNO + errno,
        call,
        when === undefined ? 0 : 1,
        condition,
      );
      checkNegative(`seccomp_rule_add_array ${refusal.name}`, added);
    }
    checkNegative('seccomp_load', library.seccomp_load(context));
  } finally {
    library.seccomp_release(context);
  }
}

/** struct scmp_arg_cmp: unsigned int arg; enum op; uint64_t datum_a, datum_b. */
function encode({ argument, compare, value, mask }: Condition): Buffer {
  const bytes = Buffer.alloc(ARGUMENT_BYTES);
  bytes.writeUInt32LE(argument, 0);
  bytes.writeInt32LE(compare, 4);
  bytes.writeBigUInt64LE(mask ?? value, 8);
  bytes.writeBigUInt64LE(mask === undefined ? 0n : value, 16);
  return bytes;
}
