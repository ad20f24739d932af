// SPDX-License-Identifier: Apache-2.0
/* What calls end in: other record types, a full socket, a reset. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

struct typed_record {
	unsigned char type;
	const char *data;
	size_t length;
};

void scenario_control(const struct run *run)
{
	/* A handshake record that begins with 24 would be a KeyUpdate, which newer kernels wait for a key after. */
	static const struct typed_record records[] = {
		{APPLICATION_DATA, "before the alert", 16},
		{ALERT, "\x01\x5a", 2},
		{APPLICATION_DATA, "after the alert", 15},
		{HANDSHAKE, "\x04\x00\x00\x05hello", 9},
		{HANDSHAKE, "\x04\x00\x00\x00", 4},
		{APPLICATION_DATA, "after the handshake records", 27},
		{ALERT, "\x01\x00", 2},
	};
	enum { RECORDS = sizeof(records) / sizeof(records[0]) };
	struct pair pair = pair_open(&run->pair);
	char received[RECORD_BYTES];

	for (int i = 0; i < RECORDS; i++) {
		send_record(&pair.client, records[i].type, records[i].data, records[i].length);
		recv_record(&pair.server, records[i].type, received, records[i].length);
		expect_same("control", records[i].data, received, records[i].length);
	}
	/* The other way, with all of them waiting: a receive ends where the record type changes. */
	for (int i = 0; i < RECORDS; i++) {
		if (records[i].type == APPLICATION_DATA)
			send_whole(&pair.server, records[i].data, records[i].length);
		else
			send_record(&pair.server, records[i].type, records[i].data, records[i].length);
	}
	for (int i = 0; i < RECORDS; i++) {
		recv_record(&pair.client, records[i].type, received, records[i].length);
		expect_same("control", records[i].data, received, records[i].length);
	}
	pair_close(&pair);
}

enum { ROUNDS = 5, STREAM_BYTES = 64 << 20 };

struct flood {
	const uint8_t *stream;
	size_t send_bytes;    /* of each call */
	size_t sent;	      /* bytes of the stream that calls took */
	unsigned int partial; /* calls that took fewer than send_bytes */
};

/* Sends the stream on until EAGAIN. */
static void flood(const struct end *end, struct flood *flood)
{
	size_t limit = flood->sent + STREAM_BYTES / ROUNDS - flood->send_bytes;

	while (flood->sent < limit) {
		ssize_t sent = send_some(end, flood->stream + flood->sent, flood->send_bytes, MSG_DONTWAIT);

		if (sent < 0 && errno == EAGAIN)
			return;
		if (sent <= 0)
			fail_errno("send of %zu bytes returned %zd", flood->send_bytes, sent);
		flood->sent += sent;
		flood->partial += (size_t)sent < flood->send_bytes;
	}
	fail("the socket was never full");
}

/* How many sends were taken in part. */
static unsigned int fill_and_drain(const struct run *run, size_t send_bytes)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t *stream = malloc(STREAM_BYTES), *received = malloc(STREAM_BYTES);
	struct flood sender = {.stream = stream, .send_bytes = send_bytes};
	int buffer_bytes = 65536;
	size_t drained = 0;

	if (!stream || !received)
		fail_errno("malloc");
	if (setsockopt(pair.client.fd, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof(buffer_bytes)) ||
	    setsockopt(pair.server.fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes)))
		fail_errno("SO_SNDBUF");
	fill_random(stream, STREAM_BYTES, 7);
	for (int round = 0; round < ROUNDS; round++) {
		flood(&pair.client, &sender);
		if (sender.sent == drained)
			fail("a drained socket took nothing");
		recv_exactly(&pair.server, received + drained, sender.sent - drained);
		drained = sender.sent;
	}
	expect_same("full socket", stream, received, drained);
	free(stream);
	free(received);
	pair_close(&pair);
	return sender.partial;
}

void scenario_eagain(const struct run *run)
{
	fill_and_drain(run, RECORD_BYTES);
}

/* Longer than two records and no multiple of one, so that a full socket takes whole records and leaves the rest. */
void scenario_partial(const struct run *run)
{
	if (!fill_and_drain(run, 40000))
		fail("no send was taken in part");
}

static void reset_by(struct end *end)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	if (setsockopt(end->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) || close(end->fd))
		fail_errno("SO_LINGER");
}

void scenario_reset(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	char sent[100], received[100];
	ssize_t returned;

	/* Of five messages two are read before the reset, three are lost with it. */
	for (unsigned int i = 0; i < 5; i++) {
		fill_text(sent, sizeof(sent), i);
		send_whole(&pair.client, sent, sizeof(sent));
	}
	for (unsigned int i = 0; i < 2; i++) {
		fill_text(sent, sizeof(sent), i);
		recv_exactly(&pair.server, received, sizeof(received));
		expect_same("reset", sent, received, sizeof(sent));
	}
	/* A message that waits at the client when the reset comes: it may be read or lost with it. */
	fill_text(sent, sizeof(sent), 5);
	send_whole(&pair.server, sent, sizeof(sent));
	reset_by(&pair.server);

	returned = recv_some(&pair.client, received, sizeof(received), 0);
	if (returned > 0)
		expect_same("reset", sent, received, returned);
	for (int i = 0; i < 100; i++) {
		returned = send_some(&pair.client, sent, sizeof(sent), 0);
		if (returned < 0)
			break;
	}
	if (returned >= 0)
		fail("100 sends after a reset all succeeded");
	if (errno != ECONNRESET && errno != EPIPE)
		fail_errno("send after a reset");
	close(pair.client.fd);
}
