/* SPDX-License-Identifier: GPL-2.0 */
/* Calls that failed. Whatever the filters: an errno tells nothing of what is sent, and a failed call has no record. */
#ifndef FAILURE_BPF_H
#define FAILURE_BPF_H

#include "process.bpf.h"

#define EINTR 4
#define EAGAIN 11
/* include/linux/errno.h: a signal came, and the kernel or the program calls again */
#define ERESTARTSYS 512
#define ERESTART_RESTARTBLOCK 516

/* By enum ktls_operation. Never deleted. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, KTLS_OPERATIONS);
	__type(key, __u32);
	__type(value, struct ktls_failures);
} failures SEC(".maps");

/* A program is meant to make such a call again: it has not failed. */
static __always_inline bool is_repeated(__u64 error)
{
	return error == EINTR || error == EAGAIN || (error >= ERESTARTSYS && error <= ERESTART_RESTARTBLOCK);
}

static __always_inline void count_failure(__u32 operation, long result)
{
	struct ktls_failures *failed = bpf_map_lookup_elem(&failures, &operation);
	__u64 error = -result;

	if (!failed || is_repeated(error) || is_self())
		return;
	barrier_var(error);
	if (error >= KTLS_ERRNOS)
		error = 0;
	__sync_fetch_and_add(&failed->calls[error], 1);
}

#endif
