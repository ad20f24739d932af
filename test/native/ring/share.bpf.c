// SPDX-License-Identifier: GPL-2.0
/*
 * Asks bpf/share.bpf.h as the programs of ktls.bpf.c do, of the cgroup that user space names. BPF_PROG_TEST_RUN runs them;
 * what they return is 1 where the cgroup got what it asked for.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>

__u64 asking;
#define bpf_get_current_cgroup_id() asking

#include "share.bpf.h"

#define MAX_BYTES 4096

char LICENSE[] SEC("license") = "GPL";

/* The packet's content after its Ethernet header. */
struct command {
	__u64 cgroup_id;
	__u32 claimed; /* bytes of a sample */
	__u32 put;     /* so many are put into the ring then */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__uint(value_size, MAX_BYTES);
} payload SEC(".maps");

SEC("socket")
int put(struct __sk_buff *packet)
{
	__u32 zero = 0;
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &zero);
	void *bytes = bpf_map_lookup_elem(&payload, &zero);
	struct command command;
	__u64 length;

	if (!sample || !bytes || bpf_skb_load_bytes(packet, 0, &command, sizeof(command)))
		return 2;
	asking = command.cgroup_id;
	if (!claim_ring(zero, room_of(command.claimed)))
		return 0;
	length = command.put;
	barrier_var(length);
	if (length > MAX_BYTES)
		length = MAX_BYTES;
	if (bpf_ringbuf_output(&ring, bytes, length, 0))
		return 3;
	sample->put += room_of(length);
	settle_ring(zero);
	return 1;
}

#define ASK(name, call) \
	SEC("socket") \
	int name(struct __sk_buff *packet) \
	{ \
		struct command command; \
\
		if (bpf_skb_load_bytes(packet, 0, &command, sizeof(command))) \
			return 2; \
		return call; \
	}

ASK(take_call, takes_call(command.cgroup_id))
ASK(take_connection, takes_connection(command.cgroup_id))
ASK(give_call, (give_call_back(command.cgroup_id), 1))
ASK(give_connection, (give_connection_back(command.cgroup_id), 1))
ASK(lose, (asking = command.cgroup_id, lose_to_share(command.claimed), 1))
ASK(hold_back, (asking = command.cgroup_id, hold_back_here(), 1))
