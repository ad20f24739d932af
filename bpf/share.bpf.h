/* SPDX-License-Identifier: GPL-2.0 */
/* What a cgroup may have of what all have in common: of the calls under way, of the connections, of the ring. */
#ifndef SHARE_BPF_H
#define SHARE_BPF_H

#include "maps.bpf.h"

/* Of the root, and of every process where controllers are mounted as cgroup v1: nobody is told apart in it. */
#define ROOT_CGROUP 1
#define RING_PARTS 8

/* What a cgroup has put into a part of the ring while more than half of the ring was in use. */
struct ring_part {
	__u32 number; /* of the ring's parts, counted from the first byte ever written */
	__u32 bytes;
};

struct share {
	__s32 calls;	   /* under way, */
	__s32 connections; /* and open, as long as the maps hold them */
	struct ring_part parts[RING_PARTS];
};

/* By cgroup. Inserted at its first call or connection. The least recently used goes: what it still holds is given back to
 * a new one, whose numbers are then too low, and lets it have so much more. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct share);
} shares SEC(".maps");

static __always_inline struct share *share_of(__u64 cgroup_id)
{
	struct share *known = bpf_map_lookup_elem(&shares, &cgroup_id);
	struct share none = {};

	if (known)
		return known;
	bpf_map_update_elem(&shares, &cgroup_id, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&shares, &cgroup_id);
}

/* Added first and read after: of two that take the last place at once, none gets it or one does. */
static __always_inline bool takes(__s32 *held, __u32 most)
{
	__sync_fetch_and_add(held, 1);
	if (*(volatile __s32 *)held <= (__s32)most)
		return true;
	__sync_fetch_and_add(held, -1);
	return false;
}

/* A cgroup holds at most half of the map `calls`. Whoever is let in gives the place back. */
static __always_inline bool takes_call(__u64 cgroup_id)
{
	struct share *share = cgroup_id == ROOT_CGROUP ? NULL : share_of(cgroup_id);

	return !share || takes(&share->calls, settings.cgroup_calls);
}

static __always_inline void give_call_back(__u64 cgroup_id)
{
	struct share *share = cgroup_id == ROOT_CGROUP ? NULL : bpf_map_lookup_elem(&shares, &cgroup_id);

	if (share)
		__sync_fetch_and_add(&share->calls, -1);
}

/* The same of the map `connections`. */
static __always_inline bool takes_connection(__u64 cgroup_id)
{
	struct share *share = cgroup_id == ROOT_CGROUP ? NULL : share_of(cgroup_id);

	return !share || takes(&share->connections, settings.cgroup_connections);
}

static __always_inline void give_connection_back(__u64 cgroup_id)
{
	struct share *share = cgroup_id == ROOT_CGROUP ? NULL : bpf_map_lookup_elem(&shares, &cgroup_id);

	if (share)
		__sync_fetch_and_add(&share->connections, -1);
}

/* A sample in the ring, with the ring's own header. */
static __always_inline __u64 room_of(__u64 sample_bytes)
{
	return (sample_bytes + BPF_RINGBUF_HDR_SZ + 7) & ~7ull;
}

/*
 * Whether the current cgroup may have so many bytes of the ring. It may as long as half of the ring is free. From then on
 * what each cgroup puts into the ring is counted until it is read, and a cgroup gets no more of it than is left free: of n
 * that ask for all, each gets one part of n + 1 of what was left, and so does the next that comes (dynamic thresholds, by
 * Choudhury and Hahne). The ring is counted by its parts: one that is read half counts whole. settle_ring() ends it.
 */
__noinline int claim_ring(__u32 slot, __u64 bytes)
{
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &slot);
	__u64 used = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);
	__u32 part_bytes = settings.ring_bytes / RING_PARTS;
	__u64 free, held = 0;
	__u32 first, last, i;
	struct ring_part *part;
	struct share *share;

	if (!sample)
		return 1;
	sample->claimed = 0;
	sample->put = 0;
	if (2 * used <= settings.ring_bytes || !part_bytes)
		return 1;
	free = used < settings.ring_bytes ? settings.ring_bytes - used : 0;
	share = share_of(bpf_get_current_cgroup_id());
	if (!share)
		return 1;
	first = bpf_ringbuf_query(&ring, BPF_RB_CONS_POS) / part_bytes;
	last = bpf_ringbuf_query(&ring, BPF_RB_PROD_POS) / part_bytes;
	part = &share->parts[last % RING_PARTS];
	if (part->number != last) {
		part->number = last;
		part->bytes = 0;
	}
	/* as in takes() */
	__sync_fetch_and_add(&part->bytes, (__u32)bytes);
	for (i = 0; i < RING_PARTS; i++)
		if (last - share->parts[i].number <= last - first)
			held += *(volatile __u32 *)&share->parts[i].bytes;
	if (held + bytes > free) {
		__sync_fetch_and_add(&part->bytes, -(__u32)bytes);
		return 0;
	}
	sample->claimed = bytes;
	sample->part = last;
	return 1;
}

/* What was put into the ring takes the place of what was claimed. */
__noinline int settle_ring(__u32 slot)
{
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &slot);
	struct share *share;
	struct ring_part *part;
	__u64 cgroup_id;

	if (!sample || !sample->claimed)
		return 0;
	cgroup_id = bpf_get_current_cgroup_id();
	share = bpf_map_lookup_elem(&shares, &cgroup_id);
	if (!share)
		return 0;
	part = &share->parts[sample->part % RING_PARTS];
	if (part->number == sample->part)
		__sync_fetch_and_add(&part->bytes, sample->put - sample->claimed);
	return 0;
}

/* By cgroup. Inserted at its first loss, read by the service. The least recently used goes: what it has lost and was not
 * read yet is told without its cgroup then, by the counters. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct ktls_cgroup_losses);
} cgroup_losses SEC(".maps");

static __always_inline struct ktls_cgroup_losses *losses_here(void)
{
	__u64 cgroup_id = bpf_get_current_cgroup_id();
	struct ktls_cgroup_losses *known = bpf_map_lookup_elem(&cgroup_losses, &cgroup_id);
	struct ktls_cgroup_losses none = {};

	if (known)
		return known;
	bpf_map_update_elem(&cgroup_losses, &cgroup_id, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&cgroup_losses, &cgroup_id);
}

/* A record that was produced, and not put into the ring because its cgroup has its share. Global, and so `bytes` is no
 * constant 0 (see count()). The service reads by cgroup first: it never finds more there than the counters have. */
__noinline int lose_to_share(__u64 bytes)
{
	struct ktls_cgroup_losses *losses;

	count(KTLS_LOST, 1);
	count(KTLS_LOST_BYTES, bytes);
	count(KTLS_LOST_SHARE, 1);
	count(KTLS_LOST_SHARE_BYTES, bytes);
	losses = losses_here();
	if (!losses)
		return 0;
	__sync_fetch_and_add(&losses->records, 1);
	__sync_fetch_and_add(&losses->bytes, bytes);
	return 0;
}

/* A call beyond the rate of its cgroup. */
static __always_inline void hold_back_here(void)
{
	struct ktls_cgroup_losses *losses = losses_here();

	if (losses)
		__sync_fetch_and_add(&losses->held, 1);
}

#endif
