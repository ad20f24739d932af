// SPDX-License-Identifier: GPL-2.0
/* Holds what bpf/ktls.h declares, so that BTF describes it; in ktls.bpf.o inlining leaves nothing that names it. */
#include <linux/types.h>
#include "ktls.h"

/* BTF has no macros. */
enum layout_numbers {
	LAYOUT_CHUNK_BYTES = KTLS_CHUNK_BYTES,
	LAYOUT_ERRNOS = KTLS_ERRNOS,
	LAYOUT_LEDGER_BYTES = KTLS_LEDGER_BYTES,
};

struct layout {
	struct ktls_event event;
	struct ktls_connection_end end;
	struct ktls_settings settings;
	struct ktls_stream stream;
	struct ktls_connection_key connection_key;
	struct ktls_filters filters;
	struct ktls_cgroup_losses cgroup_losses;
	struct ktls_failures failures;
	enum ktls_kind kind;
	enum ktls_direction direction;
	enum ktls_operation operation;
	enum ktls_flag flag;
	enum ktls_shut_down shut_down;
	enum ktls_counter counter;
	enum ktls_filter filter;
	enum layout_numbers numbers;
} layout;
