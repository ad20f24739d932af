// SPDX-License-Identifier: Apache-2.0
#include "wait_until_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fail.h"

/* /proc/self/task/TID/syscall begins with the number of the system call in which a task sleeps. */
void wait_until_in(const _Atomic pid_t *tid, int system_call)
{
	char path[64], line[64];

	while (!*tid)
		usleep(1000);
	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", *tid);
	for (;;) {
		FILE *file = fopen(path, "r");

		if (!file || !fgets(line, sizeof(line), file))
			fail_errno("%s", path);
		fclose(file);
		if (atoi(line) == system_call)
			return;
		usleep(1000);
	}
}
