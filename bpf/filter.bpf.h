/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a call is chosen: rules, sampling and the rate limit, before anything is copied. */
#ifndef FILTER_BPF_H
#define FILTER_BPF_H

/* Of struct ktls_filters, without its type: until 6.1 a map with BTF and one without are no match for each other. */
struct filters_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct ktls_filters));
};

struct filters_map initial_filters SEC(".maps");

/* The filters in effect. The service puts a new map in this place when they change. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct filters_map);
} filters SEC(".maps") = {
	.values = { &initial_filters },
};

/* What the filters by text say of a cgroup, whose path never changes. Inserted in judge_cgroup. */
struct verdict {
	__u64 generation;
	__u64 held_back_by;	/* enum ktls_filter, KTLS_FILTERS: by none */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct verdict);
} verdicts SEC(".maps");

/* Calls that were let through in the current second. */
struct rate {
	__u64 second;
	__u64 calls;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rate);
} rates SEC(".maps");

static __always_inline struct ktls_filters *current_filters(void)
{
	__u32 key = 0;
	void *map = bpf_map_lookup_elem(&filters, &key);

	return map ? bpf_map_lookup_elem(map, &key) : NULL;
}

enum list {
	INCLUDE,
	EXCLUDE,
	LISTS,
};

/*
 * Moves a pointer on by some elements, or returns 0 when there are not so many. Number and pointer stay in registers
 * from the check to the sum: the barriers keep the compiler from checking a copy, which tells the verifier nothing, and
 * before 6.3 it forgets the bounds of a number that is spilled to the stack, not those of a pointer.
 */
#define ADVANCE(pointer, number, limit)     \
	do {                                \
		__u64 elements = (number);  \
                                            \
		barrier_var(elements);      \
		if (elements >= (limit))    \
			return 0;           \
		(pointer) += elements;      \
		barrier_var(pointer);       \
	} while (0)

/* How many values a filter has in a list: a pointer into the filters. */
#define VALUES(rules, filter, list)                              \
	({                                                       \
		const __u32(*lists)[LISTS] = (rules)->counts;    \
		const __u32 *values;                             \
                                                                 \
		ADVANCE(lists, filter, KTLS_FILTERS);            \
		values = *lists;                                 \
		ADVANCE(values, list, LISTS);                    \
		values;                                          \
	})

__noinline int matches_range(__u64 filter, __u64 list, __u64 value)
{
	struct ktls_filters *rules = current_filters();
	const struct ktls_range(*lists)[LISTS][KTLS_MAX_VALUES];
	const struct ktls_range(*ranges)[KTLS_MAX_VALUES];
	const __u32 *values;
	__u32 i;

	if (!rules)
		return 0;
	values = VALUES(rules, filter, list);
	lists = rules->ranges;
	ADVANCE(lists, filter, KTLS_FIRST_PATTERN);
	ranges = *lists;
	ADVANCE(ranges, list, LISTS);
	for (i = 0; i < KTLS_MAX_VALUES; i++) {
		if (i >= *values)
			return 0;
		if (value >= (*ranges)[i].low && value <= (*ranges)[i].high)
			return 1;
	}
	return 0;
}

__noinline int matches_pattern(__u64 filter, __u64 list, __u64 first, __u64 second)
{
	struct ktls_filters *rules = current_filters();
	const struct ktls_pattern(*lists)[LISTS][KTLS_MAX_VALUES];
	const struct ktls_pattern(*patterns)[KTLS_MAX_VALUES];
	const __u32 *values;
	__u32 i;

	if (!rules)
		return 0;
	values = VALUES(rules, filter, list);
	lists = rules->patterns;
	ADVANCE(lists, filter - KTLS_FIRST_PATTERN, KTLS_FIRST_TEXT - KTLS_FIRST_PATTERN);
	patterns = *lists;
	ADVANCE(patterns, list, LISTS);
	for (i = 0; i < KTLS_MAX_VALUES; i++) {
		if (i >= *values)
			return 0;
		if ((first & (*patterns)[i].mask[0]) == (*patterns)[i].value[0] &&
		    (second & (*patterns)[i].mask[1]) == (*patterns)[i].value[1])
			return 1;
	}
	return 0;
}

