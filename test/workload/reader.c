// SPDX-License-Identifier: Apache-2.0
#include "reader.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"

static void *receive_expected(void *argument)
{
	const struct reader *reader = argument;
	void *received = malloc(reader->length);

	if (!received)
		fail_errno("malloc");
	if (!reader->at_once)
		recv_exactly(reader->end, received, reader->length);
	else if (recv_some(reader->end, received, reader->length, MSG_WAITALL) != (ssize_t)reader->length)
		fail_errno("recv of %zu bytes at once", reader->length);
	expect_same(fail_context, reader->expected, received, reader->length);
	free(received);
	return NULL;
}

void reader_start(struct reader *reader, const struct end *end, const void *expected, size_t length, bool at_once)
{
	reader->end = end;
	reader->expected = expected;
	reader->length = length;
	reader->at_once = at_once;
	if (pthread_create(&reader->thread, NULL, receive_expected, reader))
		fail("pthread_create");
}

void reader_join(struct reader *reader)
{
	if (pthread_join(reader->thread, NULL))
		fail("pthread_join");
}
