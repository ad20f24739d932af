/* SPDX-License-Identifier: Apache-2.0 */
/* The part of io_uring that scenario_uring.c uses, without liburing: one batch of requests at a time. */
#ifndef URING_H
#define URING_H

#include <linux/io_uring.h>
#include <stddef.h>
#include <stdint.h>

enum { URING_ENTRIES = 8 };

struct uring {
	int fd;
	uint32_t setup_flags;
	uint32_t *sq_head, *sq_tail, *sq_flags, *sq_array;
	uint32_t *cq_head, *cq_tail;
	uint32_t sq_mask, cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
	void *rings;
	size_t rings_bytes;
	uint32_t queued;    /* of the present batch */
	uint32_t submitted; /* of these, given to the kernel */
};

/* Ends the process when io_uring is not there. Flags are IORING_SETUP_*. */
struct uring uring_open(uint32_t setup_flags);
void uring_close(struct uring *ring);

/* The next request of the batch, empty. Its result gets the number that it has in the batch, from 0. */
struct io_uring_sqe *uring_next(struct uring *ring);

/* Gives what is queued to the kernel. */
void uring_submit(struct uring *ring);

/* Submits, waits for the whole batch, and ends it. Results are as in a CQE: a length, or -errno. */
void uring_wait(struct uring *ring, int *results);

#endif
