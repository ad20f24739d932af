/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a cgroup passes the filters by its path and by the containers that it is in. */
#ifndef FILTER_CGROUP_BPF_H
#define FILTER_CGROUP_BPF_H

#include "process.bpf.h"
#include "filter_values.bpf.h"

/* What the filters by text say of a cgroup, whose path never changes. Inserted in judge_cgroup. */
struct verdict {
	__u64 generation;
	__u64 held_back_by; /* enum ktls_filter, KTLS_FILTERS: by none */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct verdict);
} verdicts SEC(".maps");

/* Text `index` of a filter's list: a pointer into the filters. */
#define TEXT(rules, filter, list, index) \
	({ \
		const struct ktls_text(*lists)[KTLS_MAX_TEXTS] = (rules)->texts[(filter)-KTLS_FIRST_TEXT]; \
		const struct ktls_text *text; \
\
		ADVANCE(lists, list, LISTS); \
		text = *lists; \
		ADVANCE(text, index, KTLS_MAX_TEXTS); \
		text; \
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
	struct verdict verdict = {.held_back_by = KTLS_FILTERS};
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

#endif
