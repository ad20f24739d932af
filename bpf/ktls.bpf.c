// SPDX-License-Identifier: GPL-2.0
/*
 * Captures what goes through the kernel's TLS ULP. Each function of net/tls is hooked twice over, by fentry and
 * fexit and by kprobe and kretprobe; the service loads the pair that misses nothing on the running kernel, of the
 * functions that this kernel has.
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
#include "memory.bpf.h"
#include "copy.bpf.h"
#include "connection.bpf.h"
#include "record_type.bpf.h"
#include "call.bpf.h"
#include "cgroup_path.bpf.h"
#include "process.bpf.h"
#include "filter_values.bpf.h"
#include "filter_cgroup.bpf.h"
#include "filter.bpf.h"
#include "failure.bpf.h"
#include "content.bpf.h"
#include "emit.bpf.h"
#include "lifetime.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* A kretprobe is told the result alone. */
#define KRETPROBE(function, type, direction, slot) \
	SEC("kretprobe") \
	int BPF_KRETPROBE(kretprobe_##function, type result) \
	{ \
		exit_call(0, 0, 0, result, direction, slot); \
		return 0; \
	}

/* int (struct sock *sk, struct msghdr *msg, size_t size) */
#define HOOK_SENDMSG(function, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk, struct msghdr *msg) \
	{ \
		enter_message(sk, msg, 0, KTLS_SENDMSG, slot, true); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int BPF_PROG(fexit_##function, struct sock *sk, struct msghdr *msg, __kernel_size_t size, int result) \
	{ \
		exit_call((__u64)sk, (__u64)msg, 0, result, KTLS_TX, slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk, struct msghdr *msg) \
	{ \
		enter_message(sk, msg, 0, KTLS_SENDMSG, slot, false); \
		return 0; \
	} \
	KRETPROBE(function, int, KTLS_TX, slot)

HOOK_SENDMSG(tls_sw_sendmsg, SLOT_SENDMSG)
HOOK_SENDMSG(tls_device_sendmsg, SLOT_DEVICE_SENDMSG)

/* int (struct sock *sk, struct page *page, int offset, size_t size, int flags), until 6.4 */
#define HOOK_SENDPAGE(function, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk, struct page *page, int offset, __kernel_size_t size) \
	{ \
		enter_sendpage(sk, page, offset, size, slot, true); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int BPF_PROG(fexit_##function, struct sock *sk, struct page *page, int offset, __kernel_size_t size, \
		     int flags, int result) \
	{ \
		exit_call((__u64)sk, 0, 0, result, KTLS_TX, slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk, struct page *page, int offset, __kernel_size_t size) \
	{ \
		enter_sendpage(sk, page, offset, size, slot, false); \
		return 0; \
	} \
	KRETPROBE(function, int, KTLS_TX, slot)

HOOK_SENDPAGE(tls_sw_sendpage, SLOT_SENDPAGE)
HOOK_SENDPAGE(tls_sw_sendpage_locked, SLOT_SENDPAGE_LOCKED)
HOOK_SENDPAGE(tls_device_sendpage, SLOT_DEVICE_SENDPAGE)

/*
 * int tls_sw_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, [int nonblock,] int flags[, int *addr_len]):
 * 6 arguments until 5.18, 5 until 7.0, 4 since. The branches not taken are dead to the verifier; the barriers keep
 * the compiler from computing the place in the context, which the verifier refuses.
 */
static __always_inline __u32 recvmsg_flags(const unsigned long long *ctx)
{
	__u64 flags;

	if (settings.recvmsg_arity == 6) {
		flags = ctx[4];
		barrier_var(flags);
	} else {
		flags = ctx[3];
		barrier_var(flags);
	}
	return flags;
}

SEC("fentry/tls_sw_recvmsg")
int fentry_tls_sw_recvmsg(unsigned long long *ctx)
{
	enter_message((struct sock *)ctx[0], (struct msghdr *)ctx[1], recvmsg_flags(ctx), KTLS_RECVMSG, SLOT_RECVMSG,
		      true);
	return 0;
}

SEC("fexit/tls_sw_recvmsg")
int fexit_tls_sw_recvmsg(unsigned long long *ctx)
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
	exit_call(ctx[0], ctx[1], recvmsg_flags(ctx), (int)result, KTLS_RX, SLOT_RECVMSG);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_tls_sw_recvmsg, struct sock *sk, struct msghdr *msg)
{
	__u64 flags;

	if (settings.recvmsg_arity == 6) {
		flags = PT_REGS_PARM5(ctx);
		barrier_var(flags);
	} else {
		flags = PT_REGS_PARM4(ctx);
		barrier_var(flags);
	}
	enter_message(sk, msg, flags, KTLS_RECVMSG, SLOT_RECVMSG, false);
	return 0;
}

KRETPROBE(tls_sw_recvmsg, int, KTLS_RX, SLOT_RECVMSG)

/* ssize_t tls_sw_splice_read(struct socket *sock, loff_t *ppos, struct pipe_inode_info *pipe, size_t len,
 *			      unsigned int flags) */
SEC("fentry/tls_sw_splice_read")
int BPF_PROG(fentry_tls_sw_splice_read, struct socket *sock, void *position, struct pipe_inode_info *pipe,
	     __kernel_size_t length)
{
	enter_splice_read(sock, pipe, length, true);
	return 0;
}

SEC("fexit/tls_sw_splice_read")
int BPF_PROG(fexit_tls_sw_splice_read, struct socket *sock, void *position, struct pipe_inode_info *pipe,
	     __kernel_size_t length, unsigned int flags, long result)
{
	exit_call((__u64)BPF_CORE_READ(sock, sk), 0, 0, result, KTLS_RX, SLOT_SPLICE_READ);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_tls_sw_splice_read, struct socket *sock, void *position, struct pipe_inode_info *pipe,
	       __kernel_size_t length)
{
	enter_splice_read(sock, pipe, length, false);
	return 0;
}

KRETPROBE(tls_sw_splice_read, long, KTLS_RX, SLOT_SPLICE_READ)

/* int tls_sw_read_sock(struct sock *sk, read_descriptor_t *desc, sk_read_actor_t read_actor), from 6.6 */
SEC("fentry/tls_sw_read_sock")
int BPF_PROG(fentry_tls_sw_read_sock, struct sock *sk)
{
	enter_read_sock(sk, true);
	return 0;
}

SEC("fexit/tls_sw_read_sock")
int BPF_PROG(fexit_tls_sw_read_sock, struct sock *sk, void *descriptor, void *actor, int result)
{
	exit_call((__u64)sk, 0, 0, result, KTLS_RX, SLOT_READ_SOCK);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_tls_sw_read_sock, struct sock *sk)
{
	enter_read_sock(sk, false);
	return 0;
}

KRETPROBE(tls_sw_read_sock, int, KTLS_RX, SLOT_READ_SOCK)

/* int (struct sock *sk, ...): a direction of the connection gets its keys */
#define HOOK_OFFLOAD(function, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk) \
	{ \
		enter_offload(sk, slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk) \
	{ \
		enter_offload(sk, slot); \
		return 0; \
	}

HOOK_OFFLOAD(tls_set_sw_offload, SLOT_SW_OFFLOAD)
HOOK_OFFLOAD(tls_set_device_offload, SLOT_DEVICE_OFFLOAD)

/* void tls_sk_proto_close(struct sock *sk, long timeout) */
SEC("fentry/tls_sk_proto_close")
int BPF_PROG(fentry_tls_sk_proto_close, struct sock *sk)
{
	enter_tls_sk_proto_close(sk);
	return 0;
}

SEC("kprobe")
int BPF_KPROBE(kprobe_tls_sk_proto_close, struct sock *sk)
{
	enter_tls_sk_proto_close(sk);
	return 0;
}
