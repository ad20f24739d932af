// SPDX-License-Identifier: Apache-2.0
/* What data looks like: sizes, segments, contents. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

void scenario_small(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	char sent[400], received[400];

	for (unsigned int i = 0; i < 20; i++) {
		const struct end *from = i % 2 ? &pair.server : &pair.client;
		const struct end *to = i % 2 ? &pair.client : &pair.server;
		size_t length = 1 + 21 * i; /* 1 to 400 */

		fill_text(sent, length, i);
		send_whole(from, sent, length);
		recv_exactly(to, received, length);
		expect_same("small", sent, received, length);
	}
	pair_close(&pair);
}

enum { SEGMENTS = 12, VECTOR_BYTES = 10240 };

static void segment(struct iovec *iov, uint8_t *data, const size_t *lengths)
{
	for (int i = 0; i < SEGMENTS; i++) {
		iov[i] = (struct iovec){.iov_base = data, .iov_len = lengths[i]};
		data += lengths[i];
	}
}

/* Both sum up to 10 KiB or more; the last two rounds have empty segments and more room than data. */
static const size_t send_lengths[][SEGMENTS] = {
	{1, 7, 64, 333, 1000, 1500, 2, 2048, 999, 17, 3000, 1269},
	{0, 853, 853, 853, 0, 0, 853, 853, 853, 5000, 122, 0},
	{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10229},
};
static const size_t receive_lengths[][SEGMENTS] = {
	{2000, 3, 900, 1, 1400, 50, 2500, 11, 128, 1800, 600, 847},
	{0, 1, 4096, 0, 4096, 3, 4096, 4096, 0, 5, 6, 7},
	{10229, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4096},
};

void scenario_writev(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t sent[VECTOR_BYTES], received[2 * RECORD_BYTES];
	struct iovec from[SEGMENTS], to[SEGMENTS];

	for (int round = 0; round < 3; round++) {
		fill_random(sent, sizeof(sent), round);
		memset(received, 0, sizeof(received));
		segment(from, sent, send_lengths[round]);
		segment(to, received, receive_lengths[round]);
		writev_whole(&pair.client, from, SEGMENTS, VECTOR_BYTES);
		readv_whole(&pair.server, to, SEGMENTS, VECTOR_BYTES);
		expect_same("writev", sent, received, VECTOR_BYTES);
	}
	pair_close(&pair);
}

void scenario_big(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t sent[RECORD_BYTES], received[RECORD_BYTES];

	for (int i = 0; i < 8; i++) {
		fill_random(sent, sizeof(sent), 100 + i);
		send_whole(&pair.client, sent, sizeof(sent));
		recv_exactly(&pair.server, received, sizeof(received));
		expect_same("big", sent, received, sizeof(sent));
	}
	pair_close(&pair);
}

static void expect_nothing(const char *call, ssize_t returned)
{
	if (returned < 0)
		fail_errno("%s of 0 bytes", call);
	if (returned > 0)
		fail("%s of 0 bytes returned %zd", call, returned);
}

void scenario_empty(const struct run *run)
{
	static const char sent[] = "before the empty sends, between them, after them";
	struct pair pair = pair_open(&run->pair);
	char received[sizeof(sent)];

	for (size_t done = 0; done < sizeof(sent); done += 7) {
		expect_nothing("send", send_some(&pair.client, sent, 0, 0));
		send_whole(&pair.client, sent + done, 7);
		expect_nothing("send", send_some(&pair.client, sent, 0, 0));
		expect_nothing("recv", recv_some(&pair.server, received, 0, 0));
		recv_exactly(&pair.server, received + done, 7);
	}
	expect_same("empty", sent, received, sizeof(sent));
	pair_close(&pair);
}

void scenario_binary(const struct run *run)
{
	static const char escapes[] = "\\x41 \\\\x41 \\ \\x \\u0041 C:\\xampp\\\t\r\n\0after NUL";
	static const char invalid_utf8[] =
		"lone \x80, overlong \xc0\xaf, surrogate \xed\xa0\x80, too high \xf4\x90\x80\x80, cut \xe2\x82";
	static const char utf8[] = "grüße, 漢字, \xf0\x9f\x94\x92, \xc2\x85, \xe2\x80\xae, \xef\xbb\xbf";
	struct pair pair = pair_open(&run->pair);
	uint8_t all[256], received[512];
	const struct iovec messages[] = {
		{all, sizeof(all)},
		{(void *)escapes, sizeof(escapes)},
		{(void *)invalid_utf8, sizeof(invalid_utf8) - 1},
		{(void *)utf8, sizeof(utf8) - 1},
		{(void *)"\0", 1},
	};

	for (int i = 0; i < 256; i++)
		all[i] = i;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		send_whole(&pair.client, messages[i].iov_base, messages[i].iov_len);
		recv_exactly(&pair.server, received, messages[i].iov_len);
		expect_same("binary", messages[i].iov_base, received, messages[i].iov_len);
	}
	pair_close(&pair);
}

void scenario_peek(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	char sent[300], peeked[300], received[300];

	for (unsigned int i = 0; i < 10; i++) {
		size_t length = 30 * (i + 1);
		ssize_t seen;

		fill_text(sent, length, i);
		send_whole(&pair.client, sent, length);
		seen = recv_some(&pair.server, peeked, sizeof(peeked), MSG_PEEK);
		if (seen != (ssize_t)length)
			fail("MSG_PEEK returned %zd of %zu bytes", seen, length);
		recv_exactly(&pair.server, received, length);
		expect_same("MSG_PEEK", sent, peeked, length);
		expect_same("peek", sent, received, length);
	}
	pair_close(&pair);
}
