/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a call: what it moved becomes events. */
#ifndef EMIT_BPF_H
#define EMIT_BPF_H

#include "call.bpf.h"
#include "content.bpf.h"
#include "copy.bpf.h"
#include "failure.bpf.h"
#include "filter.bpf.h"

/*
 * Whether the snapshot is of the call that ends now, and not of an earlier one of this thread whose exit was missed,
 * which matters when this call's entry was missed too. The iterator of a call has moved by what the call returns; a
 * snapshot that fits by chance is of the same memory.
 */
static __always_inline bool is_snapshot_of(const struct call *call, __u64 sk, __u64 msg, __u32 slot, long result)
{
	struct msghdr *header = (struct msghdr *)call->msg;

	if (call->slot != slot || (sk && (call->sk != sk || call->msg != msg)))
		return false;
	if (!call->msg)
		return (__u64)result <= call->count;
	return BPF_CORE_READ(header, msg_iter.count) + (__u64)result == call->count;
}

/* Moves the stream on by a call that is seen whole. */
static __always_inline void advance_stream(struct ktls_event *event, struct stream *stream, const struct call *call)
{
	event->stream_offset = stream->offset;
	__sync_fetch_and_add(&stream->offset, event->length);
	__sync_fetch_and_add(&stream->calls, 1);
	event->missed = stream->missed;
	if (call->concurrent)
		event->flags |= KTLS_CONCURRENT;
}

/* Of all samples of a call of which so much is copied. */
static __always_inline __u64 room_of_call(__u64 wanted)
{
	return room_of(wanted) + (wanted / KTLS_CHUNK_BYTES + 1) * room_of(sizeof(struct ktls_event));
}

static __always_inline void emit_call(const struct call *call, struct connection *connection, __u32 slot, long result)
{
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &slot);
	struct ktls_event *event;
	__u64 wanted = result;
	__u32 counter;

	if (!sample)
		return;
	event = &sample->event;
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = KTLS_KIND_DATA;
	event->direction = call->direction;
	event->operation = call->operation;
	event->length = result;
	event->record_type = call->direction == KTLS_TX ? call->record_type : received_record_type(call);
	describe_caller(event);
	describe_socket(event, (struct sock *)call->sk);
	if (connection) {
		describe_connection(event, connection);
		advance_stream(event, stream_of(connection, call->direction), call);
	} else {
		event->flags |= KTLS_CONNECTION_UNKNOWN;
		count(KTLS_CONNECTIONS_FULL, 1);
	}
	counter = held_back(event, slot, (struct sock *)call->sk, connection, true);
	if (counter < KTLS_COUNTERS) {
		count(counter, 1);
		if (counter == KTLS_FILTERED_CGROUP_RATE)
			hold_back_here();
		return;
	}
	count(KTLS_CAPTURED, 1);
	if (connection)
		connection->shown = 1;
	if (wanted > settings.capture_bytes)
		wanted = settings.capture_bytes;
	if (wanted && call->memory == MEMORY_UNREADABLE) {
		wanted = 0;
		if (call->operation != KTLS_READ_SOCK)
			count(KTLS_UNREADABLE, 1);
	}
	if (!claim_ring(slot, room_of_call(wanted))) {
		count(KTLS_PRODUCED, 1);
		lose_to_share(event->length);
		return;
	}
	sample->put += announce_process(slot, event);
	submit_call(call, sample, slot, wanted, connection && is_amid_content(event, connection, wanted));
	settle_ring(slot);
}

/* `sk` and `msg` are 0 where the exit hook is not told its arguments (kretprobe). */
static __always_inline void exit_call(__u64 sk, __u64 msg, __u32 flags, long result, __u32 direction, enum slot program)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *found = bpf_map_lookup_elem(&calls, &thread);
	struct connection *connection;
	struct stream *stream;
	struct call call;
	bool moved;

	if (!found) {
		if (result <= 0 || flags & (MSG_PEEK | MSG_ERRQUEUE))
			return;
		count(KTLS_UNENTERED, 1);
		if (sk)
			miss_entry(sk, direction, result);
		return;
	}
	call = *found;
	drop_call(thread, &call);
	moved = result > 0 && !(call.flags & (MSG_PEEK | MSG_ERRQUEUE));
	if (moved && !is_snapshot_of(&call, sk, msg, program, result)) {
		miss_call(&call);
		count(KTLS_UNENTERED, 1);
		if (sk)
			miss_entry(sk, direction, result);
		return;
	}
	connection = connection_of(&call);
	if (connection) {
		stream = stream_of(connection, call.direction);
		__sync_fetch_and_add(&stream->exits, 1);
		if (*(volatile __u32 *)&stream->entries != call.entries)
			call.concurrent = 1;
	}
	if (!moved) {
		if (result < 0)
			count_failure(call.operation, result);
		return;
	}
	emit_call(&call, connection, slot_here(program), result);
}

#endif
