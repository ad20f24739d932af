// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "truth_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base64.h"

enum { COMM_TEXT = 15 * 6 + 1 };

static const char *const direction_names[] = {"TX", "RX"};

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

/* A task's name may hold any byte but NUL. */
static void comm_text(char *to)
{
	char comm[16] = "";
	size_t used = 0;

	prctl(PR_GET_NAME, comm);
	for (const char *c = comm; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == '"' || *c == '\\')
			used += sprintf(to + used, "\\u%04x", *c);
		else
			to[used++] = *c;
	}
	to[used] = '\0';
}

static size_t who_text(char *to, int told)
{
	char comm[COMM_TEXT];

	if (told & TOLD_BY_KERNEL)
		return sprintf(to, "{\"by_kernel\":true,");
	if (told & TOLD_OTHER_THREAD)
		return sprintf(to, "{\"pid\":%d,", getpid());
	comm_text(comm);
	return sprintf(to, "{\"pid\":%d,\"tid\":%d,\"comm\":\"%s\",", getpid(), gettid(), comm);
}

size_t call_line_room(size_t length)
{
	return 512 + (length + 2) / 3 * 4;
}

size_t call_line(char *to, const struct told_call *call)
{
	size_t used = who_text(to, call->told);

	used += sprintf(to + used, "\"direction\":\"%s\",\"local_port\":%u,\"peer_port\":%u,\"record_type\":\"%s\",",
			direction_names[call->direction], call->end->local_port, call->end->peer_port,
			record_type_name(call->record_type));
	if (call->told & TOLD_STREAM)
		used += sprintf(to + used, "\"stream\":true,");
	if (call->phase)
		used += sprintf(to + used, "\"phase\":%u,", call->phase);
	used += sprintf(to + used, "\"length\":%zu,\"data_base64\":\"", call->length);
	used += base64(to + used, call->iov, call->length);
	memcpy(to + used, "\"}\n", 3);
	return used + 3;
}

size_t totals_line(char to[TOTALS_LINE], enum direction direction, uint64_t calls, uint64_t bytes)
{
	char comm[COMM_TEXT];

	comm_text(comm);
	return sprintf(
		to, "{\"pid\":%d,\"comm\":\"%s\",\"direction\":\"%s\",\"calls\":%" PRIu64 ",\"bytes\":%" PRIu64 "}\n",
		getpid(), comm, direction_names[direction], calls, bytes);
}
