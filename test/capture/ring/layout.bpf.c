// SPDX-License-Identifier: GPL-2.0
/* Holds what bpf/ktls.h declares, so that BTF describes it; in ktls.bpf.o inlining leaves nothing that names it. */
#include <linux/types.h>
#include "ktls.h"

struct layout {
	struct ktls_event event;
	struct ktls_settings settings;
	enum ktls_kind kind;
	enum ktls_direction direction;
	enum ktls_operation operation;
	enum ktls_flag flag;
	enum ktls_counter counter;
} layout;
