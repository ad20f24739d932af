/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include "ktls.h"

/* Set by the service between open and load; the verifier then knows every value. */
const volatile struct ktls_settings settings SEC(".rodata.settings");

/*
 * A program's place in the scratch maps, where two programs of a CPU can interleave: then each has one of its own, so
 * that it never finds another's half-made event in it. With itself none can.
 */
enum slot {
	SLOT_SENDMSG,
	SLOT_SENDPAGE,
	SLOT_SENDPAGE_LOCKED,
	SLOT_DEVICE_SENDMSG,
	SLOT_DEVICE_SENDPAGE,
	SLOT_RECVMSG,
	SLOT_SPLICE_READ,
	SLOT_READ_SOCK,
	SLOT_SW_OFFLOAD,
	SLOT_DEVICE_OFFLOAD,
	SLOT_CLOSE,
	SLOTS,
};

/* What a call was given, kept until it returns. The iterator is a copy: the kernel moves its own along. Of one that
 * sets keys, socket and slot alone. */
struct call {
	__u64 sk;
	__u64 msg;	     /* struct msghdr, where the call has one */
	__u64 connection_ns; /* which connection the socket was; 0: unknown */
	__u64 segments;	     /* see enum memory */
	__u64 segment_count;
	__u64 skip;    /* bytes of the first segment that are already used */
	__u64 count;   /* bytes that the call may move */
	__u64 control; /* msg_control */
	__u64 control_length;
	__u64 cgroup_id; /* of the thread at the entry */
	__u32 flags;	 /* MSG_* of a receive */
	__u32 entries;	 /* of the stream, this call's included */
	__u8 memory;	 /* enum memory */
	__u8 control_is_user;
	__u8 record_type; /* of a send */
	__u8 direction;
	__u8 operation;
	__u8 slot;
	__u8 concurrent; /* another call of this direction was under way */
	__u8 padding[5];
};

/* One direction of a connection. */
struct stream {
	__u64 offset;  /* bytes moved so far */
	__u64 calls;   /* that moved them */
	__u32 entries; /* calls that were entered, */
	__u32 exits;   /* and left */
	__u32 missed;  /* calls that were missed */
	__u32 unsure;  /* 1: calls were missed of which nobody knows what they moved, and so is the offset */
};

struct connection {
	__u64 first_seen_ns;
	struct stream streams[2]; /* by enum ktls_direction */
	__u32 sent_start;	  /* as in struct ktls_event */
	__u32 received_start;
	__u64 cgroup_id; /* of whose connections it counts as one */
	__u32 cpu;
	__u32 flags;	/* enum ktls_flag */
	__u32 random;	/* for sampling */
	__u8 shown;	/* an event of it was made */
	__u8 shut_down; /* enum ktls_shut_down */
	__u8 padding[2];
};

/* By thread. Inserted in enter_call and enter_offload, deleted in exit_call and exit_offload of the same thread, or when
 * the thread ends; max_entries is KTLS_MAX_CALLS. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct call);
} calls SEC(".maps");

/* By struct sock. Inserted in exit_offload or at the first call seen, deleted in enter_close;
 * max_entries is KTLS_MAX_CONNECTIONS. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 131072);
	__type(key, __u64);
	__type(value, struct connection);
} connections SEC(".maps");

/* Where an event is put together before it goes to the ring, whose reserve takes constant sizes only; the payload
 * follows. How far the copy has come is kept here too, so that the verifier looks at one turn of its loop only. By CPU
 * and slot; a value is this and twice chunk_bytes, see copy.bpf.h. Never deleted. */
struct scratch {
	__u64 segments; /* as in struct call */
	__u64 segment_count;
	__u64 skip;
	__u64 from; /* what is left of the present segment */
	__u64 available;
	__u64 wanted;	/* bytes still to be copied */
	__u64 left_out; /* bytes that are not copied then, */
	__u64 end;	/* and so many behind them that are */
	__u64 skipping; /* of those that are left out, what is left */
	__u64 faulting; /* in what is next copied up to here, a page is not resident */
	__u64 filled;	/* bytes in the present sample */
	__u64 claimed;	/* of the ring, for all samples of the call (share.bpf.h); 0: nothing has to be claimed */
	__u64 put;	/* into the ring of them */
	__u32 part;	/* of the ring where they are claimed */
	__u32 index;	/* of the next segment */
	__u32 memory;
	__u32 padding;
	struct ktls_event event;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct scratch));
} scratch SEC(".maps");

/* By enum ktls_counter. Never deleted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, KTLS_COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* Set by the service alone, in its memory: an update by bpf(2) keeps kprobe programs from running on its CPU meanwhile
 * (bpf_disable_instrumentation), and where the kernel preempts, others call then. Pinned beside `counters`, both outlive it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__uint(value_size, KTLS_LEDGER_BYTES);
} ledger SEC(".maps");

/* Samples: struct ktls_event and its payload. The service consumes them. max_entries is KTLS_RING_BYTES. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16777216);
} ring SEC(".maps");

/* Atomic although per CPU: on a preemptible kernel two programs can interleave. `by` is no constant 0: the compiler would
 * make an atomic OR of that, which came with 5.12. */
static __always_inline void count(__u32 counter, __u64 by)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &counter);

	if (value)
		__sync_fetch_and_add(value, by);
}

static __always_inline __u32 slot_here(enum slot slot)
{
	return bpf_get_smp_processor_id() * settings.slots + (settings.slots == 1 ? 0 : slot);
}

#endif
