/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "ktls_pair.h"

struct run {
	struct pair_options pair;
	unsigned int count;          /* load: records */
	unsigned int bytes;          /* load: bytes of each */
	unsigned int rate;           /* load: records per second, 0 is as fast as can be */
};

/* Each opens its own connections and returns only if what was received is what was sent. */
void scenario_small(const struct run *run);
void scenario_writev(const struct run *run);
void scenario_big(const struct run *run);
void scenario_empty(const struct run *run);
void scenario_binary(const struct run *run);
void scenario_peek(const struct run *run);
void scenario_control(const struct run *run);
void scenario_eagain(const struct run *run);
void scenario_partial(const struct run *run);
void scenario_reset(const struct run *run);
void scenario_threads_recv(const struct run *run);
void scenario_pinned(const struct run *run);
void scenario_load(const struct run *run);

#endif
