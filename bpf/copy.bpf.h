/* SPDX-License-Identifier: GPL-2.0 */
/* From the caller's memory into a scratch slot. */
#ifndef COPY_BPF_H
#define COPY_BPF_H

/* Segments of a call that are looked at; 8 times as many load too, but take seconds to verify. */
#define MAX_SEGMENTS 128

struct copied {
	__u64 length;
	bool faulted;
};

/*
 * Copies `length` bytes of user memory behind the header of a scratch slot, `offset` bytes on; returns how many, 0
 * when they can't be read. A global function, and so verified once and not for each turn of the loop below; and of
 * scalars only, which 5.10 asks for. The verifier bounds offset and length each by capture_bytes, but not their sum:
 * so a slot holds twice that. The barriers keep the compiler from comparing other registers than those that are used.
 */
__noinline __u64 copy_chunk(__u32 slot, __u64 offset, __u64 from, __u64 length)
{
	struct ktls_event *event = bpf_map_lookup_elem(&scratch, &slot);

	if (!event)
		return 0;
	barrier_var(offset);
	if (offset >= settings.capture_bytes)
		return 0;
	barrier_var(length);
	if (length > settings.capture_bytes)
		length = settings.capture_bytes;
	if (bpf_probe_read_user((__u8 *)(event + 1) + offset, length, (void *)from))
		return 0;
	return length;
}

/* Copies the first `wanted` bytes (at most capture_bytes) of the snapshot's segments. */
static __always_inline struct copied copy_segments(const struct call *call, __u32 slot, __u64 wanted)
{
	struct copied copied = {};
	struct iovec *segments = (struct iovec *)call->segments;
	__u64 skip = call->skip;
	__u32 i;

	if (!call->readable)
		return copied;
	if (!call->segment_count) {
		copied.length = copy_chunk(slot, 0, call->segments + skip, wanted);
		copied.faulted = !copied.length;
		return copied;
	}
	for (i = 0; i < MAX_SEGMENTS; i++) {
		__u64 base, length;

		if (i >= call->segment_count || copied.length >= wanted)
			break;
		base = (__u64)BPF_CORE_READ(&segments[i], iov_base) + skip;
		length = BPF_CORE_READ(&segments[i], iov_len) - skip;
		skip = 0;
		if (!length)
			continue;
		if (length > wanted - copied.length)
			length = wanted - copied.length;
		length = copy_chunk(slot, copied.length, base, length);
		if (!length) {
			copied.faulted = true;
			break;
		}
		copied.length += length;
	}
	return copied;
}

#endif
