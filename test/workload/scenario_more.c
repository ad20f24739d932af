// SPDX-License-Identifier: Apache-2.0
/* Calls and records that are not one for one. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

enum { MESSAGES = 5, ROOM_BYTES = 10000, TOTAL_BYTES = 261488 };

/* The first ones gather in one record; what has no MSG_MORE ends it. */
static const struct {
	size_t length;
	int flags;
} sends[] = {
	{10, MSG_MORE},
	{20, MSG_MORE},
	{30, 0},
	{1, MSG_MORE},
	{0, 0},
	{2, 0},
	{17, MSG_MORE},
	{100, MSG_MORE},
	{4096, 0},
	{16383, MSG_MORE},
	{16384, MSG_MORE},
	{16385, 0},
	{32768, MSG_MORE},
	{70000, MSG_MORE},
	{0, MSG_MORE},
	{7, 0},
};

static const size_t message_lengths[][MESSAGES] = {
	{1, 500, 16384, 70000, 12},
	{3, 0, 16385, 0, 2000},
};

/*
 * sendmmsg is a send for each message. To all but the last it adds MSG_BATCH, which kTLS may refuse: then each message
 * goes by a sendmmsg of its own.
 */
static void send_list(const struct end *end, struct mmsghdr *messages)
{
	int at_once = MESSAGES, sent = 0;

	while (sent < MESSAGES) {
		int left = MESSAGES - sent;
		int now = sendmmsg(end->fd, messages + sent, left < at_once ? left : at_once, MSG_NOSIGNAL);

		if (now < 0 && errno == EOPNOTSUPP && at_once > 1) {
			printf("{\"call\":\"sendmmsg\",\"messages\":%d,\"returned\":-1,\"errno\":\"EOPNOTSUPP\"}\n",
			       at_once);
			at_once = 1;
			continue;
		}
		if (now <= 0)
			fail_errno("sendmmsg after %d of %d messages", sent, MESSAGES);
		sent += now;
	}
}

static void send_messages(const struct end *end, const uint8_t *data, const size_t *lengths, size_t *done)
{
	struct iovec iov[MESSAGES];
	struct mmsghdr messages[MESSAGES] = {0};

	for (int i = 0; i < MESSAGES; i++) {
		iov[i] = (struct iovec){.iov_base = (void *)data, .iov_len = lengths[i]};
		data += lengths[i];
		messages[i].msg_hdr.msg_iov = &iov[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	send_list(end, messages);
	for (int i = 0; i < MESSAGES; i++) {
		if (messages[i].msg_len != lengths[i])
			fail("sendmmsg sent %u of %zu bytes", messages[i].msg_len, lengths[i]);
		if (lengths[i])
			truth_call(end, TX, APPLICATION_DATA, &iov[i], lengths[i]);
		*done += lengths[i];
	}
}

struct receiver {
	const struct end *end;
	uint8_t *data;
};

/* Each message that recvmmsg fills is one call of the socket's. */
static void *receive_messages(void *argument)
{
	const struct receiver *receiver = argument;
	size_t done = 0;

	while (done < TOTAL_BYTES) {
		static uint8_t rooms[MESSAGES][ROOM_BYTES];
		struct iovec iov[MESSAGES];
		struct mmsghdr messages[MESSAGES] = {0};
		int received;

		for (int i = 0; i < MESSAGES; i++) {
			iov[i] = (struct iovec){.iov_base = rooms[i], .iov_len = ROOM_BYTES};
			messages[i].msg_hdr.msg_iov = &iov[i];
			messages[i].msg_hdr.msg_iovlen = 1;
		}
		received = recvmmsg(receiver->end->fd, messages, MESSAGES, MSG_WAITFORONE, NULL);
		if (received <= 0)
			fail_errno("recvmmsg after %zu bytes", done);
		for (int i = 0; i < received; i++) {
			size_t length = messages[i].msg_len;

			if (!length || length > TOTAL_BYTES - done)
				fail("recvmmsg returned %zu bytes after %zu", length, done);
			memcpy(receiver->data + done, rooms[i], length);
			truth_call(receiver->end, RX, APPLICATION_DATA, &iov[i], length);
			done += length;
		}
	}
	return NULL;
}

void scenario_more(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t *sent = malloc(TOTAL_BYTES), *received = malloc(TOTAL_BYTES);
	struct receiver receiver = {.end = &pair.server, .data = received};
	size_t done = 0;
	pthread_t thread;

	if (!sent || !received || pthread_create(&thread, NULL, receive_messages, &receiver))
		fail_errno("pthread_create");
	fill_random(sent, TOTAL_BYTES, 3);
	for (size_t i = 0; i < sizeof(sends) / sizeof(sends[0]); i++) {
		ssize_t returned = send_some(&pair.client, sent + done, sends[i].length, sends[i].flags);

		if (returned != (ssize_t)sends[i].length)
			fail_errno("send of %zu bytes returned %zd", sends[i].length, returned);
		done += returned;
	}
	for (size_t i = 0; i < sizeof(message_lengths) / sizeof(message_lengths[0]); i++)
		send_messages(&pair.client, sent + done, message_lengths[i], &done);
	if (done != TOTAL_BYTES)
		fail("%zu bytes were sent", done);
	pthread_join(thread, NULL);
	expect_same("more", sent, received, TOTAL_BYTES);
	free(sent);
	free(received);
	pair_close(&pair);
}
