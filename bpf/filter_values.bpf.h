/* SPDX-License-Identifier: GPL-2.0 */
/* The filters in effect, and whether a number or 16 bytes pass one of them. */
#ifndef FILTER_VALUES_BPF_H
#define FILTER_VALUES_BPF_H

#include "maps.bpf.h"

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
	.values = {&initial_filters},
};

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
#define ADVANCE(pointer, number, limit) \
	do { \
		__u64 elements = (number); \
\
		barrier_var(elements); \
		if (elements >= (limit)) \
			return 0; \
		(pointer) += elements; \
		barrier_var(pointer); \
	} while (0)

/* How many values a filter has in a list: a pointer into the filters. */
#define VALUES(rules, filter, list) \
	({ \
		const __u32(*lists)[LISTS] = (rules)->counts; \
		const __u32 *values; \
\
		ADVANCE(lists, filter, KTLS_FILTERS); \
		values = *lists; \
		ADVANCE(values, list, LISTS); \
		values; \
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

#endif
