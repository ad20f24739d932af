// SPDX-License-Identifier: GPL-2.0
/*
 * Puts samples into a ring, as ktls.bpf.c does for captured calls: numbered ones (fill), or one that user space has made
 * (put). BPF_PROG_TEST_RUN runs them, one at a time.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include "ktls.h"

#define MAX_PAYLOAD (64 * 1024 - 1)
#define STAMP_EVERY 1024
#define CONNECTIONS 64

char LICENSE[] SEC("license") = "GPL";

/* The packet's content after its Ethernet header. */
struct command {
	__u32 min_bytes;     /* of payload */
	__u32 spread;	     /* the payload of sample n has min_bytes + n * 7919 % spread bytes; 0: min_bytes */
	__u32 discard_every; /* before every so many samples one is reserved and discarded; 0: never */
	__u32 stamped;	     /* the payload holds the sample's number at every STAMP_EVERY bytes */
	__u32 max_pending;   /* nothing is done while more bytes than these wait in the ring; 0: no limit */
};

struct scratch {
	struct ktls_event event;
	__u8 payload[MAX_PAYLOAD + 1];
};

struct state {
	__u64 number; /* of the next sample */
	__u64 offsets[CONNECTIONS];
};

/* The sample to be: set by user space, each run changes what differs from sample to sample. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct state);
} state SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, KTLS_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16777216);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4096);
	__type(value, struct ktls_connection_key);
} lost_closes SEC(".maps");

/* Set by user space alone, as are all that follow. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__uint(value_size, KTLS_LEDGER_BYTES);
} ledger SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct ktls_cgroup_losses);
} cgroup_losses SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KTLS_OPERATIONS);
	__type(key, __u32);
	__type(value, struct ktls_failures);
} failures SEC(".maps");

static __always_inline void count(__u32 counter, __u64 by)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (value)
		*value += by;
}

static __always_inline void stamp(struct scratch *sample, __u64 number)
{
#pragma unroll
	for (__u32 at = 0; at < MAX_PAYLOAD; at += STAMP_EVERY)
		*(__u64 *)(sample->payload + at) = number;
}

static __always_inline void discard(void)
{
	void *reserved = bpf_ringbuf_reserve(&ring, 200, 0);

	if (reserved)
		bpf_ringbuf_discard(reserved, 0);
}

SEC("socket")
int fill(struct __sk_buff *packet)
{
	struct command command;
	__u32 zero = 0;
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &zero);
	struct state *next = bpf_map_lookup_elem(&state, &zero);
	__u64 number, bytes, connection;

	if (!sample || !next || bpf_skb_load_bytes(packet, 0, &command, sizeof(command)))
		return 0;
	if (command.max_pending && bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > command.max_pending)
		return 0;
	number = next->number++;
	if (command.discard_every && number % command.discard_every == 0)
		discard();
	bytes = command.min_bytes + (command.spread ? number * 7919 % command.spread : 0);
	barrier_var(bytes);
	if (bytes > MAX_PAYLOAD)
		bytes = MAX_PAYLOAD;
	connection = number % CONNECTIONS;
	sample->event.ktime_boot_ns = bpf_ktime_get_boot_ns();
	sample->event.cgroup_id = number;
	sample->event.connection_cpu = connection;
	sample->event.stream_offset = next->offsets[connection];
	sample->event.length = bytes;
	sample->event.captured_length = bytes;
	next->offsets[connection] += bytes;
	if (command.stamped)
		stamp(sample, number);
	count(KTLS_CAPTURED, 1);
	count(KTLS_PRODUCED, 1);
	if (bpf_ringbuf_output(&ring, sample, sizeof(sample->event) + bytes, 0)) {
		count(KTLS_LOST, 1);
		count(KTLS_LOST_BYTES, bytes);
	}
	return 0;
}

/* Counts as submit_sample, announce_process and submit_end do. The packet's content: 1 when connections are records. */
SEC("socket")
int put(struct __sk_buff *packet)
{
	__u32 zero = 0, connection_records = 0;
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &zero);
	__u64 bytes, covered;
	bool is_record;

	if (!sample || bpf_skb_load_bytes(packet, 0, &connection_records, sizeof(connection_records)))
		return 0;
	bytes = sample->event.captured_length;
	barrier_var(bytes);
	if (bytes > MAX_PAYLOAD)
		bytes = MAX_PAYLOAD;
	covered = bytes;
	is_record =
		sample->event.kind == KTLS_KIND_DATA || (sample->event.kind != KTLS_KIND_PROCESS && connection_records);
	if (sample->event.kind == KTLS_KIND_DATA) {
		count(KTLS_COPIED_BYTES, bytes);
		if (sample->event.flags & KTLS_LAST) {
			count(KTLS_CAPTURED, 1);
			covered = sample->event.length - sample->event.call_offset;
		}
	}
	if (is_record)
		count(KTLS_PRODUCED, 1);
	sample->event.ktime_boot_ns = bpf_ktime_get_boot_ns();
	if (!bpf_ringbuf_output(&ring, sample, sizeof(sample->event) + bytes, 0))
		return 0;
	if (is_record)
		count(KTLS_LOST, 1);
	else if (sample->event.kind == KTLS_KIND_CLOSE)
		count(KTLS_CLOSES_LOST, 1);
	if (sample->event.kind == KTLS_KIND_CLOSE) {
		struct ktls_connection_key key = {
			.connection_ns = sample->event.connection_ns,
			.connection_cpu = sample->event.connection_cpu,
		};

		bpf_map_push_elem(&lost_closes, &key, BPF_EXIST);
	}
	if (sample->event.kind == KTLS_KIND_DATA)
		count(KTLS_LOST_BYTES, covered);
	return 0;
}
