// SPDX-License-Identifier: Apache-2.0
#include "box.h"

#include <stdio.h>

enum { LEAST_WIDTH = 38, MARGIN = 2 };

/* Columns on a terminal: every code point here is one wide, and 10xxxxxx bytes continue a code point. */
static size_t display_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static void print_edge(const char *left, size_t width, const char *right)
{
	fputs(left, stdout);
	for (size_t i = 0; i < width; i++)
		fputs("─", stdout);
	puts(right);
}

void box_print(const char *const *lines, size_t count)
{
	size_t width = LEAST_WIDTH;

	for (size_t i = 0; i < count; i++) {
		if (display_width(lines[i]) > width)
			width = display_width(lines[i]);
	}
	print_edge("┌", width + 2 * MARGIN, "┐");
	for (size_t i = 0; i < count; i++) {
		int padding = width - display_width(lines[i]) + MARGIN;

		printf("│%*s%s%*s│\n", MARGIN, "", lines[i], padding, "");
	}
	print_edge("└", width + 2 * MARGIN, "┘");
}
