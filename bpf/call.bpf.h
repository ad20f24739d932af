/* SPDX-License-Identifier: GPL-2.0 */
/* The snapshot of a call at its entry. */
#ifndef CALL_BPF_H
#define CALL_BPF_H

#include "connection.bpf.h"
#include "memory.bpf.h"
#include "record_type.bpf.h"

/* Before 5.14 an iterator's type is a bit, beside the direction in bit 0. */
#define OLD_ITER_IOVEC 4
#define OLD_ITER_KVEC 8
#define OLD_ITER_BVEC 16

#define is_iterator(type, name) \
	(bpf_core_enum_value_exists(enum iter_type, name) && (type) == bpf_core_enum_value(enum iter_type, name))

static __always_inline __u32 iterator_memory(struct iov_iter *iter)
{
	__u32 type;

	if (!bpf_core_field_exists(iter->iter_type)) {
		type = BPF_CORE_READ((struct iov_iter___typed *)iter, type) & ~1u;
		return type == OLD_ITER_IOVEC ? MEMORY_USER_SEGMENTS :
		       type == OLD_ITER_KVEC  ? MEMORY_KERNEL_SEGMENTS :
		       type == OLD_ITER_BVEC  ? page_memory(MEMORY_PAGES) :
						MEMORY_UNREADABLE;
	}
	type = BPF_CORE_READ(iter, iter_type);
	if (is_iterator(type, ITER_UBUF))
		return MEMORY_USER_BUFFER;
	if (is_iterator(type, ITER_IOVEC))
		return MEMORY_USER_SEGMENTS;
	if (is_iterator(type, ITER_KVEC))
		return MEMORY_KERNEL_SEGMENTS;
	if (is_iterator(type, ITER_BVEC))
		return page_memory(MEMORY_PAGES);
	return MEMORY_UNREADABLE;
}

static __always_inline void snapshot_iterator(struct call *call, struct iov_iter *iter)
{
	struct iov_iter___renamed *renamed = (void *)iter;

	call->skip = BPF_CORE_READ(iter, iov_offset);
	call->count = BPF_CORE_READ(iter, count);
	call->memory = iterator_memory(iter);
	if (call->memory == MEMORY_USER_BUFFER) {
		call->segments = (__u64)BPF_CORE_READ(iter, ubuf);
		call->segment_count = call->skip + call->count;
		return;
	}
	/* iov, kvec and bvec are one place in a union */
	call->segments = bpf_core_field_exists(renamed->__iov) ? (__u64)BPF_CORE_READ(renamed, __iov) :
								 (__u64)BPF_CORE_READ(iter, iov);
	call->segment_count = BPF_CORE_READ(iter, nr_segs);
}

static __always_inline void drop_call(__u64 thread, const struct call *call)
{
	__u64 cgroup_id = call->cgroup_id;

	if (!bpf_map_delete_elem(&calls, &thread))
		give_call_back(cgroup_id);
}

/* What is kept of a thread is of a call whose end was missed: the thread has begun another, or has ended. */
static __always_inline void forget_call(__u64 thread)
{
	struct call *unfinished = bpf_map_lookup_elem(&calls, &thread);

	if (!unfinished)
		return;
	miss_call(unfinished);
	drop_call(thread, unfinished);
}

/* False when there is no room for the snapshot, in the map or in what the cgroup may have of that. */
static __always_inline bool keep_call(struct call *call)
{
	__u64 thread = bpf_get_current_pid_tgid();

	call->cgroup_id = bpf_get_current_cgroup_id();
	if (!takes_call(call->cgroup_id))
		return false;
	if (!bpf_map_update_elem(&calls, &thread, call, BPF_ANY))
		return true;
	give_call_back(call->cgroup_id);
	return false;
}

/* Keeps the snapshot. `exit_knows_socket`: without its snapshot, the exit hook still knows whose call it ends. */
static __always_inline void enter_call(struct call *call, bool exit_knows_socket)
{
	struct connection *connection;

	forget_call(bpf_get_current_pid_tgid());
	connection = find_connection(call->sk);
	if (connection)
		enter_stream(call, connection);
	if (keep_call(call))
		return;
	if (exit_knows_socket)
		leave_stream(call);
	else
		miss_call(call);
}

static __always_inline void enter_message(struct sock *sk, struct msghdr *msg, __u32 flags, __u32 operation, __u32 slot,
					  bool exit_knows_socket)
{
	struct call call = {
		.sk = (__u64)sk,
		.msg = (__u64)msg,
		.flags = flags,
		.control = (__u64)BPF_CORE_READ(msg, msg_control),
		.control_length = BPF_CORE_READ(msg, msg_controllen),
		.control_is_user = BPF_CORE_READ_BITFIELD_PROBED(msg, msg_control_is_user),
		.direction = operation == KTLS_SENDMSG ? KTLS_TX : KTLS_RX,
		.operation = operation,
		.slot = slot,
	};

	snapshot_iterator(&call, &msg->msg_iter);
	if (operation == KTLS_SENDMSG) {
		call.record_type = sent_record_type(&call);
		if (BPF_CORE_READ(msg, msg_flags) & MSG_SPLICE_PAGES)
			call.operation = KTLS_SENDPAGE;
	}
	enter_call(&call, exit_knows_socket);
}

static __always_inline void enter_sendpage(struct sock *sk, struct page *page, __u32 offset, __u64 size, __u32 slot,
					   bool exit_knows_socket)
{
	__u64 address = 0;
	struct call call = {
		.sk = (__u64)sk,
		.memory = page_memory(MEMORY_KERNEL_BUFFER),
		.segment_count = size,
		.count = size,
		.record_type = RECORD_TYPE_DATA,
		.direction = KTLS_TX,
		.operation = KTLS_SENDPAGE,
		.slot = slot,
	};

	/* to the verifier a pointer of fentry is no number until it was read from memory */
	bpf_probe_read_kernel(&address, sizeof(address), &page);
	call.segments = page_address(address) + offset;
	enter_call(&call, exit_knows_socket);
}

/* The caller holds the pipe's lock, or the pipe is its own: what lies in it beyond this head is of this call. */
static __always_inline void enter_splice_read(struct socket *sock, struct pipe_inode_info *pipe, __u64 length,
					      bool exit_knows_socket)
{
	struct call call = {
		.sk = (__u64)BPF_CORE_READ(sock, sk),
		.memory = page_memory(MEMORY_PIPE),
		.segments = (__u64)pipe,
		.segment_count = BPF_CORE_READ(pipe, head),
		.count = length,
		.record_type = RECORD_TYPE_DATA,
		.direction = KTLS_RX,
		.operation = KTLS_SPLICE_READ,
		.slot = SLOT_SPLICE_READ,
	};

	enter_call(&call, exit_knows_socket);
}

/* An in-kernel reader is handed the socket buffers one by one: there is no memory to look at. */
static __always_inline void enter_read_sock(struct sock *sk, bool exit_knows_socket)
{
	struct call call = {
		.sk = (__u64)sk,
		.memory = MEMORY_UNREADABLE,
		.count = ~0ull,
		.record_type = RECORD_TYPE_DATA,
		.direction = KTLS_RX,
		.operation = KTLS_READ_SOCK,
		.slot = SLOT_READ_SOCK,
	};

	enter_call(&call, exit_knows_socket);
}

#endif
