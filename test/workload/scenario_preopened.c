// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <unistd.h>

#include "exchange.h"
#include "fail.h"
#include "scenarios.h"

enum { MESSAGES = 10, MESSAGE_BYTES = 200 };

static void wait_for_line(void)
{
	char character;

	do {
		if (read(STDIN_FILENO, &character, 1) != 1)
			fail("standard input ended before a line came");
	} while (character != '\n');
}

void scenario_preopened(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);

	truth_phase(1);
	exchange_texts(&pair, MESSAGE_BYTES, 0, MESSAGES);
	printf("{\"ready\":true,\"pid\":%d,\"client_port\":%u,\"server_port\":%u}\n", getpid(), pair.client.local_port,
	       pair.server.local_port);
	fflush(stdout);
	wait_for_line();
	truth_phase(2);
	exchange_texts(&pair, MESSAGE_BYTES, 100, MESSAGES);
	pair_close(&pair);
}
