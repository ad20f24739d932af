/* SPDX-License-Identifier: GPL-2.0 */
/* The snapshot of a call at its entry. */
#ifndef CALL_BPF_H
#define CALL_BPF_H

/* User memory in one buffer (ITER_UBUF, 6.0) or in segments (ITER_IOVEC); other iterators are of kernel memory. */
static __always_inline void snapshot_iterator(struct call *call, struct iov_iter *iter)
{
	struct iov_iter___typed *typed = (void *)iter;
	struct iov_iter___renamed *renamed = (void *)iter;

	call->skip = BPF_CORE_READ(iter, iov_offset);
	call->count = BPF_CORE_READ(iter, count);

	if (!bpf_core_field_exists(iter->iter_type)) {
		/* enum iter_type was a bit set then: ITER_IOVEC 4, the low bit WRITE */
		if ((BPF_CORE_READ(typed, type) & ~1u) != 4)
			return;
	} else {
		__u32 type = BPF_CORE_READ(iter, iter_type);

		if (bpf_core_enum_value_exists(enum iter_type, ITER_UBUF) &&
		    type == bpf_core_enum_value(enum iter_type, ITER_UBUF)) {
			call->segments = (__u64)BPF_CORE_READ(iter, ubuf);
			call->readable = 1;
			return;
		}
		if (type != bpf_core_enum_value(enum iter_type, ITER_IOVEC))
			return;
	}
	call->segments = bpf_core_field_exists(renamed->__iov) ? (__u64)BPF_CORE_READ(renamed, __iov) :
								 (__u64)BPF_CORE_READ(iter, iov);
	call->segment_count = BPF_CORE_READ(iter, nr_segs);
	call->readable = 1;
}

static __always_inline void enter_call(struct sock *sk, struct msghdr *msg, __u32 flags, bool sending)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call call = {
		.sk = (__u64)sk,
		.msg = (__u64)msg,
		.flags = flags,
		.control = (__u64)BPF_CORE_READ(msg, msg_control),
		.control_length = BPF_CORE_READ(msg, msg_controllen),
		.control_is_user = BPF_CORE_READ_BITFIELD_PROBED(msg, msg_control_is_user),
	};

	snapshot_iterator(&call, &msg->msg_iter);
	if (sending)
		call.record_type = sent_record_type(&call);
	/* A full map is seen at exit, as a call whose entry is missing. */
	bpf_map_update_elem(&calls, &thread, &call, BPF_ANY);
}

#endif