/* Text `index` of a filter's list: a pointer into the filters. */
#define TEXT(rules, filter, list, index)                                                                   \
	({                                                                                                 \
		const struct ktls_text(*lists)[KTLS_MAX_TEXTS] = (rules)->texts[(filter) - KTLS_FIRST_TEXT]; \
		const struct ktls_text *text;                                                              \
                                                                                                           \
		ADVANCE(lists, list, LISTS);                                                               \
		text = *lists;                                                                             \
		ADVANCE(text, index, KTLS_MAX_TEXTS);                                                      \
		text;                                                                                      \
	})

/* Whether the cgroup is the one of that path, or below it. */
__noinline int matches_path(__u32 slot, __u64 list, __u64 index)
{
	struct process_scratch *process = bpf_map_lookup_elem(&process_scratch, &slot);
	struct ktls_filters *rules = current_filters();
	const struct ktls_text *path;
	const char *text;
	__u32 i;

	if (!process || !rules)
		return 0;
	path = TEXT(rules, KTLS_FILTER_CGROUP, list, index);
	if (!path->length) /* the root */
		return 1;
	text = process->text;
	ADVANCE(text, process->event.length, NAME_BYTES);
	for (i = 0; i < KTLS_TEXT_BYTES; i++) {
		if (i >= path->length)
			return !text[i] || text[i] == '/';
		if (text[i] != path->text[i])
			return 0;
	}
	return 0;
}

/* Whether the text at `start` begins with that beginning of a container id. */
__noinline int begins_container(__u32 slot, __u64 list, __u64 index, __u64 start)
{
	struct process_scratch *process = bpf_map_lookup_elem(&process_scratch, &slot);
	struct ktls_filters *rules = current_filters();
	const struct ktls_text *id;
	const char *text;
	__u32 i;

	if (!process || !rules)
		return 0;
	id = TEXT(rules, KTLS_FILTER_CONTAINER, list, index);
	text = process->text;
	ADVANCE(text, start, sizeof(process->text) - CONTAINER_ID_BYTES);
	for (i = 0; i < CONTAINER_ID_BYTES; i++) {
		if (i >= id->length)
			break;
		if (text[i] != id->text[i])
			return 0;
	}
	return 1;
}

/* Whether the cgroup, or one above it, is of that container. */
__noinline int matches_container(__u32 slot, __u64 list, __u64 index)
{
	struct process_scratch *process = bpf_map_lookup_elem(&process_scratch, &slot);
	__u32 i;

	if (!process)
		return 0;
	for (i = 0; i < MAX_DEPTH; i++) {
		__u32 start = process->ids[i];

		if (start && begins_container(slot, list, index, start))
			return 1;
	}
	return 0;
}

__noinline int matches_text(__u32 slot, __u64 filter, __u64 list)
{
	struct ktls_filters *rules = current_filters();
	const __u32 *values;
	__u32 i;

	if (!rules)
		return 0;
	values = VALUES(rules, filter, list);
	for (i = 0; i < KTLS_MAX_TEXTS; i++) {
		if (i >= *values)
			return 0;
		if (filter == KTLS_FILTER_CGROUP ? matches_path(slot, list, i) : matches_container(slot, list, i))
			return 1;
	}
	return 0;
}

/* Which filter by text holds the current cgroup back; KTLS_FILTERS: none. */
__noinline int judge_cgroup(__u32 slot)
{
	struct ktls_filters *rules = current_filters();
	__u64 cgroup_id = bpf_get_current_cgroup_id();
	struct verdict *known = bpf_map_lookup_elem(&verdicts, &cgroup_id);
	struct verdict verdict = { .held_back_by = KTLS_FILTERS };
	__u32 filter;

	if (!rules)
		return KTLS_FILTERS;
	if (known && known->generation == rules->generation)
		return known->held_back_by;
	verdict.generation = rules->generation;
	write_process(slot);
	for (filter = KTLS_FIRST_TEXT; filter < KTLS_FILTERS; filter++) {
		if (!(rules->used & (1u << filter)))
			continue;
		if (matches_text(slot, filter, EXCLUDE) ||
		    (rules->counts[filter][INCLUDE] && !matches_text(slot, filter, INCLUDE))) {
			verdict.held_back_by = filter;
			break;
		}
	}
	bpf_map_update_elem(&verdicts, &cgroup_id, &verdict, BPF_ANY);
	return verdict.held_back_by;
}

