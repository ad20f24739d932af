// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"
#include "uring_exchange.h"

enum { CHAIN = 3 };

/* Each begins when the one before has ended: three sends, then the receive that finds them. */
static void exchange_linked(struct exchange *exchange)
{
	static const size_t lengths[CHAIN] = {10, 20, 30};
	const uint8_t *data = exchange->sent;
	int results[CHAIN + 1];

	fill_random(exchange->sent, 60, 10);
	for (int i = 0; i < CHAIN; i++) {
		request(exchange->ring, IORING_OP_SEND, exchange->pair.client.fd, data, lengths[i])->flags =
			IOSQE_IO_LINK;
		data += lengths[i];
	}
	request(exchange->ring, IORING_OP_RECV, exchange->pair.server.fd, exchange->received, 60)->msg_flags =
		MSG_WAITALL;
	uring_wait(exchange->ring, results);
	data = exchange->sent;
	for (int i = 0; i < CHAIN; i++)
		data += tell("linked SEND", exchange, TX, data, results[i], 0);
	/* MSG_WAITALL may be made of several calls. */
	if (tell("linked RECV", exchange, RX, exchange->received, results[CHAIN], TOLD_STREAM) != 60)
		fail("linked RECV gave %d bytes", results[CHAIN]);
	expect_same("linked", exchange->sent, exchange->received, 60);
}

/* A receive that waits for the socket, by itself or behind POLL_ADD, before anything is sent. */
static void exchange_polled(struct exchange *exchange, bool by_request)
{
	struct io_uring_sqe *poll;
	int results[2];

	fill_random(exchange->sent, 1000, 11 + by_request);
	if (by_request) {
		poll = request(exchange->ring, IORING_OP_POLL_ADD, exchange->pair.server.fd, NULL, 0);
		poll->poll32_events = POLLIN;
		poll->flags = IOSQE_IO_LINK;
	}
	request(exchange->ring, IORING_OP_RECV, exchange->pair.server.fd, exchange->received, EXCHANGE_BYTES);
	uring_submit(exchange->ring);
	send_whole(&exchange->pair.client, exchange->sent, 1000);
	uring_wait(exchange->ring, results);
	if (by_request && !(results[0] & POLLIN))
		fail("POLL_ADD gave %d", results[0]);
	if (tell("polled RECV", exchange, RX, exchange->received, results[by_request], 0) != 1000)
		fail("polled RECV gave %d bytes", results[by_request]);
	expect_same("polled", exchange->sent, exchange->received, 1000);
}

static int splice_request(struct uring *ring, int in, int out, size_t length)
{
	struct io_uring_sqe *sqe = request(ring, IORING_OP_SPLICE, out, NULL, length);
	int result;

	sqe->splice_fd_in = in;
	sqe->splice_off_in = sqe->off = -1;
	uring_wait(ring, &result);
	return result;
}

static void exchange_spliced(struct exchange *exchange, size_t length)
{
	int pipe_ends[2];
	size_t done;
	int result;

	fill_random(exchange->sent, length, 13);
	if (pipe2(pipe_ends, O_CLOEXEC))
		fail_errno("pipe");
	if (write(pipe_ends[1], exchange->sent, length) != (ssize_t)length)
		fail_errno("write to the pipe");
	for (done = 0; done < length; done += result) {
		result = splice_request(exchange->ring, pipe_ends[0], exchange->pair.client.fd, length - done);
		tell("SPLICE", exchange, TX, exchange->sent + done, result, TOLD_STREAM | TOLD_OTHER_THREAD);
	}
	for (done = 0; done < length; done += result) {
		result = splice_request(exchange->ring, exchange->pair.server.fd, pipe_ends[1], length - done);
		if (result > 0 && read(pipe_ends[0], exchange->received + done, result) != result)
			fail_errno("read of the pipe");
		tell("SPLICE", exchange, RX, exchange->received + done, result, TOLD_OTHER_THREAD);
	}
	expect_same("SPLICE", exchange->sent, exchange->received, length);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

void scenario_uring(const struct run *run)
{
	static const size_t lengths[] = {1, 100, RECORD_BYTES, EXCHANGE_BYTES};
	static struct exchange exchange;
	struct uring own = uring_open(0), polled = uring_open(IORING_SETUP_SQPOLL);

	exchange.pair = pair_open(&run->pair);
	exchange.ring = &own;
	for (int i = 0; i < 4; i++)
		exchange_plain(&exchange, lengths[i], 0);
	exchange_messages(&exchange);
	exchange_linked(&exchange);
	exchange_polled(&exchange, false);
	exchange_polled(&exchange, true);
	exchange_spliced(&exchange, 20000);
	/* A worker of the kernel's, then the kernel's thread that polls the queue. */
	exchange.told = TOLD_OTHER_THREAD;
	exchange_plain(&exchange, 5000, IOSQE_ASYNC);
	exchange.ring = &polled;
	for (int i = 0; i < 4; i++)
		exchange_plain(&exchange, lengths[i], 0);
	exchange_messages(&exchange);
	pair_close(&exchange.pair);
	uring_close(&polled);
	uring_close(&own);
}
