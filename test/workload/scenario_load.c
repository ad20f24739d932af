// SPDX-License-Identifier: Apache-2.0
/* Many records on one connection; each receive has room for exactly one. */
#include <pthread.h>
#include <time.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

struct load {
	const struct run *run;
	struct pair pair;
};

static void *receive_load(void *argument)
{
	const struct load *load = argument;
	char expected[RECORD_BYTES], received[RECORD_BYTES];
	size_t length = load->run->bytes;

	for (unsigned int i = 0; i < load->run->count; i++) {
		ssize_t returned = recv_some(&load->pair.server, received, length, 0);

		if (returned != (ssize_t)length)
			fail("recv of record %u returned %zd of %zu bytes", i, returned, length);
		fill_text(expected, length, i);
		expect_same("load", expected, received, length);
	}
	return NULL;
}

static void sleep_until(const struct timespec *start, uint64_t nanoseconds)
{
	struct timespec until = *start;

	nanoseconds += until.tv_nsec;
	until.tv_sec += nanoseconds / 1000000000;
	until.tv_nsec = nanoseconds % 1000000000;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL))
		;
}

void scenario_load(const struct run *run)
{
	struct load load = {.run = run, .pair = pair_open(&run->pair)};
	char data[RECORD_BYTES];
	struct timespec start;
	pthread_t receiver;

	if (pthread_create(&receiver, NULL, receive_load, &load))
		fail("pthread_create");
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned int i = 0; i < run->count; i++) {
		if (run->rate)
			sleep_until(&start, (uint64_t)i * 1000000000 / run->rate);
		fill_text(data, run->bytes, i);
		send_whole(&load.pair.client, data, run->bytes);
	}
	pthread_join(receiver, NULL);
	pair_close(&load.pair);
}
