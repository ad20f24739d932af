// SPDX-License-Identifier: Apache-2.0
/* Many connections: one after the other in each thread, or all open at once. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "exchange.h"
#include "fail.h"
#include "scenarios.h"

enum { CHURN_BYTES = 100 };

struct churner {
	struct pair_options options;
	unsigned int number; /* of its first connection */
	unsigned int connections;
	struct pair *pairs; /* held open; or NULL */
	pthread_t thread;
};

static void *open_and_use(void *argument)
{
	struct churner *churner = argument;
	int listener = listener_open(&churner->options);

	for (unsigned int i = 0; i < churner->connections; i++) {
		struct pair pair = pair_connect(listener, &churner->options);

		if (churner->pairs) {
			churner->pairs[i] = pair;
			continue;
		}
		exchange_texts(&pair, CHURN_BYTES, churner->number + i, 2);
		pair_close(&pair);
	}
	close(listener);
	return NULL;
}

static void *use_held(void *argument)
{
	const struct churner *churner = argument;

	for (unsigned int i = 0; i < churner->connections; i++)
		exchange_texts(&churner->pairs[i], CHURN_BYTES, churner->number + i, 2);
	return NULL;
}

static void run_all(struct churner *churners, unsigned int count, void *(*work)(void *))
{
	for (unsigned int i = 0; i < count; i++) {
		if (pthread_create(&churners[i].thread, NULL, work, &churners[i]))
			fail("pthread_create");
	}
	for (unsigned int i = 0; i < count; i++)
		pthread_join(churners[i].thread, NULL);
}

/* Two descriptors for each connection, and some. */
static void raise_file_limit(rlim_t connections)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		fail_errno("getrlimit");
	if (limit.rlim_cur >= 2 * connections + 100)
		return;
	limit.rlim_cur = 2 * connections + 100;
	if (limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		fail_errno("setrlimit to %ju files", (uintmax_t)limit.rlim_cur);
}

void scenario_churn(const struct run *run)
{
	struct churner *churners = calloc(run->parallel, sizeof(*churners));
	struct pair *pairs = run->hold ? calloc(run->connections, sizeof(*pairs)) : NULL;
	unsigned int number = 0;

	if (!churners || (run->hold && !pairs))
		fail_errno("calloc");
	raise_file_limit(run->hold ? run->connections : run->parallel);
	for (unsigned int i = 0; i < run->parallel; i++) {
		churners[i].options = run->pair;
		if (run->pair.port)
			churners[i].options.port += i;
		churners[i].number = number;
		churners[i].connections = run->connections / run->parallel + (i < run->connections % run->parallel);
		churners[i].pairs = pairs ? pairs + number : NULL;
		number += churners[i].connections;
	}
	run_all(churners, run->parallel, open_and_use);
	if (pairs)
		run_all(churners, run->parallel, use_held);
	for (unsigned int i = 0; pairs && i < run->connections; i++)
		pair_close(&pairs[i]);
	free(pairs);
	free(churners);
}
