// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <unistd.h>

#include "exchange.h"
#include "scenarios.h"
#include "wait_for_line.h"

enum { MESSAGES = 10, MESSAGE_BYTES = 200 };

void scenario_preopened(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	char ready[80];

	truth_phase(1);
	exchange_texts(&pair, MESSAGE_BYTES, 0, MESSAGES);
	snprintf(ready, sizeof(ready), "{\"ready\":true,\"pid\":%d,\"client_port\":%u,\"server_port\":%u}", getpid(),
		 pair.client.local_port, pair.server.local_port);
	wait_for_line(ready);
	truth_phase(2);
	exchange_texts(&pair, MESSAGE_BYTES, 100, MESSAGES);
	pair_close(&pair);
}
