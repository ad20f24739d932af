// SPDX-License-Identifier: Apache-2.0

/** How the programs are attached: by trampolines (fentry and fexit) or by kprobes and kretprobes. */
export type AttachWay = 'fentry' | 'kprobe';

/** A program of bpf/ktls.bpf.c and the kernel function that it hooks, at its entry or at its return. */
export interface Hook {
  kernelFunction: string;
  program: string;
  at: 'entry' | 'return';
}

/**
 * In the order of attaching: an entry before its return, so that no return is taken for a missed entry while the
 * service starts; detaching goes backwards, so that none is while it stops. Programs are named after their kind.
 */
function hooks(entry: string, exit: string): readonly Hook[] {
  return [
    { kernelFunction: 'tls_sk_proto_close', program: `${entry}_close`, at: 'entry' },
    { kernelFunction: 'tls_set_sw_offload', program: `${entry}_set_sw_offload`, at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: `${entry}_sendmsg`, at: 'entry' },
    { kernelFunction: 'tls_sw_recvmsg', program: `${entry}_recvmsg`, at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: `${exit}_sendmsg`, at: 'return' },
    { kernelFunction: 'tls_sw_recvmsg', program: `${exit}_recvmsg`, at: 'return' },
  ];
}

export const HOOKS: Record<AttachWay, readonly Hook[]> = {
  fentry: hooks('fentry', 'fexit'),
  kprobe: hooks('kprobe', 'kretprobe'),
};
