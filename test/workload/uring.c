// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "uring.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"

static uint32_t load(const uint32_t *shared)
{
	return atomic_load_explicit((const _Atomic uint32_t *)shared, memory_order_acquire);
}

static void store(uint32_t *shared, uint32_t value)
{
	atomic_store_explicit((_Atomic uint32_t *)shared, value, memory_order_release);
}

static void *map(int fd, size_t length, off_t offset)
{
	void *mapped = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);

	if (mapped == MAP_FAILED)
		fail_errno("mmap of the ring");
	return mapped;
}

struct uring uring_open(uint32_t setup_flags)
{
	struct io_uring_params params = {.flags = setup_flags, .sq_thread_idle = 1000};
	struct uring ring = {.setup_flags = setup_flags};
	char *rings;

	ring.fd = syscall(SYS_io_uring_setup, URING_ENTRIES, &params);
	if (ring.fd < 0 && (errno == ENOSYS || errno == EPERM))
		fail_unsupported("io_uring is off here (CONFIG_IO_URING, sysctl kernel.io_uring_disabled)");
	if (ring.fd < 0)
		fail_errno("io_uring_setup");
	/* Since 5.4 both rings are one mapping. */
	if (!(params.features & IORING_FEAT_SINGLE_MMAP))
		fail_unsupported("io_uring of before 5.4");
	ring.rings_bytes = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
	if (params.sq_off.array + params.sq_entries * sizeof(uint32_t) > ring.rings_bytes)
		ring.rings_bytes = params.sq_off.array + params.sq_entries * sizeof(uint32_t);
	rings = map(ring.fd, ring.rings_bytes, IORING_OFF_SQ_RING);
	ring.rings = rings;
	ring.sqes = map(ring.fd, params.sq_entries * sizeof(*ring.sqes), IORING_OFF_SQES);
	ring.sq_head = (uint32_t *)(rings + params.sq_off.head);
	ring.sq_tail = (uint32_t *)(rings + params.sq_off.tail);
	ring.sq_flags = (uint32_t *)(rings + params.sq_off.flags);
	ring.sq_array = (uint32_t *)(rings + params.sq_off.array);
	ring.sq_mask = *(uint32_t *)(rings + params.sq_off.ring_mask);
	ring.cq_head = (uint32_t *)(rings + params.cq_off.head);
	ring.cq_tail = (uint32_t *)(rings + params.cq_off.tail);
	ring.cq_mask = *(uint32_t *)(rings + params.cq_off.ring_mask);
	ring.cqes = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
	return ring;
}

void uring_close(struct uring *ring)
{
	munmap(ring->sqes, URING_ENTRIES * sizeof(*ring->sqes));
	munmap(ring->rings, ring->rings_bytes);
	close(ring->fd);
}

struct io_uring_sqe *uring_next(struct uring *ring)
{
	uint32_t index = (*ring->sq_tail + ring->queued - ring->submitted) & ring->sq_mask;
	struct io_uring_sqe *sqe = &ring->sqes[index];

	if (ring->queued == URING_ENTRIES)
		fail("more requests than a batch holds");
	memset(sqe, 0, sizeof(*sqe));
	sqe->user_data = ring->queued++;
	ring->sq_array[index] = index;
	return sqe;
}

static void enter(const struct uring *ring, uint32_t submit, uint32_t wait, uint32_t flags)
{
	while (syscall(SYS_io_uring_enter, ring->fd, submit, wait, flags, NULL, 0) < 0) {
		if (errno != EINTR)
			fail_errno("io_uring_enter");
	}
}

void uring_submit(struct uring *ring)
{
	uint32_t fresh = ring->queued - ring->submitted;

	store(ring->sq_tail, *ring->sq_tail + fresh);
	ring->submitted = ring->queued;
	if (!(ring->setup_flags & IORING_SETUP_SQPOLL)) {
		enter(ring, fresh, 0, 0);
		return;
	}
	/* The kernel's thread sets the flag before it looks at the tail for the last time. */
	atomic_thread_fence(memory_order_seq_cst);
	if (load(ring->sq_flags) & IORING_SQ_NEED_WAKEUP)
		enter(ring, fresh, 0, IORING_ENTER_SQ_WAKEUP);
}

void uring_wait(struct uring *ring, int *results)
{
	uint32_t head = *ring->cq_head, end = head + ring->queued;

	uring_submit(ring);
	while (load(ring->cq_tail) != end)
		enter(ring, 0, ring->queued, IORING_ENTER_GETEVENTS);
	for (; head != end; head++) {
		const struct io_uring_cqe *cqe = &ring->cqes[head & ring->cq_mask];

		results[cqe->user_data] = cqe->res;
	}
	store(ring->cq_head, head);
	ring->queued = ring->submitted = 0;
}
