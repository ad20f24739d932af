// SPDX-License-Identifier: Apache-2.0

/** How the programs are attached: by trampolines (fentry and fexit) or by kprobes and kretprobes. */
export type AttachWay = 'fentry' | 'kprobe';

/** Whatever the way, at the end of a thread: what a missed return has left of it goes. */
export const THREAD_END_PROGRAM = 'raw_tp_sched_process_exit';

/** A program of bpf/ktls.bpf.c and the kernel function that it hooks, at its entry or at its return. */
export interface Hook {
  kernelFunction: string;
  program: string;
  at: 'entry' | 'return';
  sees: 'calls' | 'keys' | 'shutdown' | 'close';
  /** Of the kernel's TLS, which may be a module; else of the kernel itself. */
  isOfTls: boolean;
}

interface HookedFunction {
  name: string;
  /** What its hooks see: calls that move bytes, keys that are set, a socket's shutdown and close. */
  sees: Hook['sees'];
  /** Not every kernel has it. */
  isOptional: boolean;
}

const FUNCTIONS: readonly HookedFunction[] = [
  { name: 'tls_sk_proto_close', sees: 'close', isOptional: false },
  { name: 'tcp_shutdown', sees: 'shutdown', isOptional: false },
  { name: 'tls_set_sw_offload', sees: 'keys', isOptional: false },
  { name: 'tls_set_device_offload', sees: 'keys', isOptional: true },
  { name: 'tls_sw_sendmsg', sees: 'calls', isOptional: false },
  { name: 'tls_sw_recvmsg', sees: 'calls', isOptional: false },
  { name: 'tls_sw_splice_read', sees: 'calls', isOptional: false },
  { name: 'tls_sw_sendpage', sees: 'calls', isOptional: true },
  { name: 'tls_sw_sendpage_locked', sees: 'calls', isOptional: true },
  { name: 'tls_sw_read_sock', sees: 'calls', isOptional: true },
  { name: 'tls_device_sendmsg', sees: 'calls', isOptional: true },
  { name: 'tls_device_sendpage', sees: 'calls', isOptional: true },
];

/** Of what the return is hooked too. */
const RETURNING: ReadonlySet<Hook['sees']> = new Set(['calls', 'keys']);

/** Programs are named after the kind of their hook. */
const KINDS: Record<AttachWay, { entry: string; return: string }> = {
  fentry: { entry: 'fentry', return: 'fexit' },
  kprobe: { entry: 'kprobe', return: 'kretprobe' },
};

/**
 * The hooks for a kernel that has these functions. In the order of attaching: an entry before its return, so that no
 * return is taken for a missed entry while the service starts; detaching goes backwards, so that none is while it
 * stops. Throws when a function is missing that every kernel with TLS has.
 */
export function hooksFor(way: AttachWay, kernelFunctions: ReadonlySet<string>): Hook[] {
  const absent = FUNCTIONS.filter(({ name, isOptional }) => !isOptional && !kernelFunctions.has(name));
  if (absent.length > 0) throw new Error(`the kernel has no ${absent.map(({ name }) => name).join(', ')}`);
  const present = FUNCTIONS.filter(({ name }) => kernelFunctions.has(name));
  const hook = ({ name, sees }: HookedFunction, at: Hook['at']): Hook => {
    const program = `${KINDS[way][at]}_${name}`;
    return { kernelFunction: name, program, at, sees, isOfTls: name.startsWith('tls_') };
  };
  return [
    ...present.map((one) => hook(one, 'entry')),
    ...present.filter(({ sees }) => RETURNING.has(sees)).map((one) => hook(one, 'return')),
  ];
}
