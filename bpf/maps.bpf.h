/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

/* Set by the service between open and load; the verifier then knows every value. */
const volatile struct ktls_settings settings SEC(".rodata.settings");

#define MSG_PEEK 0x2
#define MSG_ERRQUEUE 0x2000
#define MSG_CMSG_COMPAT 0x80000000

/* What a call was given, kept until it returns. The iterator is a copy: the kernel moves its own along. */
struct call {
	__u64 sk;
	__u64 msg;
	__u64 segments;		/* struct iovec array in the kernel, or the user buffer itself */
	__u64 segment_count;	/* 0: `segments` is the user buffer */
	__u64 skip;		/* bytes of the first segment that are already used */
	__u64 count;		/* bytes in the iterator */
	__u64 control;		/* msg_control */
	__u64 control_length;
	__u32 flags;		/* MSG_* of a receive */
	__u8 readable;		/* the iterator is of user memory */
	__u8 control_is_user;
	__u8 record_type;	/* of a send */
	__u8 padding;
};

struct connection {
	__u64 first_seen_ns;
	__u64 offset[2];	/* by enum ktls_direction: bytes moved so far */
	__u32 cpu;
	__u32 flags;		/* enum ktls_flag */
};

/* By thread. Inserted in enter_*, deleted in exit_* of the same thread; max_entries is KTLS_MAX_CALLS. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct call);
} calls SEC(".maps");

/* By struct sock. Inserted in enter_tls_set_sw_offload or at the first call seen, deleted in
 * enter_tls_sk_proto_close; max_entries is KTLS_MAX_CONNECTIONS. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, struct connection);
} connections SEC(".maps");

/* Where an event is put together before it goes to the ring, whose reserve takes constant sizes only. A slot by
 * CPU and direction, so that a program never finds another's half-made event in it (two of them can interleave on a
 * preemptible kernel). A slot is the header and twice capture_bytes, see copy.bpf.h. Entries are never deleted. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct ktls_event));
} scratch SEC(".maps");

/* By enum ktls_counter. Never deleted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, KTLS_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* Samples: struct ktls_event and its payload. The service consumes them. max_entries is KTLS_RING_BYTES. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16777216);
} ring SEC(".maps");

/* Atomic although per CPU: on a preemptible kernel two programs can interleave. */
static __always_inline void count(__u32 counter, __u64 by)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (value)
		__sync_fetch_and_add(value, by);
}

#endif
