// SPDX-License-Identifier: Apache-2.0

/** How the programs are attached: by trampolines (fentry and fexit) or by kprobes and kretprobes. */
export type AttachWay = 'fentry' | 'kprobe';

/** A program of bpf/ktls.bpf.c and the kernel function that it hooks, at its entry or at its return. */
export interface Hook {
  kernelFunction: string;
  program: string;
  at: 'entry' | 'return';
}

interface HookedFunction {
  name: string;
  /** Whether its return is hooked too. */
  returns: boolean;
  /** Not every kernel has it. */
  isOptional: boolean;
}

const FUNCTIONS: readonly HookedFunction[] = [
  { name: 'tls_sk_proto_close', returns: false, isOptional: false },
  { name: 'tls_set_sw_offload', returns: false, isOptional: false },
  { name: 'tls_set_device_offload', returns: false, isOptional: true },
  { name: 'tls_sw_sendmsg', returns: true, isOptional: false },
  { name: 'tls_sw_recvmsg', returns: true, isOptional: false },
  { name: 'tls_sw_splice_read', returns: true, isOptional: false },
  { name: 'tls_sw_sendpage', returns: true, isOptional: true },
  { name: 'tls_sw_sendpage_locked', returns: true, isOptional: true },
  { name: 'tls_sw_read_sock', returns: true, isOptional: true },
  { name: 'tls_device_sendmsg', returns: true, isOptional: true },
  { name: 'tls_device_sendpage', returns: true, isOptional: true },
];

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
  if (absent.length > 0) throw new Error(`the kernel's tls has no ${absent.map(({ name }) => name).join(', ')}`);
  const present = FUNCTIONS.filter(({ name }) => kernelFunctions.has(name));
  const kind = KINDS[way];
  return [
    ...present.map(({ name }): Hook => ({ kernelFunction: name, program: `${kind.entry}_${name}`, at: 'entry' })),
    ...present
      .filter(({ returns }) => returns)
      .map(({ name }): Hook => ({ kernelFunction: name, program: `${kind.return}_${name}`, at: 'return' })),
  ];
}
