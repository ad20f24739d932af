// SPDX-License-Identifier: Apache-2.0
/* Orderly ends of a connection, and one that is reset behind its end. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exchange.h"
#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

enum { MESSAGE_BYTES = 300, MILLIS = 10000 };

/* Nothing more comes of this end, which reads on. */
static void shut_down(const struct end *end)
{
	if (shutdown(end->fd, SHUT_WR))
		fail_errno("shutdown");
}

static void expect_end(const struct end *end)
{
	char byte;

	if (recv_some(end, &byte, 1, 0))
		fail("more than the end");
}

/* As OpenSSL's s_client at its client, and nginx's lingering close at its server: the first that has said all reads to
 * the other one's end. */
void scenario_shut_down(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);

	send_text(&pair.client, &pair.server, MESSAGE_BYTES, 0);
	shut_down(&pair.client);
	expect_end(&pair.server);
	send_text(&pair.server, &pair.client, MESSAGE_BYTES, 1);
	shut_down(&pair.server);
	expect_end(&pair.client);
	close(pair.client.fd);
	close(pair.server.fd);
}

static struct pair reset_after_end(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};
	struct pollfd client = {.fd = pair.client.fd};

	send_text(&pair.client, &pair.server, MESSAGE_BYTES, 0);
	shut_down(&pair.server);
	expect_end(&pair.client);
	if (setsockopt(pair.server.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) || close(pair.server.fd))
		fail_errno("SO_LINGER");
	if (poll(&client, 1, MILLIS) != 1 || !(client.revents & POLLERR))
		fail("no reset came");
	return pair;
}

/* The server has said all, and then resets the connection instead of waiting for the client. */
void scenario_reset_after_end(const struct run *run)
{
	struct pair pair = reset_after_end(run);

	close(pair.client.fd);
}

/* The same, and the client asks for the error before it closes: the socket has none any more. */
void scenario_told_reset_after_end(const struct run *run)
{
	struct pair pair = reset_after_end(run);
	socklen_t length = sizeof(int);
	int error;

	if (getsockopt(pair.client.fd, SOL_SOCKET, SO_ERROR, &error, &length))
		fail_errno("SO_ERROR");
	if (error != EPIPE)
		fail("another error than EPIPE");
	close(pair.client.fd);
}
