/* SPDX-License-Identifier: Apache-2.0 */
/* What goes through a pair by requests of io_uring: the client sends, the server receives. */
#ifndef URING_EXCHANGE_H
#define URING_EXCHANGE_H

#include "ktls_pair.h"
#include "uring.h"

enum { EXCHANGE_BYTES = 40000 }; /* the most of one exchange */

struct exchange {
	struct pair pair;
	struct uring *ring;
	int told; /* of every call (enum told) */
	uint8_t sent[EXCHANGE_BYTES], received[EXCHANGE_BYTES];
};

/* The next request of the batch. */
struct io_uring_sqe *request(struct uring *ring, int operation, int fd, const void *address, size_t length);

/* Tells the result of a request that had to move something, from or to data. Returns the length. */
size_t tell(const char *what, const struct exchange *exchange, enum direction direction, const void *data, int result,
	    int told);

/* SEND until length bytes are sent, then RECV until all are received; requests with these flags (IOSQE_*). */
void exchange_plain(struct exchange *exchange, size_t length, int sqe_flags);

/* SENDMSG of three segments, RECVMSG into two. */
void exchange_messages(struct exchange *exchange);

#endif
