// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "record_io.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "tls_abi.h"

ssize_t send_some(const struct end *end, const void *data, size_t length, int flags)
{
	ssize_t sent = send(end->fd, data, length, flags | MSG_NOSIGNAL);
	struct iovec iov = {.iov_base = (void *)data, .iov_len = length};

	if (sent > 0)
		truth_call(end, TX, APPLICATION_DATA, &iov, sent);
	return sent;
}

ssize_t recv_some(const struct end *end, void *data, size_t length, int flags)
{
	ssize_t received = recv(end->fd, data, length, flags);
	struct iovec iov = {.iov_base = data, .iov_len = length};

	if (received > 0 && !(flags & MSG_PEEK))
		truth_call(end, RX, APPLICATION_DATA, &iov, received);
	return received;
}

static void expect_length(const char *call, ssize_t returned, size_t length)
{
	if (returned < 0)
		fail_errno("%s of %zu bytes", call, length);
	if ((size_t)returned != length)
		fail("%s of %zu bytes returned %zd", call, length, returned);
}

void send_whole(const struct end *end, const void *data, size_t length)
{
	expect_length("send", send_some(end, data, length, 0), length);
}

void writev_whole(const struct end *end, const struct iovec *iov, int count, size_t length)
{
	expect_length("writev", writev(end->fd, iov, count), length);
	truth_call(end, TX, APPLICATION_DATA, iov, length);
}

void readv_whole(const struct end *end, const struct iovec *iov, int count, size_t length)
{
	expect_length("readv", readv(end->fd, iov, count), length);
	truth_call(end, RX, APPLICATION_DATA, iov, length);
}

void recv_exactly(const struct end *end, void *data, size_t length)
{
	size_t done = 0;

	while (done < length) {
		size_t room = length - done < RECORD_BYTES ? length - done : RECORD_BYTES;
		ssize_t received = recv_some(end, (char *)data + done, room, 0);

		if (received < 0)
			fail_errno("recv after %zu of %zu bytes", done, length);
		if (received == 0)
			fail("end of stream after %zu of %zu bytes", done, length);
		done += received;
	}
}

union type_message {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(unsigned char))];
};

void send_record(const struct end *end, unsigned char record_type, const void *data, size_t length)
{
	union type_message control = {0};
	struct iovec iov = {.iov_base = (void *)data, .iov_len = length};
	struct msghdr message = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.space),
	};

	control.header.cmsg_level = TLS_ABI_SOL;
	control.header.cmsg_type = TLS_ABI_SET_RECORD_TYPE;
	control.header.cmsg_len = CMSG_LEN(sizeof(record_type));
	*CMSG_DATA(&control.header) = record_type;
	expect_length("sendmsg", sendmsg(end->fd, &message, MSG_NOSIGNAL), length);
	truth_call(end, TX, record_type, &iov, length);
}

void recv_record(const struct end *end, unsigned char record_type, void *data, size_t length)
{
	union type_message control = {0};
	struct iovec iov = {.iov_base = data, .iov_len = RECORD_BYTES};
	struct msghdr message = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.space),
	};
	unsigned char got;

	expect_length("recvmsg", recvmsg(end->fd, &message, 0), length);
	if (!CMSG_FIRSTHDR(&message) || control.header.cmsg_level != TLS_ABI_SOL ||
	    control.header.cmsg_type != TLS_ABI_GET_RECORD_TYPE)
		fail("recvmsg gave no record type");
	got = *CMSG_DATA(&control.header);
	if (got != record_type)
		fail("record type %u received, %u sent", got, record_type);
	truth_call(end, RX, got, &iov, length);
}

void fill_random(uint8_t *data, size_t length, uint64_t seed)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;

	for (size_t i = 0; i < length; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		data[i] = digits[state >> 58];
	}
}

void fill_text(char *data, size_t length, unsigned int number)
{
	char head[32];
	size_t head_length = snprintf(head, sizeof(head), "message %u ", number);

	for (size_t i = 0; i < length; i++)
		data[i] = i < head_length ? head[i] : (char)('a' + (number + i) % 26);
}

void expect_same(const char *what, const void *sent, const void *received, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (((const uint8_t *)sent)[i] != ((const uint8_t *)received)[i])
			fail("%s: byte %zu of %zu differs from what was sent", what, i, length);
	}
}
