/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "scenarios.h"

struct arguments {
	struct run run;
	const struct scenario *scenario;
	const char *truth;
	int truth_counts;
	const char *comm; /* NULL: the process's own */
	long uid;	  /* -1: the caller's */
	const char *then; /* NULL: none */
};

/* Ends the process after --help and after wrong arguments. */
struct arguments arguments_parse(int argc, char **argv);

#endif
