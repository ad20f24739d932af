// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "truth.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fail.h"
#include "truth_line.h"

static int truth_fd = -1;
static bool totals_only;
static _Atomic uint64_t calls[2];
static _Atomic uint64_t bytes[2];
static _Atomic uint64_t *all_calls; /* [2], shared with forked processes */
static unsigned int phase;

void truth_open(const char *path, bool counts_only)
{
	totals_only = counts_only;
	all_calls = mmap(NULL, 2 * sizeof(*all_calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all_calls == MAP_FAILED)
		fail_errno("mmap");
	if (!path)
		return;
	truth_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (truth_fd < 0)
		fail_errno("open %s", path);
}

/* One write a line: O_APPEND keeps the lines of several processes whole. */
static void write_line(const char *line, size_t length)
{
	if (write(truth_fd, line, length) != (ssize_t)length)
		fail_errno("write of the truth file");
}

void truth_told(const struct end *end, enum direction direction, unsigned char record_type, const struct iovec *iov,
		size_t length, int told)
{
	const struct told_call call = {end, direction, record_type, iov, length, told, phase};
	char *line;

	if (!(told & TOLD_BY_KERNEL)) {
		atomic_fetch_add(&calls[direction], 1);
		atomic_fetch_add(&all_calls[direction], 1);
		atomic_fetch_add(&bytes[direction], length);
	}
	if (truth_fd < 0 || totals_only)
		return;
	line = malloc(call_line_room(length));
	if (!line)
		fail_errno("malloc");
	write_line(line, call_line(line, &call));
	free(line);
}

void truth_call(const struct end *end, enum direction direction, unsigned char record_type, const struct iovec *iov,
		size_t length)
{
	truth_told(end, direction, record_type, iov, length, 0);
}

void truth_phase(unsigned int number)
{
	phase = number;
}

enum truth_form truth_form(void)
{
	if (truth_fd < 0)
		return TRUTH_NONE;
	return totals_only ? TRUTH_TOTALS : TRUTH_CALLS;
}

int truth_file(void)
{
	return truth_fd;
}

void truth_adopt(int file, enum truth_form form)
{
	truth_open(NULL, form == TRUTH_TOTALS);
	truth_fd = file;
}

void truth_add_calls(const uint64_t added[2])
{
	for (int direction = TX; direction <= RX; direction++)
		atomic_fetch_add(&all_calls[direction], added[direction]);
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
	char line[TOTALS_LINE];

	if (truth_fd < 0 || !totals_only)
		return;
	for (int direction = TX; direction <= RX; direction++) {
		if (calls[direction])
			write_line(line, totals_line(line, direction, calls[direction], bytes[direction]));
	}
}
