/* SPDX-License-Identifier: GPL-2.0 */
/* From a call's memory into samples of at most chunk_bytes, and to the ring. */
#ifndef COPY_BPF_H
#define COPY_BPF_H

#include "memory.bpf.h"
#include "share.bpf.h"

/* The smallest page of a kernel: what lies within one is resident or not as a whole. */
#define PAGE_BYTES 4096
#define PAGES_OF_SAMPLE (KTLS_CHUNK_BYTES / PAGE_BYTES + 1)

/* A turn begins a segment, or copies or skips to its end, or copies to that of a sample: 64 of these are the largest
 * capture. Two more begin what is left out, and end it; the last ones look for the page that is not resident. */
#define MAX_TURNS (2 * MAX_SEGMENTS + 66 + PAGES_OF_SAMPLE + 1)

/*
 * Appends bytes to the payload of the present sample; returns how many, 0 when they can't be read. The verifier bounds
 * filled and length each by chunk_bytes, but not their sum: so a slot holds twice that. The barriers keep the compiler
 * from comparing other registers than those that are used.
 */
static __always_inline __u64 append(struct scratch *copy, __u64 length)
{
	__u64 filled = copy->filled;
	__u8 *to;
	long failed;

	barrier_var(filled);
	if (filled >= settings.chunk_bytes)
		return 0;
	barrier_var(length);
	if (length > settings.chunk_bytes)
		length = settings.chunk_bytes;
	to = (__u8 *)(copy + 1) + filled;
	failed = is_user_memory(copy->memory) ? bpf_probe_read_user(to, length, (void *)copy->from) :
						bpf_probe_read_kernel(to, length, (void *)copy->from);
	if (failed)
		return 0;
	copy->filled += length;
	copy->from += length;
	copy->available -= length;
	copy->wanted -= length;
	count(KTLS_COPIED_BYTES, length);
	return length;
}

/* Sends what is in a scratch slot to the ring, and makes it ready for the call's next sample. */
__noinline int submit_sample(__u32 slot, __u64 payload, __u32 flags)
{
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &slot);
	struct ktls_event *event;
	__u64 covered;

	if (!sample)
		return 0;
	event = &sample->event;
	barrier_var(payload);
	if (payload > settings.chunk_bytes)
		payload = settings.chunk_bytes;
	event->captured_length = payload;
	event->flags |= flags;
	covered = flags & KTLS_LAST ? event->length - event->call_offset : payload + sample->skipping;
	count(KTLS_PRODUCED, 1);
	if (bpf_ringbuf_output(&ring, event, sizeof(*event) + payload, 0)) {
		count(KTLS_LOST, 1);
		count(KTLS_LOST_BYTES, covered);
	} else {
		sample->put += room_of(sizeof(*event) + payload);
	}
	event->stream_offset += covered;
	event->call_offset += covered;
	return 0;
}

/* What is left out counts with the sample before it. 0 when nothing is. */
static __always_inline int begin_end(struct scratch *copy, __u32 slot)
{
	if (!copy->end)
		return 0;
	copy->skipping = copy->left_out;
	submit_sample(slot, copy->filled, KTLS_LEFT_OUT);
	copy->filled = 0;
	copy->wanted = copy->end;
	copy->end = 0;
	return 1;
}

static __always_inline int skip(struct scratch *copy)
{
	__u64 length = copy->skipping < copy->available ? copy->skipping : copy->available;

	copy->from += length;
	copy->available -= length;
	copy->skipping -= length;
	return 1;
}

/* Copies on, to the end of a segment or of a sample; 0 when nothing is left to be copied, or can be. Global, to be
 * verified once and not for each turn of the loop. */
__noinline int copy_on(__u32 slot)
{
	struct scratch *copy = bpf_map_lookup_elem(&scratch, &slot);
	__u64 length;

	if (!copy)
		return 0;
	if (!copy->wanted)
		return begin_end(copy, slot);
	if (copy->skipping)
		return copy->available ? skip(copy) : next_segment(copy);
	if (copy->filled >= settings.chunk_bytes) {
		submit_sample(slot, copy->filled, 0);
		copy->filled = 0;
	}
	if (!copy->available)
		return next_segment(copy);
	length = settings.chunk_bytes - copy->filled;
	if (length > copy->available)
		length = copy->available;
	if (length > copy->wanted)
		length = copy->wanted;
	if (copy->from < copy->faulting && length > PAGE_BYTES - copy->from % PAGE_BYTES)
		length = PAGE_BYTES - copy->from % PAGE_BYTES;
	if (append(copy, length))
		return 1;
	/* nothing of it was copied: once more, page by page */
	if (copy->from >= copy->faulting && length > PAGE_BYTES - copy->from % PAGE_BYTES) {
		copy->faulting = copy->from + length;
		return 1;
	}
	copy->event.flags |= KTLS_FAULTED;
	count(KTLS_FAULTED_READS, 1);
	return 0;
}

/* Copies the first `wanted` bytes (at most capture_bytes) of a call and submits them; of one amid content, its start and
 * its end. */
static __always_inline void submit_call(const struct call *call, struct scratch *copy, __u32 slot, __u64 wanted,
					bool is_content)
{
	__u32 turn;

	copy->segments = call->segments;
	copy->segment_count = call->segment_count;
	copy->skip = call->skip;
	copy->memory = call->memory;
	copy->wanted = wanted;
	copy->left_out = 0;
	copy->end = 0;
	copy->skipping = 0;
	copy->faulting = 0;
	if (is_content) {
		copy->wanted = settings.start_bytes;
		copy->end = settings.end_bytes;
		copy->left_out = copy->event.length - copy->wanted - copy->end;
	}
	copy->available = 0;
	copy->filled = 0;
	copy->index = 0;
	for (turn = 0; turn < MAX_TURNS; turn++)
		if (!copy_on(slot))
			break;
	submit_sample(slot, copy->filled, KTLS_LAST);
}

#endif
