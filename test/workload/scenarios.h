/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "ktls_pair.h"

struct run {
	struct pair_options pair;
	unsigned int count;	  /* load: records */
	unsigned int bytes;	  /* load: bytes of each */
	unsigned int rate;	  /* load: records per second, 0 is as fast as can be */
	unsigned int threads;	  /* threads-recv */
	int again;		  /* threads-recv: one more message for each */
	unsigned int connections; /* churn */
	unsigned int parallel;	  /* churn: threads */
	int hold;		  /* churn: opens all before the first closes */
	const char *input;	  /* replay: a file */
};

struct scenario {
	const char *name;
	void (*run)(const struct run *);
	const char *what;
};

/* Ends with a name of NULL. */
extern const struct scenario scenarios[];

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
void scenario_splice_send(const struct run *run);
void scenario_splice_receive(const struct run *run);
void scenario_more(const struct run *run);
void scenario_uring(const struct run *run);
void scenario_zerocopy(const struct run *run);
void scenario_segments(const struct run *run);
void scenario_random(const struct run *run);
void scenario_rekey(const struct run *run);
void scenario_refused_keys(const struct run *run);
void scenario_tx_only(const struct run *run);
void scenario_handover(const struct run *run);
void scenario_two_writers(const struct run *run);
void scenario_gone(const struct run *run);
void scenario_shut_down(const struct run *run);
void scenario_reset_after_end(const struct run *run);
void scenario_told_reset_after_end(const struct run *run);
void scenario_churn(const struct run *run);
void scenario_preopened(const struct run *run);
void scenario_badmsg(const struct run *run);
void scenario_broken(const struct run *run);
void scenario_kernel_memory(const struct run *run);
void scenario_replay(const struct run *run);

/*
 * The program that scenario_handover starts. argv: this name, the socket from which it gets the connection and the
 * truth file, the form of the truth.
 */
#define HANDED_OVER "raw-handed-over"
int handed_over(int socket, enum truth_form form);

#endif
