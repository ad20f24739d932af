/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that receives while another one sends: more than the socket buffers hold. */
#ifndef READER_H
#define READER_H

#include <pthread.h>
#include <stdbool.h>

#include "truth.h"

struct reader {
	const struct end *end;
	const void *expected;
	size_t length;
	bool at_once;
	pthread_t thread;
};

/* Receives length bytes, at_once by one call. They have to be the expected ones, which stay until the join. */
void reader_start(struct reader *reader, const struct end *end, const void *expected, size_t length, bool at_once);
void reader_join(struct reader *reader);

#endif
