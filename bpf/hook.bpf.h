/* SPDX-License-Identifier: GPL-2.0 */
/* The four programs of a kernel function, by its prototype: at its entry and at its exit, by either way. */
#ifndef HOOK_BPF_H
#define HOOK_BPF_H

#include <linux/ptrace.h>
#include "emit.bpf.h"
#include "lifetime.bpf.h"
#include <bpf/bpf_tracing.h>

/* A kretprobe is told the result alone. */
#define KRETPROBE(function, type, direction, slot) \
	SEC("kretprobe") \
	int BPF_KRETPROBE(kretprobe_##function, type result) \
	{ \
		exit_call(0, 0, 0, result, direction, slot); \
		return 0; \
	}

/* What a function of so many arguments has returned: in the context of fexit it stands behind them. The branches not
 * taken are dead to the verifier; the barriers keep the compiler from computing the place in the context, which the
 * verifier refuses. */
static __always_inline int exit_result(const unsigned long long *ctx, __u32 arity)
{
	__u64 result;

	if (arity == 6) {
		result = ctx[6];
		barrier_var(result);
	} else if (arity == 5) {
		result = ctx[5];
		barrier_var(result);
	} else if (arity == 4) {
		result = ctx[4];
		barrier_var(result);
	} else if (arity == 3) {
		result = ctx[3];
		barrier_var(result);
	} else if (arity == 2) {
		result = ctx[2];
		barrier_var(result);
	} else {
		result = ctx[1];
		barrier_var(result);
	}
	return result;
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

/* int (struct sock *sk, struct page *page, int offset, size_t size, int flags) */
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

/*
 * int tls_sw_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, [int nonblock,] int flags[, int *addr_len]):
 * 6 arguments until 5.18, 5 until 7.0, 4 since.
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

#define HOOK_RECVMSG(function, slot) \
	SEC("fentry/" #function) \
	int fentry_##function(unsigned long long *ctx) \
	{ \
		enter_message((struct sock *)ctx[0], (struct msghdr *)ctx[1], recvmsg_flags(ctx), KTLS_RECVMSG, slot, \
			      true); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int fexit_##function(unsigned long long *ctx) \
	{ \
		exit_call(ctx[0], ctx[1], recvmsg_flags(ctx), exit_result(ctx, settings.recvmsg_arity), KTLS_RX, \
			  slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk, struct msghdr *msg) \
	{ \
		__u64 flags; \
\
		if (settings.recvmsg_arity == 6) { \
			flags = PT_REGS_PARM5(ctx); \
			barrier_var(flags); \
		} else { \
			flags = PT_REGS_PARM4(ctx); \
			barrier_var(flags); \
		} \
		enter_message(sk, msg, flags, KTLS_RECVMSG, slot, false); \
		return 0; \
	} \
	KRETPROBE(function, int, KTLS_RX, slot)

/* ssize_t (struct socket *sock, loff_t *ppos, struct pipe_inode_info *pipe, size_t len, unsigned int flags) */
#define HOOK_SPLICE_READ(function, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct socket *sock, void *position, struct pipe_inode_info *pipe, \
		     __kernel_size_t length) \
	{ \
		enter_splice_read(sock, pipe, length, true); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int BPF_PROG(fexit_##function, struct socket *sock, void *position, struct pipe_inode_info *pipe, \
		     __kernel_size_t length, unsigned int flags, long result) \
	{ \
		exit_call((__u64)BPF_CORE_READ(sock, sk), 0, 0, result, KTLS_RX, slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct socket *sock, void *position, struct pipe_inode_info *pipe, \
		       __kernel_size_t length) \
	{ \
		enter_splice_read(sock, pipe, length, false); \
		return 0; \
	} \
	KRETPROBE(function, long, KTLS_RX, slot)

/* int (struct sock *sk, read_descriptor_t *desc, sk_read_actor_t read_actor) */
#define HOOK_READ_SOCK(function, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk) \
	{ \
		enter_read_sock(sk, true); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int BPF_PROG(fexit_##function, struct sock *sk, void *descriptor, void *actor, int result) \
	{ \
		exit_call((__u64)sk, 0, 0, result, KTLS_RX, slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk) \
	{ \
		enter_read_sock(sk, false); \
		return 0; \
	} \
	KRETPROBE(function, int, KTLS_RX, slot)

/* int (struct sock *sk, ...): a direction of the connection gets its keys */
#define HOOK_OFFLOAD(function, arity, slot) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk) \
	{ \
		enter_offload(sk, slot); \
		return 0; \
	} \
	SEC("fexit/" #function) \
	int fexit_##function(unsigned long long *ctx) \
	{ \
		exit_offload(exit_result(ctx, arity), slot); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk) \
	{ \
		enter_offload(sk, slot); \
		return 0; \
	} \
	SEC("kretprobe") \
	int BPF_KRETPROBE(kretprobe_##function, int result) \
	{ \
		exit_offload(result, slot); \
		return 0; \
	}

/* void (struct sock *sk, int how): SEND_SHUTDOWN, RCV_SHUTDOWN or both */
#define HOOK_SHUTDOWN(function) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk, int how) \
	{ \
		enter_shutdown(sk, how); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk, int how) \
	{ \
		enter_shutdown(sk, how); \
		return 0; \
	}

/* void (struct sock *sk, long timeout) */
#define HOOK_CLOSE(function) \
	SEC("fentry/" #function) \
	int BPF_PROG(fentry_##function, struct sock *sk) \
	{ \
		enter_close(sk); \
		return 0; \
	} \
	SEC("kprobe") \
	int BPF_KPROBE(kprobe_##function, struct sock *sk) \
	{ \
		enter_close(sk); \
		return 0; \
	}

#endif
