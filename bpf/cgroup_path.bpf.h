/* SPDX-License-Identifier: GPL-2.0 */
/* The path of a cgroup, and which of its components may be containers. */
#ifndef CGROUP_PATH_BPF_H
#define CGROUP_PATH_BPF_H

#include "kernel_types.bpf.h"
#include "maps.bpf.h"

#define NAME_BYTES 256 /* NAME_MAX and a 0 */
#define PATH_BYTES 1024
#define MAX_DEPTH 16 /* of cgroups that are looked at, from the process's own */
#define CONTAINER_ID_BYTES 64
#define SCOPE_BYTES 6  /* ".scope" */
#define CONMON_BYTES 7 /* "conmon-" */

/* A PROCESS sample and what was learnt while it was made. By CPU and slot. Never deleted. */
struct process_scratch {
	__u64 nodes[MAX_DEPTH]; /* kernfs nodes of the cgroup and of those above it, without the root */
	__u32 ids[MAX_DEPTH];	/* where in text a component's last 64 bytes are, perhaps a container id; 0: nowhere */
	__u64 end;		/* of text */
	struct ktls_event event;
	char text[NAME_BYTES + PATH_BYTES + NAME_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS);
	__type(key, __u32);
	__type(value, struct process_scratch);
} process_scratch SEC(".maps");

static __always_inline __u64 parent_of(__u64 node)
{
	struct kernfs_node *old = (void *)node;
	struct kernfs_node___rcu *renamed = (void *)node;

	return bpf_core_field_exists(renamed->__parent) ? (__u64)BPF_CORE_READ(renamed, __parent) :
							  (__u64)BPF_CORE_READ(old, parent);
}

/* The nodes from the task's cgroup upwards, of the root (whose name is empty) only when it is the task's; how many. */
static __always_inline __u32 find_cgroups(struct process_scratch *process, struct task_struct *task)
{
	__u64 node = (__u64)BPF_CORE_READ(task, cgroups, dfl_cgrp, kn);
	__u64 parent;
	__u32 depth;

	for (depth = 0; depth < MAX_DEPTH; depth++) {
		parent = node ? parent_of(node) : 0;
		if (!parent && (depth || !node))
			break;
		process->nodes[depth] = node;
		node = parent;
	}
	return depth;
}

/*
 * The path's component [start, end) may end in a container id, with or without ".scope" behind it. With "conmon-" before
 * it, it is of a monitor outside of the container.
 */
static __always_inline __u32 find_container_id(struct process_scratch *process, __u64 start, __u64 end)
{
	const char scope[8] = ".scope";
	const char conmon[8] = "conmon-";
	char suffix[8] = {};
	char prefix[8] = {};

	if (end >= start + SCOPE_BYTES && end <= NAME_BYTES + PATH_BYTES + NAME_BYTES) {
		__u64 at = end - SCOPE_BYTES;

		barrier_var(at);
		if (at < NAME_BYTES + PATH_BYTES)
			bpf_probe_read_kernel(suffix, SCOPE_BYTES, &process->text[at]);
		if (*(__u64 *)suffix == *(const __u64 *)scope)
			end -= SCOPE_BYTES;
	}
	if (end >= start + CONMON_BYTES + CONTAINER_ID_BYTES && end <= NAME_BYTES + PATH_BYTES + NAME_BYTES) {
		__u64 at = end - CONMON_BYTES - CONTAINER_ID_BYTES;

		barrier_var(at);
		if (at < NAME_BYTES + PATH_BYTES)
			bpf_probe_read_kernel(prefix, CONMON_BYTES, &process->text[at]);
		if (*(__u64 *)prefix == *(const __u64 *)conmon)
			return 0;
	}
	return end >= start + CONTAINER_ID_BYTES ? end - CONTAINER_ID_BYTES : 0;
}

/* Appends a component of the cgroup's path to the text. Global, to be verified once and not for each of them. */
__noinline int write_component(__u32 slot, __u64 level)
{
	struct process_scratch *process = bpf_map_lookup_elem(&process_scratch, &slot);
	struct kernfs_node *node;
	__u32 *id;
	__u64 at;
	long bytes;

	barrier_var(level);
	if (!process || level >= MAX_DEPTH)
		return 0;
	/* before 6.3 the bounds of a number that is spilled to the stack are forgotten, a pointer's are not */
	id = &process->ids[level];
	barrier_var(id);
	at = process->end;
	barrier_var(at);
	if (at >= NAME_BYTES + PATH_BYTES - 1)
		return 0;
	process->text[at] = '/';
	node = (void *)process->nodes[level];
	bytes = bpf_probe_read_kernel_str(&process->text[at + 1], NAME_BYTES, BPF_CORE_READ(node, name));
	if (bytes < 1)
		return 0;
	*id = find_container_id(process, at + 1, at + bytes);
	process->end = at + bytes;
	return 0;
}

#endif
