// SPDX-License-Identifier: Apache-2.0
/* Data that goes out of the socket into a pipe, page by page. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

static const size_t receive_lengths[] = {1, 100, RECORD_BYTES, RECORD_BYTES + 1, 50000, 200000};

enum { RECEIVES = sizeof(receive_lengths) / sizeof(receive_lengths[0]), RECEIVE_BYTES = 282870 };

struct sender {
	const struct end *end;
	const uint8_t *data;
};

static void *send_all(void *argument)
{
	const struct sender *sender = argument;
	const uint8_t *next = sender->data;

	for (int i = 0; i < RECEIVES; i++) {
		send_whole(sender->end, next, receive_lengths[i]);
		next += receive_lengths[i];
	}
	return NULL;
}

/* Each splice is one call of the socket's, which gives at most what is left of a record. */
static void splice_in(const struct end *end, uint8_t *data, size_t length)
{
	int pipe_ends[2];
	size_t done = 0;

	if (pipe2(pipe_ends, O_CLOEXEC))
		fail_errno("pipe");
	while (done < length) {
		ssize_t moved = splice(end->fd, NULL, pipe_ends[1], NULL, length - done, 0);
		struct iovec iov = {.iov_base = data + done, .iov_len = moved};

		if (moved <= 0)
			fail_errno("splice after %zu of %zu bytes", done, length);
		if (read(pipe_ends[0], data + done, moved) != moved)
			fail_errno("read of the pipe");
		truth_call(end, RX, APPLICATION_DATA, &iov, moved);
		done += moved;
	}
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

void scenario_splice_receive(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t *sent = malloc(RECEIVE_BYTES), *received = malloc(RECEIVE_BYTES);
	struct sender sender = {.end = &pair.client, .data = sent};
	pthread_t thread;

	if (!sent || !received)
		fail_errno("malloc");
	fill_random(sent, RECEIVE_BYTES, 1);
	if (pthread_create(&thread, NULL, send_all, &sender))
		fail("pthread_create");
	splice_in(&pair.server, received, RECEIVE_BYTES);
	pthread_join(thread, NULL);
	expect_same("splice", sent, received, RECEIVE_BYTES);
	free(sent);
	free(received);
	pair_close(&pair);
}
