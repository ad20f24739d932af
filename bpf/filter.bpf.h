/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a call is chosen: rules, sampling and the rate limit, before anything is copied. */
#ifndef FILTER_BPF_H
#define FILTER_BPF_H

#include "connection.bpf.h"
#include "filter_cgroup.bpf.h"
#include "filter_values.bpf.h"
#include "process.bpf.h"

static __always_inline bool passes_address(__u32 filter, const struct ktls_event *event, const __u8 *address)
{
	const __u64 *words = (const __u64 *)address;
	__u64 first = words[0], second = words[1];

	if (event->family != AF_INET6) {
		/* ::ffff:a.b.c.d */
		second = bpf_cpu_to_be64((__u64)0xffff << 32 | bpf_ntohl(*(const __be32 *)address));
		first = 0;
	}
	return passes_pattern(filter, first, second, first, second);
}

static __always_inline bool passes_comm(const struct ktls_event *event)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	const __u64 *own = (const __u64 *)event->comm;
	__u64 leader[2] = {};

	BPF_CORE_READ_STR_INTO((char(*)[KTLS_COMM_BYTES]) & leader, task, group_leader, comm);
	return passes_pattern(KTLS_FILTER_COMM, own[0], own[1], leader[0], leader[1]);
}

#define USED(filter) (used & (1u << (filter)))

/* The filter that holds an event back, of a call or of a whole connection; KTLS_FILTERS: none. */
static __always_inline __u32 judge_event(struct ktls_event *event, __u32 slot, struct sock *sk, __u32 used,
					 bool is_call)
{
	if (USED(KTLS_FILTER_PID) && !passes_range(KTLS_FILTER_PID, event->tgid))
		return KTLS_FILTER_PID;
	if (USED(KTLS_FILTER_UID) && !passes_range(KTLS_FILTER_UID, event->uid))
		return KTLS_FILTER_UID;
	if (USED(KTLS_FILTER_NETNS) &&
	    !passes_range(KTLS_FILTER_NETNS, BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum)))
		return KTLS_FILTER_NETNS;
	if (USED(KTLS_FILTER_LOCAL_PORT) && !passes_range(KTLS_FILTER_LOCAL_PORT, event->local_port))
		return KTLS_FILTER_LOCAL_PORT;
	if (USED(KTLS_FILTER_PEER_PORT) && !passes_range(KTLS_FILTER_PEER_PORT, event->peer_port))
		return KTLS_FILTER_PEER_PORT;
	if (is_call && USED(KTLS_FILTER_DIRECTION) && !passes_range(KTLS_FILTER_DIRECTION, event->direction))
		return KTLS_FILTER_DIRECTION;
	if (is_call && USED(KTLS_FILTER_RECORD_TYPE) && !passes_range(KTLS_FILTER_RECORD_TYPE, event->record_type))
		return KTLS_FILTER_RECORD_TYPE;
	if (USED(KTLS_FILTER_OWNER) && !passes_range(KTLS_FILTER_OWNER, event->flags & KTLS_KERNEL_SOCKET ? 1 : 0))
		return KTLS_FILTER_OWNER;
	if (USED(KTLS_FILTER_COMM) && !passes_comm(event))
		return KTLS_FILTER_COMM;
	if (USED(KTLS_FILTER_LOCAL_ADDRESS) && !passes_address(KTLS_FILTER_LOCAL_ADDRESS, event, event->local_address))
		return KTLS_FILTER_LOCAL_ADDRESS;
	if (USED(KTLS_FILTER_PEER_ADDRESS) && !passes_address(KTLS_FILTER_PEER_ADDRESS, event, event->peer_address))
		return KTLS_FILTER_PEER_ADDRESS;
	if (USED(KTLS_FILTER_CGROUP) || USED(KTLS_FILTER_CONTAINER))
		return judge_cgroup(slot);
	return KTLS_FILTERS;
}

/*
 * The same by one set of filters, the current ones, which are then in `rules`: they are looked up again for each list,
 * and the service may have changed them meanwhile. Once at most, for its update of the map waits until running programs
 * have ended.
 */
static __always_inline __u32 judge_by_one_set(struct ktls_filters **rules, struct ktls_event *event, __u32 slot,
					      struct sock *sk, bool is_call)
{
	__u32 filter = KTLS_FILTERS, i;
	__u64 generation;

	for (i = 0; i < 2; i++) {
		if (!*rules || !(*rules)->used)
			return KTLS_FILTERS;
		generation = (*rules)->generation;
		filter = judge_event(event, slot, sk, (*rules)->used, is_call);
		*rules = current_filters();
		if (!*rules || (*rules)->generation == generation)
			break;
	}
	return filter;
}

/* Calls that asked to be let through, by second. The first call of a second inserts it; the least recently used goes. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
} rates SEC(".maps");

struct cgroup_second {
	__u64 cgroup_id;
	__u64 second;
};

/* The same by cgroup and second. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct cgroup_second);
	__type(value, __u64);
} cgroup_rates SEC(".maps");

/* Added first and read after: of calls that ask at once, each sees all that asked before it, so that a second never
 * lets more through than the limit. */
static __always_inline bool exceeds_rate(void *map, const void *second, __u64 limit)
{
	__u64 *calls = bpf_map_lookup_elem(map, second);
	__u64 none = 0;

	if (!calls) {
		bpf_map_update_elem(map, second, &none, BPF_NOEXIST);
		calls = bpf_map_lookup_elem(map, second);
		if (!calls)
			return true;
	}
	__sync_fetch_and_add(calls, 1);
	return *(volatile __u64 *)calls > limit;
}

/* That of the cgroup is asked first, so that what it holds back takes nothing of that of all. */
static __always_inline __u32 exceeded_rate(const struct ktls_filters *rules, const struct ktls_event *event)
{
	struct cgroup_second second = {
		.cgroup_id = event->cgroup_id,
		.second = event->ktime_boot_ns / 1000000000,
	};

	if (rules->cgroup_rate && exceeds_rate(&cgroup_rates, &second, rules->cgroup_rate))
		return KTLS_FILTERED_CGROUP_RATE;
	if (rules->rate_limit && exceeds_rate(&rates, &second.second, rules->rate_limit))
		return KTLS_FILTERED_RATE;
	return KTLS_COUNTERS;
}

/* Which counter counts that a call is held back; KTLS_COUNTERS: it is captured. */
static __always_inline __u32 held_back(struct ktls_event *event, __u32 slot, struct sock *sk,
				       const struct connection *connection, bool is_call)
{
	struct ktls_filters *rules;
	__u32 filter;

	if (is_self())
		return KTLS_FILTERED_SELF;
	rules = current_filters();
	filter = judge_by_one_set(&rules, event, slot, sk, is_call);
	if (filter < KTLS_FILTERS)
		return KTLS_FILTERED_RULE + filter;
	if (!rules)
		return KTLS_COUNTERS;
	/* a connection that found no room in the map is not sampled either */
	if (rules->sample_below < 1ull << 32 && (!connection || connection->random >= rules->sample_below))
		return KTLS_FILTERED_SAMPLE;
	return is_call ? exceeded_rate(rules, event) : KTLS_COUNTERS;
}

#endif
