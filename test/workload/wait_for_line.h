/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WAIT_FOR_LINE_H
#define WAIT_FOR_LINE_H

/* Says on standard output that the process is ready, then waits for a line on standard input. */
void wait_for_line(const char *ready);

#endif
