// SPDX-License-Identifier: Apache-2.0
#include "fail.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *fail_context = "start";

static _Noreturn void report(const char *format, va_list arguments, const char *reason)
{
	char text[256];

	vsnprintf(text, sizeof(text), format, arguments);
	fprintf(stderr, "raw: %s: %s%s%s\n", fail_context, text, reason ? ": " : "", reason ? reason : "");
	_exit(EXIT_FAILED);
}

void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(format, arguments, NULL);
}

void fail_errno(const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list arguments;

	va_start(arguments, format);
	report(format, arguments, reason);
}

void fail_unsupported(const char *what)
{
	fprintf(stderr, "raw: %s: %s\n", fail_context, what);
	_exit(EXIT_UNSUPPORTED);
}

static void on_alarm(int signal_number)
{
	static const char text[] = "raw: not finished in time\n";

	(void)signal_number;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_FAILED);
}

void fail_after(unsigned int seconds)
{
	signal(SIGALRM, on_alarm);
	alarm(seconds);
}
