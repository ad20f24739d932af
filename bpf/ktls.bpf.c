// SPDX-License-Identifier: GPL-2.0
/*
 * Captures what goes through the kernel's TLS ULP: the list of what is hooked. Each function is hooked twice over, by
 * fentry and fexit and by kprobe and kretprobe; the service loads the pair that misses nothing on the running kernel, of
 * the functions that this kernel has (src/capture/hooks.ts).
 */
#include "hook.bpf.h"

char LICENSE[] SEC("license") = "GPL";

HOOK_SENDMSG(tls_sw_sendmsg, SLOT_SENDMSG)
HOOK_SENDMSG(tls_device_sendmsg, SLOT_DEVICE_SENDMSG)

/* until 6.4 */
HOOK_SENDPAGE(tls_sw_sendpage, SLOT_SENDPAGE)
HOOK_SENDPAGE(tls_sw_sendpage_locked, SLOT_SENDPAGE_LOCKED)
HOOK_SENDPAGE(tls_device_sendpage, SLOT_DEVICE_SENDPAGE)

HOOK_RECVMSG(tls_sw_recvmsg, SLOT_RECVMSG)
HOOK_SPLICE_READ(tls_sw_splice_read, SLOT_SPLICE_READ)

/* from 6.6 */
HOOK_READ_SOCK(tls_sw_read_sock, SLOT_READ_SOCK)

HOOK_OFFLOAD(tls_set_sw_offload, settings.sw_offload_arity, SLOT_SW_OFFLOAD)
HOOK_OFFLOAD(tls_set_device_offload, settings.device_offload_arity, SLOT_DEVICE_OFFLOAD)

HOOK_SHUTDOWN(tcp_shutdown)
HOOK_CLOSE(tls_sk_proto_close)

/* Whatever the way of the others. */
SEC("raw_tp/sched_process_exit")
int raw_tp_sched_process_exit(void *ctx)
{
	forget_call(bpf_get_current_pid_tgid());
	return 0;
}
