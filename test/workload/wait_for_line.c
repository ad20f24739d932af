// SPDX-License-Identifier: Apache-2.0
#include "wait_for_line.h"

#include <stdio.h>
#include <unistd.h>

#include "fail.h"

void wait_for_line(const char *ready)
{
	char character;

	puts(ready);
	fflush(stdout);
	do {
		if (read(STDIN_FILENO, &character, 1) != 1)
			fail("standard input ended before a line came");
	} while (character != '\n');
}
