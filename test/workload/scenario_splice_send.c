// SPDX-License-Identifier: Apache-2.0
/* Data that goes from pages into the socket: of a file, and of a pipe. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "fail.h"
#include "reader.h"
#include "record_io.h"
#include "scenarios.h"

enum { PAGE_BYTES = 4096, MOST_BYTES = 3000000 };

static uint8_t *random_pages(size_t length, uint64_t seed)
{
	uint8_t *data = aligned_alloc(PAGE_BYTES, (length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES);

	if (!data)
		fail_errno("aligned_alloc");
	fill_random(data, length, seed);
	return data;
}

/* Before 6.5 the kernel sends page by page, later by up to 16 pages. */
static void told_stream(const struct end *end, const void *data, size_t length)
{
	struct iovec iov = {.iov_base = (void *)data, .iov_len = length};

	truth_told(end, TX, APPLICATION_DATA, &iov, length, TOLD_STREAM);
}

static void send_file(const struct pair *pair, size_t length)
{
	uint8_t *data = random_pages(length, length);
	int file = memfd_create("data", MFD_CLOEXEC);
	struct reader reader;
	off_t done = 0;

	if (file < 0 || write(file, data, length) != (ssize_t)length)
		fail_errno("memfd_create");
	reader_start(&reader, &pair->server, data, length, false);
	while (done < (off_t)length) {
		ssize_t sent = sendfile(pair->client.fd, file, &done, length - done);

		if (sent <= 0)
			fail_errno("sendfile after %jd of %zu bytes", (intmax_t)done, length);
		told_stream(&pair->client, data + done - sent, sent);
	}
	reader_join(&reader);
	close(file);
	free(data);
}

enum filled { BY_WRITE, BY_VMSPLICE };

/* length fits into a pipe. */
static void splice_out(const struct end *end, const int pipe_ends[2], enum filled filled, const uint8_t *data,
		       size_t length, unsigned int flags)
{
	struct iovec iov = {.iov_base = (void *)data, .iov_len = length};
	size_t done = 0;
	ssize_t put = filled == BY_WRITE ? write(pipe_ends[1], data, length) : vmsplice(pipe_ends[1], &iov, 1, 0);

	if (put != (ssize_t)length)
		fail_errno("the pipe took %zd of %zu bytes", put, length);
	while (done < length) {
		ssize_t sent = splice(pipe_ends[0], NULL, end->fd, NULL, length - done, flags);

		if (sent <= 0)
			fail_errno("splice after %zu of %zu bytes", done, length);
		told_stream(end, data + done, sent);
		done += sent;
	}
}

static void splice_pipe(const struct pair *pair, enum filled filled)
{
	static const size_t lengths[] = {1, 12, PAGE_BYTES + 17, 60000, 5000, 3000, 700};
	enum { PARTS = sizeof(lengths) / sizeof(lengths[0]), FIRST_MORE = 4 };
	uint8_t *data = random_pages(sizeof(lengths) * PAGE_BYTES, filled), *next = data;
	int pipe_ends[2];
	struct reader reader;
	size_t total = 0;

	if (pipe2(pipe_ends, O_CLOEXEC))
		fail_errno("pipe");
	for (int i = 0; i < PARTS; i++)
		total += lengths[i];
	reader_start(&reader, &pair->server, data, total, false);
	for (int i = 0; i < PARTS; i++) {
		bool more = i >= FIRST_MORE && i < PARTS - 1;

		splice_out(&pair->client, pipe_ends, filled, next, lengths[i], more ? SPLICE_F_MORE : 0);
		next += lengths[i];
	}
	reader_join(&reader);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	free(data);
}

void scenario_splice_send(const struct run *run)
{
	static const size_t lengths[] = {1, 12, PAGE_BYTES + 17, 100000, MOST_BYTES};
	struct pair pair = pair_open(&run->pair);

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		send_file(&pair, lengths[i]);
	splice_pipe(&pair, BY_WRITE);
	splice_pipe(&pair, BY_VMSPLICE);
	pair_close(&pair);
}
