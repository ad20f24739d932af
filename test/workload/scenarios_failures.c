// SPDX-License-Identifier: Apache-2.0
/* Calls that fail, so many times and with this error each. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

enum { MESSAGE_BYTES = 100, BAD_RECEIVES = 3, BROKEN_RECEIVES = 2, BROKEN_SENDS = 4 };

static void expect_failure(const char *call, ssize_t returned, int error)
{
	if (returned >= 0)
		fail("%s returned %zd, not the error %s", call, returned, strerror(error));
	if (errno != error)
		fail_errno("%s: not the error %s", call, strerror(error));
}

void scenario_badmsg(const struct run *run)
{
	struct pair_options options = run->pair;
	char sent[MESSAGE_BYTES], received[MESSAGE_BYTES];

	options.wrong_keys = true;
	fill_text(sent, sizeof(sent), 0);
	/* A connection each: the error ends it. */
	for (int i = 0; i < BAD_RECEIVES; i++) {
		struct pair pair = pair_open(&options);

		send_whole(&pair.client, sent, sizeof(sent));
		expect_failure("recv", recv_some(&pair.server, received, sizeof(received), 0), EBADMSG);
		pair_close(&pair);
	}
}

/* The client of a connection that the server has reset. */
static struct end reset_client(const struct run *run)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};
	struct pair pair = pair_open(&run->pair);
	struct pollfd client = {.fd = pair.client.fd};

	if (setsockopt(pair.server.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) || close(pair.server.fd))
		fail_errno("SO_LINGER");
	if (poll(&client, 1, 10000) != 1)
		fail("the reset did not come");
	return pair.client;
}

void scenario_broken(const struct run *run)
{
	char bytes[MESSAGE_BYTES] = {0};

	for (int i = 0; i < BROKEN_RECEIVES; i++) {
		struct end client = reset_client(run);

		expect_failure("recv", recv_some(&client, bytes, sizeof(bytes), 0), ECONNRESET);
		close(client.fd);
	}
	for (int i = 0; i < BROKEN_SENDS; i++) {
		struct end client = reset_client(run);

		expect_failure("send", send_some(&client, bytes, sizeof(bytes), 0), ECONNRESET);
		close(client.fd);
	}
}
