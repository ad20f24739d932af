// SPDX-License-Identifier: Apache-2.0
/* More in one call than a record, and than what is captured, may hold. */
#include <stdlib.h>

#include "fail.h"
#include "reader.h"
#include "record_io.h"
#include "scenarios.h"

enum { RANDOM_BYTES = 1048576 };

static void send_random(const struct end *from, const struct end *to, uint64_t seed, bool at_once)
{
	uint8_t *data = malloc(RANDOM_BYTES);
	struct reader reader;

	if (!data)
		fail_errno("malloc");
	fill_random(data, RANDOM_BYTES, seed);
	reader_start(&reader, to, data, RANDOM_BYTES, at_once);
	send_whole(from, data, RANDOM_BYTES);
	reader_join(&reader);
	free(data);
}

void scenario_random(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);

	send_random(&pair.client, &pair.server, 1, true);
	send_random(&pair.server, &pair.client, 2, false);
	pair_close(&pair);
}
