// SPDX-License-Identifier: Apache-2.0
/* kTLS traffic of known content, without a TLS library. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arguments.h"
#include "fail.h"

/* Returns in a child that runs as this user; the parent ends with the child's status. */
static void become(uid_t uid)
{
	pid_t parent = getpid(), child = fork();
	int status;

	if (child < 0)
		fail_errno("fork");
	if (child > 0) {
		if (waitpid(child, &status, 0) != child)
			fail_errno("waitpid");
		exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED);
	}
	/* The change of user makes /proc/self another user's, and takes the signal of the parent's end away. */
	if (setresuid(uid, uid, uid) || prctl(PR_SET_DUMPABLE, 1) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail_errno("setresuid to %u", uid);
	if (getppid() != parent)
		fail("the parent has ended");
}

static void *work(void *argument)
{
	const struct arguments *arguments = argument;

	if (arguments->comm)
		prctl(PR_SET_NAME, arguments->comm);
	arguments->scenario->run(&arguments->run);
	/* Totals have the name of the thread that worked. */
	truth_close();
	return NULL;
}

static void run(struct arguments *arguments)
{
	pthread_t worker;

	if (!arguments->comm)
		work(arguments);
	else if (pthread_create(&worker, NULL, work, arguments) || pthread_join(worker, NULL))
		fail("pthread_create");
}

static _Noreturn void become_program(const struct arguments *arguments)
{
	const char *truth = arguments->truth ? arguments->truth : "/dev/null";

	fflush(stdout);
	execl(arguments->then, arguments->then, "--truth", truth, arguments->scenario->name, NULL);
	fail_errno("exec of %s", arguments->then);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	struct timespec start, end;
	const struct run *settings = &arguments.run;

	if (!strcmp(argv[0], HANDED_OVER))
		return handed_over(atoi(argv[1]), atoi(argv[2]));
	arguments = arguments_parse(argc, argv);
	fail_context = arguments.scenario->name;
	truth_open(arguments.truth, arguments.truth_counts);
	if (arguments.uid >= 0)
		become(arguments.uid);
	fail_after(120 + (settings->rate ? settings->count / settings->rate : settings->count / 1000) +
		   settings->connections / 100);
	clock_gettime(CLOCK_MONOTONIC, &start);
	run(&arguments);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("{\"scenario\":\"%s\",\"pid\":%d,\"tx_calls\":%" PRIu64 ",\"rx_calls\":%" PRIu64 ",\"seconds\":%.3f}\n",
	       fail_context, getpid(), truth_calls(TX), truth_calls(RX),
	       (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9);
	if (arguments.then)
		become_program(&arguments);
	return 0;
}
