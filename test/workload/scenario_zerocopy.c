// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

void scenario_zerocopy(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	uint8_t sent[4 * 1024], received[sizeof(sent)];
	int one = 1;
	ssize_t returned;

	fill_random(sent, sizeof(sent), 5);
	if (setsockopt(pair.client.fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one)))
		fail_errno("SO_ZEROCOPY");
	returned = send_some(&pair.client, sent, sizeof(sent), MSG_ZEROCOPY);
	printf("{\"call\":\"send\",\"flags\":\"MSG_ZEROCOPY\",\"returned\":%zd,\"errno\":\"%s\"}\n", returned,
	       returned < 0 ? strerrorname_np(errno) : "");
	if (returned > 0) {
		recv_exactly(&pair.server, received, returned);
		expect_same("zerocopy", sent, received, returned);
	}
	/* The connection is as it was. */
	send_whole(&pair.client, sent, sizeof(sent));
	recv_exactly(&pair.server, received, sizeof(received));
	expect_same("zerocopy", sent, received, sizeof(sent));
	pair_close(&pair);
}
