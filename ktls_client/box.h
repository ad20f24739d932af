/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BOX_H
#define BOX_H

#include <stddef.h>

/* Prints UTF-8 lines in a box on standard output, as wide as the widest line needs. */
void box_print(const char *const *lines, size_t count);

#endif
