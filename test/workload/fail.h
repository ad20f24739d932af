/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FAIL_H
#define FAIL_H

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_KTLS = 3, EXIT_UNSUPPORTED = 4 };

/* What the messages begin with, after "raw: ". */
extern const char *fail_context;

/* Each prints one line on standard error and ends the process with EXIT_FAILED. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with EXIT_UNSUPPORTED: this kernel can't do it. */
_Noreturn void fail_unsupported(const char *what);

/* Ends the process with EXIT_FAILED and a message after so many seconds. */
void fail_after(unsigned int seconds);

#endif
