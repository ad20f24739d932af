// SPDX-License-Identifier: Apache-2.0
/* As many segments as a call may have, one more than 128, and segments without bytes. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

enum { MOST_SEGMENTS = 1024, SEGMENT_BYTES = 100 };

static void segments_of(struct iovec *iov, uint8_t *data, size_t offset, int count)
{
	for (int i = 0; i < count; i++) {
		iov[i].iov_base = data + i * SEGMENT_BYTES;
		iov[i].iov_len = SEGMENT_BYTES;
	}
	while (offset >= iov->iov_len && offset) {
		offset -= iov->iov_len;
		iov++->iov_len = 0;
	}
	iov->iov_base = (char *)iov->iov_base + offset;
	iov->iov_len -= offset;
}

/* readv by readv, each with what is left of the same segments. */
static void receive_in_turn(const struct end *end, uint8_t *data, int count)
{
	size_t done = 0, length = count * SEGMENT_BYTES;
	struct iovec iov[MOST_SEGMENTS];

	while (done < length) {
		ssize_t received;

		segments_of(iov, data, done, count);
		received = readv(end->fd, iov, count);
		if (received <= 0)
			fail_errno("readv after %zu of %zu bytes", done, length);
		truth_call(end, RX, APPLICATION_DATA, iov, received);
		done += received;
	}
}

static void receive_at_once(const struct end *end, uint8_t *data, int count)
{
	struct iovec iov[MOST_SEGMENTS];
	struct msghdr message = {.msg_iov = iov, .msg_iovlen = count};
	ssize_t received;

	segments_of(iov, data, 0, count);
	received = recvmsg(end->fd, &message, MSG_WAITALL);
	if (received != (ssize_t)count * SEGMENT_BYTES)
		fail_errno("recvmsg into %d segments returned %zd", count, received);
	truth_call(end, RX, APPLICATION_DATA, iov, received);
}

/* Segments of one call: their bytes, NULL for {NULL, 0}. An empty text is a segment of 0 bytes that has an address. */
static const char *const with_empty_ones[][8] = {
	{"hdr", NULL, "body"},
	{NULL, "after an empty one"},
	{"before an empty one", NULL},
	{NULL, NULL, NULL, "between", NULL, NULL, "several", NULL},
	{"", "after one with an address"},
	{"before one with an address", ""},
	{"", NULL, "between ", "", "", "both", NULL, ""},
};
static const int counts_of_these[] = {3, 2, 2, 8, 2, 2, 8};
enum { EMPTY_ROUNDS = sizeof(with_empty_ones) / sizeof(with_empty_ones[0]) };

/* Each is sent from its segments and received into segments of the same kind. */
static void empty_ones(const struct pair *pair)
{
	for (int round = 0; round < EMPTY_ROUNDS; round++) {
		int count = counts_of_these[round];
		struct iovec from[8], to[8];
		char sent[64], received[64];
		size_t length = 0;

		for (int i = 0; i < count; i++) {
			const char *text = with_empty_ones[round][i];
			size_t bytes = text ? strlen(text) : 0;

			from[i] = (struct iovec){.iov_base = (void *)text, .iov_len = bytes};
			to[i] = (struct iovec){.iov_base = text ? received + length : NULL, .iov_len = bytes};
			memcpy(sent + length, text ? text : "", bytes);
			length += bytes;
		}
		writev_whole(&pair->client, from, count, length);
		readv_whole(&pair->server, to, count, length);
		expect_same("empty segments", sent, received, length);
	}
}

void scenario_segments(const struct run *run)
{
	static const int counts[] = {MOST_SEGMENTS, 129};
	struct pair pair = pair_open(&run->pair);
	uint8_t *sent = malloc(MOST_SEGMENTS * SEGMENT_BYTES), *received = malloc(MOST_SEGMENTS * SEGMENT_BYTES);
	struct iovec iov[MOST_SEGMENTS];

	if (!sent || !received)
		fail_errno("malloc");
	for (int round = 0; round < 4; round++) {
		int count = counts[round % 2];
		size_t length = count * SEGMENT_BYTES;

		fill_random(sent, length, round);
		segments_of(iov, sent, 0, count);
		writev_whole(&pair.client, iov, count, length);
		if (round < 2)
			receive_in_turn(&pair.server, received, count);
		else
			receive_at_once(&pair.server, received, count);
		expect_same("segments", sent, received, length);
	}
	empty_ones(&pair);
	free(sent);
	free(received);
	pair_close(&pair);
}