__noinline int passes_range(__u64 filter, __u64 value)
{
	struct ktls_filters *rules = current_filters();
	const __u32 *includes;

	if (!rules)
		return 1;
	includes = VALUES(rules, filter, INCLUDE);
	if (matches_range(filter, EXCLUDE, value))
		return 0;
	return !*includes || matches_range(filter, INCLUDE, value);
}

/* 16 bytes as two numbers; the thread's name has a second value, its group leader's. */
__noinline int passes_pattern(__u64 filter, __u64 first, __u64 second, __u64 other_first, __u64 other_second)
{
	struct ktls_filters *rules = current_filters();
	const __u32 *includes;

	if (!rules)
		return 1;
	includes = VALUES(rules, filter, INCLUDE);
	if (matches_pattern(filter, EXCLUDE, first, second) ||
	    matches_pattern(filter, EXCLUDE, other_first, other_second))
		return 0;
	return !*includes || matches_pattern(filter, INCLUDE, first, second) ||
	       matches_pattern(filter, INCLUDE, other_first, other_second);
}

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

	BPF_CORE_READ_STR_INTO((char(*)[KTLS_COMM_BYTES])&leader, task, group_leader, comm);
	return passes_pattern(KTLS_FILTER_COMM, own[0], own[1], leader[0], leader[1]);
}

#define USED(filter) (used & (1u << (filter)))

/* The filter that holds an event back, of a call or of a whole connection; KTLS_FILTERS: none. */
static __always_inline __u32 judge_event(struct ktls_event *event, __u32 slot, struct sock *sk, __u32 used, bool is_call)
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

/* Calls on other CPUs may count at the same moment: a second can let a few more through. */
static __always_inline bool exceeds_rate(__u64 limit, __u64 now)
{
	__u32 key = 0;
	struct rate *rate = bpf_map_lookup_elem(&rates, &key);
	__u64 second = now / 1000000000;

	if (!rate)
		return false;
	if (rate->second != second) {
		rate->second = second;
		rate->calls = 0;
	}
	if (rate->calls >= limit)
		return true;
	__sync_fetch_and_add(&rate->calls, 1);
	return false;
}

/*
 * The same by one set of filters: they are looked up again for each list, and the service may have changed them
 * meanwhile. Once at most, for its update of the map waits until running programs have ended.
 */
static __always_inline __u32 judge_by_one_set(struct ktls_event *event, __u32 slot, struct sock *sk, bool is_call)
{
	struct ktls_filters *rules;
	__u32 filter = KTLS_FILTERS, i;
	__u64 generation;

	for (i = 0; i < 2; i++) {
		rules = current_filters();
		if (!rules || !rules->used)
			return KTLS_FILTERS;
		generation = rules->generation;
		filter = judge_event(event, slot, sk, rules->used, is_call);
		rules = current_filters();
		if (!rules || rules->generation == generation)
			break;
	}
	return filter;
}

/* Which counter counts that a call is held back; KTLS_COUNTERS: it is captured. */
static __always_inline __u32 held_back(struct ktls_event *event, __u32 slot, struct sock *sk,
				       const struct connection *connection, bool is_call)
{
	struct ktls_filters *rules;
	__u32 filter;

	if (is_self())
		return KTLS_FILTERED_SELF;
	filter = judge_by_one_set(event, slot, sk, is_call);
	if (filter < KTLS_FILTERS)
		return KTLS_FILTERED_RULE + filter;
	rules = current_filters();
	if (!rules)
		return KTLS_COUNTERS;
	/* a connection that found no room in the map is not sampled either */
	if (rules->sample_below < 1ull << 32 && (!connection || connection->random >= rules->sample_below))
		return KTLS_FILTERED_SAMPLE;
	if (is_call && rules->rate_limit && exceeds_rate(rules->rate_limit, event->ktime_boot_ns))
		return KTLS_FILTERED_RATE;
	return KTLS_COUNTERS;
}

#endif
