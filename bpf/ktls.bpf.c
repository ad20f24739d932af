// SPDX-License-Identifier: GPL-2.0
/*
 * Captures what goes through the kernel's TLS ULP. Each function of net/tls is hooked twice over, by fentry and
 * fexit and by kprobe and kretprobe; the service loads the pair that misses nothing on the running kernel.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "ktls.h"
#include "kernel_types.bpf.h"
#include "maps.bpf.h"
#include "record_type.bpf.h"
#include "call.bpf.h"
#include "connection.bpf.h"
#include "copy.bpf.h"
#include "emit.bpf.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline void enter_tls_sk_proto_close(struct sock *sk)
{
	struct ktls_event closed = { .kind = KTLS_KIND_CLOSE };
	__u64 key = (__u64)sk;
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);

	if (!connection)
		return;
	closed.ktime_boot_ns = bpf_ktime_get_boot_ns();
	closed.connection_ns = connection->first_seen_ns;
	closed.connection_cpu = connection->cpu;
	bpf_map_delete_elem(&connections, &key);
	if (bpf_ringbuf_output(&ring, &closed, sizeof(closed), 0))
		count(KTLS_CLOSES_LOST, 1);
}

/* int tls_sw_sendmsg(struct sock *sk, struct msghdr *msg, size_t size) */
SEC("fentry/tls_sw_sendmsg")
int BPF_PROG(fentry_sendmsg, struct sock *sk, struct msghdr *msg)
{
	enter_call(sk, msg, 0, true);
	return 0;
}

SEC("fexit/tls_sw_sendmsg")
int BPF_PROG(fexit_sendmsg, struct sock *sk, struct msghdr *msg, __kernel_size_t size, int result)
{
	exit_call((__u64)sk, (__u64)msg, result, KTLS_TX, KTLS_SENDMSG);
	return 0;
}

/*
 * int tls_sw_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, [int nonblock,] int flags[, int *addr_len]):
 * 6 arguments until 5.18, 5 until 7.0, 4 since. The branches not taken are dead to the verifier; the barriers keep
 * the compiler from computing the place in the context, which the verifier refuses.
 */
SEC("fentry/tls_sw_recvmsg")
int fentry_recvmsg(unsigned long long *ctx)
{
	__u64 flags;

	if (settings.recvmsg_arity == 6) {
		flags = ctx[4];
		barrier_var(flags);
	} else {
		flags = ctx[3];
		barrier_var(flags);
	}
	enter_call((struct sock *)ctx[0], (struct msghdr *)ctx[1], flags, false);
	return 0;
}

SEC("fexit/tls_sw_recvmsg")
int fexit_recvmsg(unsigned long long *ctx)
{
	__u64 result;

	if (settings.recvmsg_arity == 6) {
		result = ctx[6];
		barrier_var(result);
	} else if (settings.recvmsg_arity == 5) {
		result = ctx[5];
		barrier_var(result);
	} else {
		result = ctx[4];
		barrier_var(result);
	}
	exit_call(ctx[0], ctx[1], (int)result, KTLS_RX, KTLS_RECVMSG);
	return 0;
}

/* int tls_set_sw_offload(struct sock *sk, ...): a direction of the connection gets its keys */
SEC("fentry/tls_set_sw_offload")
int BPF_PROG(fentry_set_sw_offload, struct sock *sk)
{
	find_connection((__u64)sk, 0);
	return 0;
}

/* void tls_sk_proto_close(struct sock *sk, long timeout) */
SEC("fentry/tls_sk_proto_close")
int BPF_PROG(fentry_close, struct sock *sk)
{
	enter_tls_sk_proto_close(sk);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_sendmsg, struct sock *sk, struct msghdr *msg)
{
	enter_call(sk, msg, 0, true);
	return 0;
}

SEC("kretprobe")
int BPF_KRETPROBE(kretprobe_sendmsg, int result)
{
	exit_call(0, 0, result, KTLS_TX, KTLS_SENDMSG);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_recvmsg, struct sock *sk, struct msghdr *msg)
{
	__u64 flags;

	if (settings.recvmsg_arity == 6) {
		flags = PT_REGS_PARM5(ctx);
		barrier_var(flags);
	} else {
		flags = PT_REGS_PARM4(ctx);
		barrier_var(flags);
	}
	enter_call(sk, msg, flags, false);
	return 0;
}

SEC("kretprobe")
int BPF_KRETPROBE(kretprobe_recvmsg, int result)
{
	exit_call(0, 0, result, KTLS_RX, KTLS_RECVMSG);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_set_sw_offload, struct sock *sk)
{
	find_connection((__u64)sk, 0);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_close, struct sock *sk)
{
	enter_tls_sk_proto_close(sk);
	return 0;
}
