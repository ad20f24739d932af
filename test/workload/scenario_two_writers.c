// SPDX-License-Identifier: Apache-2.0
/* Two threads that are in send of one socket at the same time. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"
#include "wait_until_in.h"

/* A message is more than both socket buffers hold. */
enum { WRITERS = 2, ROUNDS = 3, MESSAGE_BYTES = 600000, ALONE_BYTES = 5000 };

struct writer {
	const struct end *end;
	uint8_t *message;
	pthread_t thread;
	_Atomic pid_t tid;
};

static void *write_message(void *argument)
{
	struct writer *writer = argument;

	writer->tid = gettid();
	send_whole(writer->end, writer->message, MESSAGE_BYTES);
	return NULL;
}

/* The kernel finishes one send before it begins the other; which is first can't be known. */
static void read_both(const struct end *end, const struct writer *writers, uint8_t *received)
{
	const struct writer *first, *second;

	recv_exactly(end, received, WRITERS * MESSAGE_BYTES);
	first = memcmp(received, writers[0].message, MESSAGE_BYTES) ? &writers[1] : &writers[0];
	second = first == writers ? &writers[1] : &writers[0];
	expect_same("the first message", first->message, received, MESSAGE_BYTES);
	expect_same("the second message", second->message, received + MESSAGE_BYTES, MESSAGE_BYTES);
}

static void write_at_once(const struct pair *pair, int round)
{
	struct writer writers[WRITERS] = {0};
	uint8_t *received = malloc(WRITERS * MESSAGE_BYTES);

	for (int i = 0; i < WRITERS; i++) {
		writers[i].end = &pair->client;
		writers[i].message = malloc(MESSAGE_BYTES);
		if (!received || !writers[i].message)
			fail_errno("malloc");
		fill_random(writers[i].message, MESSAGE_BYTES, WRITERS * round + i);
		if (pthread_create(&writers[i].thread, NULL, write_message, &writers[i]))
			fail("pthread_create");
	}
	for (int i = 0; i < WRITERS; i++)
		wait_until_in(&writers[i].tid, SYS_sendto);
	read_both(&pair->server, writers, received);
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].thread, NULL);
		free(writers[i].message);
	}
	free(received);
}

void scenario_two_writers(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t sent[ALONE_BYTES], received[ALONE_BYTES];
	int buffer_bytes = 65536;

	if (setsockopt(pair.client.fd, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof(buffer_bytes)) ||
	    setsockopt(pair.server.fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes)))
		fail_errno("SO_SNDBUF");
	truth_phase(1);
	for (int round = 0; round < ROUNDS; round++)
		write_at_once(&pair, round);
	truth_phase(2);
	for (int i = 0; i < ROUNDS; i++) {
		fill_random(sent, sizeof(sent), 100 + i);
		send_whole(&pair.client, sent, sizeof(sent));
		recv_exactly(&pair.server, received, sizeof(received));
		expect_same("alone", sent, received, sizeof(sent));
	}
	pair_close(&pair);
}
