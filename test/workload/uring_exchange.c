// SPDX-License-Identifier: Apache-2.0
#include "uring_exchange.h"

#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"

struct io_uring_sqe *request(struct uring *ring, int operation, int fd, const void *address, size_t length)
{
	struct io_uring_sqe *sqe = uring_next(ring);

	sqe->opcode = operation;
	sqe->fd = fd;
	sqe->addr = (uintptr_t)address;
	sqe->len = length;
	return sqe;
}

size_t tell(const char *what, const struct exchange *exchange, enum direction direction, const void *data, int result,
	    int told)
{
	const struct end *end = direction == TX ? &exchange->pair.client : &exchange->pair.server;
	struct iovec iov = {.iov_base = (void *)data, .iov_len = result};

	if (result <= 0)
		fail("%s: %s", what, result ? strerror(-result) : "0 bytes");
	truth_told(end, direction, APPLICATION_DATA, &iov, result, exchange->told | told);
	return result;
}

void exchange_plain(struct exchange *exchange, size_t length, int sqe_flags)
{
	size_t done;
	int result;

	fill_random(exchange->sent, length, length);
	for (done = 0; done < length; done += result) {
		request(exchange->ring, IORING_OP_SEND, exchange->pair.client.fd, exchange->sent + done, length - done)
			->flags = sqe_flags;
		uring_wait(exchange->ring, &result);
		tell("SEND", exchange, TX, exchange->sent + done, result, 0);
	}
	for (done = 0; done < length; done += result) {
		request(exchange->ring, IORING_OP_RECV, exchange->pair.server.fd, exchange->received + done,
			length - done)
			->flags = sqe_flags;
		uring_wait(exchange->ring, &result);
		tell("RECV", exchange, RX, exchange->received + done, result, 0);
	}
	expect_same("SEND and RECV", exchange->sent, exchange->received, length);
}

void exchange_messages(struct exchange *exchange)
{
	static const size_t lengths[] = {7, 0, 5000};
	struct iovec from[3], to[2] = {{exchange->received, 100}, {exchange->received + 100, 8000}};
	struct msghdr out = {.msg_iov = from, .msg_iovlen = 3}, in = {.msg_iov = to, .msg_iovlen = 2};
	uint8_t *data = exchange->sent;
	int result;

	fill_random(data, 5007, 9);
	for (int i = 0; i < 3; i++) {
		from[i] = (struct iovec){.iov_base = data, .iov_len = lengths[i]};
		data += lengths[i];
	}
	request(exchange->ring, IORING_OP_SENDMSG, exchange->pair.client.fd, &out, 1);
	uring_wait(exchange->ring, &result);
	tell("SENDMSG", exchange, TX, exchange->sent, result, 0);
	request(exchange->ring, IORING_OP_RECVMSG, exchange->pair.server.fd, &in, 1);
	uring_wait(exchange->ring, &result);
	if (tell("RECVMSG", exchange, RX, exchange->received, result, 0) != 5007)
		fail("RECVMSG gave %d bytes", result);
	expect_same("SENDMSG and RECVMSG", exchange->sent, exchange->received, 5007);
}
