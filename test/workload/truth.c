// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "truth.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "fail.h"

static int truth_fd = -1;
static bool totals_only;
static _Atomic uint64_t calls[2];
static _Atomic uint64_t bytes[2];
static _Atomic uint64_t *all_calls; /* [2], shared with forked processes */

static const char *const direction_names[] = { "TX", "RX" };

void truth_open(const char *path, bool counts_only)
{
	totals_only = counts_only;
	all_calls = mmap(NULL, 2 * sizeof(*all_calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			 -1, 0);
	if (all_calls == MAP_FAILED)
		fail_errno("mmap");
	if (!path)
		return;
	truth_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (truth_fd < 0)
		fail_errno("open %s", path);
}

static size_t base64(char *to, const struct iovec *iov, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t out = 0, in_segment = 0, filled = 0;
	uint32_t group = 0;

	for (size_t i = 0; i < length; i++) {
		while (in_segment == iov->iov_len) {
			iov++;
			in_segment = 0;
		}
		group = group << 8 | ((const uint8_t *)iov->iov_base)[in_segment++];
		if (++filled < 3)
			continue;
		for (int shift = 18; shift >= 0; shift -= 6)
			to[out++] = digits[group >> shift & 63];
		group = 0;
		filled = 0;
	}
	if (filled) {
		group <<= 8 * (3 - filled);
		for (size_t i = 0; i < 4; i++)
			to[out++] = i <= filled ? digits[group >> (18 - 6 * i) & 63] : '=';
	}
	return out;
}

/* One write a line: O_APPEND keeps the lines of several processes whole. */
static void write_line(const char *line, size_t length)
{
	if (write(truth_fd, line, length) != (ssize_t)length)
		fail_errno("write of the truth file");
}

static const char *record_type_name(unsigned char record_type)
{
	switch (record_type) {
	case 21:
		return "alert";
	case 22:
		return "handshake";
	default:
		return "application_data";
	}
}

void truth_call(const struct end *end, enum direction direction, unsigned char record_type,
		const struct iovec *iov, size_t length)
{
	char comm[16] = "", *line;
	size_t used;

	atomic_fetch_add(&calls[direction], 1);
	atomic_fetch_add(&all_calls[direction], 1);
	atomic_fetch_add(&bytes[direction], length);
	if (truth_fd < 0 || totals_only)
		return;
	prctl(PR_GET_NAME, comm);
	line = malloc(512 + (length + 2) / 3 * 4);
	if (!line)
		fail_errno("malloc");
	used = sprintf(line,
		       "{\"pid\":%d,\"tid\":%d,\"comm\":\"%s\",\"direction\":\"%s\","
		       "\"local_port\":%u,\"peer_port\":%u,\"record_type\":\"%s\",\"length\":%zu,"
		       "\"data_base64\":\"",
		       getpid(), gettid(), comm, direction_names[direction], end->local_port,
		       end->peer_port, record_type_name(record_type), length);
	used += base64(line + used, iov, length);
	memcpy(line + used, "\"}\n", 3);
	write_line(line, used + 3);
	free(line);
}

uint64_t truth_calls(enum direction direction)
{
	return atomic_load(&all_calls[direction]);
}

void truth_forked(void)
{
	for (int direction = TX; direction <= RX; direction++) {
		atomic_store(&calls[direction], 0);
		atomic_store(&bytes[direction], 0);
	}
}

void truth_close(void)
{
	char comm[16] = "", line[256];

	if (truth_fd < 0 || !totals_only)
		return;
	prctl(PR_GET_NAME, comm);
	for (int direction = TX; direction <= RX; direction++) {
		int used;

		if (!calls[direction])
			continue;
		used = snprintf(line, sizeof(line),
				"{\"pid\":%d,\"comm\":\"%s\",\"direction\":\"%s\",\"calls\":%" PRIu64
				",\"bytes\":%" PRIu64 "}\n",
				getpid(), comm, direction_names[direction],
				atomic_load(&calls[direction]), atomic_load(&bytes[direction]));
		write_line(line, used);
	}
}
