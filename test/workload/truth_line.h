/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of the truth file, which end with a newline and no NUL; each function returns the length of one. */
#ifndef TRUTH_LINE_H
#define TRUTH_LINE_H

#include "truth.h"

struct told_call {
	const struct end *end;
	enum direction direction;
	unsigned char record_type;
	const struct iovec *iov;
	size_t length;
	int told;
	unsigned int phase;
};

size_t call_line_room(size_t length);
/* The caller is the thread that made the call. */
size_t call_line(char *to, const struct told_call *call);

enum { TOTALS_LINE = 320 };
size_t totals_line(char to[TOTALS_LINE], enum direction direction, uint64_t calls, uint64_t bytes);

#endif
