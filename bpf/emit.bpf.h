/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a call: what it moved becomes an event. */
#ifndef EMIT_BPF_H
#define EMIT_BPF_H

static __always_inline bool is_self(void)
{
	struct bpf_pidns_info self = {};

	/* fails when the caller is of another pid namespace than the service */
	return !bpf_get_ns_current_pid_tgid(settings.self_pidns_dev, settings.self_pidns_ino, &self, sizeof(self)) &&
	       self.tgid == settings.self_tgid;
}

static __always_inline void describe_caller(struct ktls_event *event)
{
	__u64 thread = bpf_get_current_pid_tgid();

	event->ktime_boot_ns = bpf_ktime_get_boot_ns();
	event->cgroup_id = bpf_get_current_cgroup_id();
	event->tgid = thread >> 32;
	event->tid = thread;
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

static __always_inline void copy_payload(struct ktls_event *event, __u32 slot, const struct call *call)
{
	__u64 wanted = event->length;
	struct copied copied;

	if (wanted > settings.capture_bytes)
		wanted = settings.capture_bytes;
	if (!wanted)
		return;
	copied = copy_segments(call, slot, wanted);
	event->captured_length = copied.length;
	if (copied.faulted) {
		event->flags |= KTLS_FAULTED;
		count(KTLS_FAULTED_READS, 1);
	}
}

static __always_inline void submit_event(struct ktls_event *event)
{
	__u64 payload = event->captured_length;

	barrier_var(payload);
	if (payload > settings.capture_bytes)
		payload = settings.capture_bytes;
	count(KTLS_PRODUCED, 1);
	if (bpf_ringbuf_output(&ring, event, sizeof(*event) + payload, 0)) {
		count(KTLS_LOST, 1);
		count(KTLS_LOST_BYTES, event->length);
	}
}

/*
 * Whether the snapshot is of the call that ends now, and not of an earlier one of this thread whose exit was missed,
 * which matters when this call's entry was missed too. The iterator of a call has moved by what the call returns; a
 * snapshot that fits by chance is of the same memory.
 */
static __always_inline bool is_snapshot_of(const struct call *call, __u64 sk, __u64 msg, long result)
{
	struct msghdr *header = (struct msghdr *)call->msg;

	if (sk && (call->sk != sk || call->msg != msg))
		return false;
	return BPF_CORE_READ(header, msg_iter.count) + (__u64)result == call->count;
}

/* `sk` and `msg` are 0 where the exit hook is not told its arguments (kretprobe). */
static __always_inline void exit_call(__u64 sk, __u64 msg, long result, enum ktls_direction direction,
				      enum ktls_operation operation)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *found = bpf_map_lookup_elem(&calls, &thread);
	struct ktls_event *event;
	struct call call;
	__u32 slot;

	if (!found) {
		if (result > 0)
			count(KTLS_UNENTERED, 1);
		return;
	}
	call = *found;
	bpf_map_delete_elem(&calls, &thread);
	if (result <= 0 || (direction == KTLS_RX && call.flags & (MSG_PEEK | MSG_ERRQUEUE)))
		return;
	if (!is_snapshot_of(&call, sk, msg, result)) {
		count(KTLS_UNENTERED, 1);
		return;
	}
	if (is_self()) {
		count(KTLS_FILTERED_SELF, 1);
		return;
	}
	slot = bpf_get_smp_processor_id() * 2 + direction;
	event = bpf_map_lookup_elem(&scratch, &slot);
	if (!event)
		return;
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = KTLS_KIND_DATA;
	event->direction = direction;
	event->operation = operation;
	event->length = result;
	event->record_type = direction == KTLS_TX ? call.record_type :
						    received_record_type(&call, (struct msghdr *)call.msg);
	count(KTLS_CAPTURED, 1);
	describe_caller(event);
	describe_connection(event, call.sk, event->length);
	describe_socket(event, (struct sock *)call.sk);
	copy_payload(event, slot, &call);
	submit_event(event);
}

#endif
