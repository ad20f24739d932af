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
 * service starts; detaching goes backwards, so that none is while it stops.
 */
export const HOOKS: Record<AttachWay, readonly Hook[]> = {
  fentry: [
    { kernelFunction: 'tls_sk_proto_close', program: 'fentry_close', at: 'entry' },
    { kernelFunction: 'tls_set_sw_offload', program: 'fentry_set_sw_offload', at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: 'fentry_sendmsg', at: 'entry' },
    { kernelFunction: 'tls_sw_recvmsg', program: 'fentry_recvmsg', at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: 'fexit_sendmsg', at: 'return' },
    { kernelFunction: 'tls_sw_recvmsg', program: 'fexit_recvmsg', at: 'return' },
  ],
  kprobe: [
    { kernelFunction: 'tls_sk_proto_close', program: 'kprobe_close', at: 'entry' },
    { kernelFunction: 'tls_set_sw_offload', program: 'kprobe_set_sw_offload', at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: 'kprobe_sendmsg', at: 'entry' },
    { kernelFunction: 'tls_sw_recvmsg', program: 'kprobe_recvmsg', at: 'entry' },
    { kernelFunction: 'tls_sw_sendmsg', program: 'kretprobe_sendmsg', at: 'return' },
    { kernelFunction: 'tls_sw_recvmsg', program: 'kretprobe_recvmsg', at: 'return' },
  ],
};
