// SPDX-License-Identifier: Apache-2.0
/* Sends of which a page leaves the memory while the call is under way: the kernel has taken its bytes before. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"
#include "wait_until_in.h"

/* A message is more than both socket buffers hold, and the page is among its first records. */
enum { PAGE_BYTES = 4096, MESSAGE_BYTES = 600000, MAPPED_BYTES = MESSAGE_BYTES + PAGE_BYTES };

/* Where in its first page a message begins, and which of its pages goes. */
static const struct gone {
	size_t start;
	size_t page;
} cases[] = {{0, 0}, {0, 2}, {100, 3}, {4095, 1}, {0, 5}, {100, 7}};

struct sender {
	const struct end *end;
	const uint8_t *message;
	pthread_t thread;
	_Atomic pid_t tid;
};

static void *send_message(void *argument)
{
	struct sender *sender = argument;

	sender->tid = gettid();
	if (send(sender->end->fd, sender->message, MESSAGE_BYTES, 0) != MESSAGE_BYTES)
		fail_errno("send");
	return NULL;
}

static void send_while_page_goes(const struct pair *pair, const struct gone *gone, uint64_t seed)
{
	uint8_t *mapped = mmap(NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *kept = malloc(MESSAGE_BYTES), *received = malloc(MESSAGE_BYTES);
	struct iovec truth = {kept, MESSAGE_BYTES};
	struct sender sender = {.end = &pair->client};

	if (mapped == MAP_FAILED || !kept || !received)
		fail_errno("no memory");
	fill_random(kept, MESSAGE_BYTES, seed);
	memcpy(mapped + gone->start, kept, MESSAGE_BYTES);
	sender.message = mapped + gone->start;
	if (pthread_create(&sender.thread, NULL, send_message, &sender))
		fail("pthread_create");
	wait_until_in(&sender.tid, SYS_sendto);
	if (madvise(mapped + gone->page * PAGE_BYTES, PAGE_BYTES, MADV_DONTNEED))
		fail_errno("madvise");
	recv_exactly(&pair->server, received, MESSAGE_BYTES);
	pthread_join(sender.thread, NULL);
	truth_call(&pair->client, TX, APPLICATION_DATA, &truth, MESSAGE_BYTES);
	expect_same("gone", kept, received, MESSAGE_BYTES);
	munmap(mapped, MAPPED_BYTES);
	free(kept);
	free(received);
}

void scenario_gone(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);
	int buffer_bytes = 65536;

	if (setsockopt(pair.client.fd, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof(buffer_bytes)) ||
	    setsockopt(pair.server.fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes)))
		fail_errno("SO_SNDBUF");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		send_while_page_goes(&pair, &cases[i], i);
	pair_close(&pair);
}
