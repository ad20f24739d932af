// SPDX-License-Identifier: Apache-2.0
/*
 * Connections of any content, as a file says, line by line:
 *   open                            a new connection; the one before is closed
 *   client SEND RECEIVE HEX         the client sends these bytes by calls of at most SEND of them; the server has room
 *   server SEND RECEIVE HEX         for RECEIVE in each call, and receives once so many are there, or all
 *   wait                            until a line comes on standard input; the calls after it are of the next phase
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"
#include "wait_for_line.h"

/* Less than what a socket on loopback holds unread. */
enum { MOST_BYTES = 65536 };

struct transfer {
	const struct end *from;
	const struct end *to;
	size_t send_bytes;
	size_t receive_bytes;
};

static unsigned int line_number;

static size_t minimum(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Decodes in place. Returns how many bytes. */
static size_t decode_hex(char *text)
{
	size_t length = 0;

	for (const char *at = text; *at && *at != '\n'; at += 2, length++) {
		unsigned int byte;

		if (sscanf(at, "%2x", &byte) != 1)
			fail("line %u: no hexadecimal", line_number);
		text[length] = byte;
	}
	return length;
}

static void receive(const struct transfer *transfer, const char *expected, size_t length)
{
	char received[MOST_BYTES];

	for (size_t done = 0; done < length;) {
		ssize_t now = recv_some(transfer->to, received, minimum(transfer->receive_bytes, length - done), 0);

		if (now <= 0)
			fail_errno("line %u: recv returned %zd", line_number, now);
		expect_same("replay", expected + done, received, now);
		done += now;
	}
}

static void move_bytes(const struct transfer *transfer, const char *data, size_t length)
{
	size_t received = 0;

	for (size_t sent = 0; sent < length;) {
		size_t now = minimum(transfer->send_bytes, length - sent);

		send_whole(transfer->from, data + sent, now);
		sent += now;
		if (sent - received < transfer->receive_bytes && sent < length)
			continue;
		receive(transfer, data + received, sent - received);
		received = sent;
	}
}

static void run_line(char *line, const struct pair *pair)
{
	char who[8];
	int hex = 0;
	struct transfer transfer;

	if (sscanf(line, "%7s %zu %zu %n", who, &transfer.send_bytes, &transfer.receive_bytes, &hex) != 3 || !hex)
		fail("line %u: not a line of a replay", line_number);
	if (transfer.send_bytes < 1 || transfer.send_bytes > MOST_BYTES || transfer.receive_bytes < 1 ||
	    transfer.receive_bytes > MOST_BYTES)
		fail("line %u: a size that is not 1 to %d", line_number, MOST_BYTES);
	transfer.from = strcmp(who, "client") ? &pair->server : &pair->client;
	transfer.to = strcmp(who, "client") ? &pair->client : &pair->server;
	move_bytes(&transfer, line + hex, decode_hex(line + hex));
}

void scenario_replay(const struct run *run)
{
	FILE *input = run->input ? fopen(run->input, "re") : NULL;
	bool is_open = false;
	unsigned int phase = 1;
	struct pair pair;
	char *line = NULL;
	size_t room = 0;

	if (!input)
		fail_errno("open of --input");
	while (getline(&line, &room, input) > 0) {
		line_number++;
		if (!strcmp(line, "open\n")) {
			if (is_open)
				pair_close(&pair);
			pair = pair_open(&run->pair);
			is_open = true;
		} else if (!strcmp(line, "wait\n")) {
			wait_for_line("{\"ready\":true}");
			truth_phase(++phase);
		} else if (is_open) {
			run_line(line, &pair);
		} else {
			fail("line %u: no connection is open", line_number);
		}
	}
	if (is_open)
		pair_close(&pair);
	free(line);
	fclose(input);
}
