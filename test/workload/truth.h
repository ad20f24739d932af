/* SPDX-License-Identifier: Apache-2.0 */
/* What this program sent and received, as JSON lines: one for each call that moved bytes, or totals. */
#ifndef TRUTH_H
#define TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum direction { TX, RX };

/* One end of a connection. */
struct end {
	int fd;
	uint16_t local_port;
	uint16_t peer_port;
};

/* path may be NULL: nothing is written. With counts_only, a line per process and direction. */
void truth_open(const char *path, bool counts_only);

/* length bytes, lying in iov in order, moved through end. record_type as in TLS: 21, 22, 23. */
void truth_call(const struct end *end, enum direction direction, unsigned char record_type, const struct iovec *iov,
		size_t length);

/* What a line leaves open, ORed. */
enum told {
	TOLD_STREAM = 1,       /* "stream": the kernel may make several calls of it; only the bytes are sure */
	TOLD_OTHER_THREAD = 2, /* no tid, no comm: a thread that the kernel made for this process */
	TOLD_BY_KERNEL = 4,    /* "by_kernel", no pid either, not in the totals: the end is the kernel's own */
};

/* As truth_call, with told. */
void truth_told(const struct end *end, enum direction direction, unsigned char record_type, const struct iovec *iov,
		size_t length, int told);

/* Lines from here on hold "phase", but for phase 0. */
void truth_phase(unsigned int number);

/* For a program that goes on with the truth of another: the file, if any, and the calls made there. */
enum truth_form { TRUTH_NONE, TRUTH_CALLS, TRUTH_TOTALS };
enum truth_form truth_form(void);
int truth_file(void);
void truth_adopt(int file, enum truth_form form);
void truth_add_calls(const uint64_t added[2]);

/* Calls that moved bytes in this direction, in this process and in those that it forked. */
uint64_t truth_calls(enum direction direction);

/* After fork: the child's totals begin at 0. */
void truth_forked(void);

/* With counts_only, writes this process's totals. */
void truth_close(void);

#endif
