// SPDX-License-Identifier: Apache-2.0
/*
 * Many records on one connection; each receive has room for exactly one. Prints how long a record takes at most from
 * before its send to after its receive, for 99 of 100.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

struct load {
	const struct run *run;
	struct pair pair;
	uint64_t *nanoseconds; /* of each record: when it is sent, then how long it has taken */
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void *receive_load(void *argument)
{
	struct load *load = argument;
	char expected[RECORD_BYTES], received[RECORD_BYTES];
	size_t length = load->run->bytes;

	for (unsigned int i = 0; i < load->run->count; i++) {
		ssize_t returned = recv_some(&load->pair.server, received, length, 0);

		load->nanoseconds[i] = now() - load->nanoseconds[i];
		if (returned != (ssize_t)length)
			fail("recv of record %u returned %zd of %zu bytes", i, returned, length);
		fill_text(expected, length, i);
		expect_same("load", expected, received, length);
	}
	return NULL;
}

static int by_size(const void *one, const void *other)
{
	uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;

	return (a > b) - (a < b);
}

static void print_latency(struct load *load)
{
	unsigned int count = load->run->count;

	qsort(load->nanoseconds, count, sizeof(*load->nanoseconds), by_size);
	printf("{\"scenario\":\"load\",\"p99_microseconds\":%" PRIu64 "}\n",
	       load->nanoseconds[(uint64_t)count * 99 / 100] / 1000);
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

	load.nanoseconds = calloc(run->count, sizeof(*load.nanoseconds));
	if (!load.nanoseconds)
		fail("calloc");
	if (pthread_create(&receiver, NULL, receive_load, &load))
		fail("pthread_create");
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned int i = 0; i < run->count; i++) {
		if (run->rate)
			sleep_until(&start, (uint64_t)i * 1000000000 / run->rate);
		fill_text(data, run->bytes, i);
		load.nanoseconds[i] = now();
		send_whole(&load.pair.client, data, run->bytes);
	}
	pthread_join(receiver, NULL);
	pair_close(&load.pair);
	print_latency(&load);
	free(load.nanoseconds);
}
