// SPDX-License-Identifier: Apache-2.0
/* Many tasks at once. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exchange.h"
#include "fail.h"
#include "record_io.h"
#include "scenarios.h"
#include "wait_until_in.h"

enum { MESSAGE_BYTES = 64 };

struct receiver {
	struct pair pair;
	pthread_t thread;
	unsigned int number;
	_Atomic pid_t tid;
};

static void *receive_one(void *argument)
{
	struct receiver *receiver = argument;
	char expected[MESSAGE_BYTES], received[MESSAGE_BYTES];

	receiver->tid = gettid();
	fill_text(expected, sizeof(expected), receiver->number);
	recv_exactly(&receiver->pair.server, received, sizeof(received));
	expect_same("threads-recv", expected, received, sizeof(received));
	return NULL;
}

void scenario_threads_recv(const struct run *run)
{
	struct receiver *receivers = calloc(run->threads, sizeof(*receivers));
	char message[MESSAGE_BYTES];

	if (!receivers)
		fail_errno("calloc");
	for (unsigned int i = 0; i < run->threads; i++) {
		receivers[i].pair = pair_open(&run->pair);
		receivers[i].number = i;
		if (pthread_create(&receivers[i].thread, NULL, receive_one, &receivers[i]))
			fail("pthread_create");
	}
	for (unsigned int i = 0; i < run->threads; i++)
		wait_until_in(&receivers[i].tid, SYS_recvfrom);
	for (unsigned int i = 0; i < run->threads; i++) {
		fill_text(message, sizeof(message), i);
		send_whole(&receivers[i].pair.client, message, sizeof(message));
	}
	for (unsigned int i = 0; i < run->threads; i++)
		pthread_join(receivers[i].thread, NULL);
	for (unsigned int i = 0; i < run->threads; i++) {
		if (run->again)
			send_text(&receivers[i].pair.client, &receivers[i].pair.server, MESSAGE_BYTES, i);
		pair_close(&receivers[i].pair);
	}
	free(receivers);
}

enum { TASKS = 6, SENDS_EACH = 400 };

static void pin_to(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		fail_errno("sched_setaffinity to CPU %d", cpu);
}

static void send_pinned(const struct end *end, int task)
{
	static uint8_t data[RECORD_BYTES];

	for (int i = 0; i < SENDS_EACH; i++) {
		fill_random(data, sizeof(data), task * SENDS_EACH + i);
		send_whole(end, data, sizeof(data));
	}
}

static void drain_pinned(const struct end *end, int task)
{
	static uint8_t expected[RECORD_BYTES], received[RECORD_BYTES];

	for (int i = 0; i < SENDS_EACH; i++) {
		fill_random(expected, sizeof(expected), task * SENDS_EACH + i);
		recv_exactly(end, received, sizeof(received));
		expect_same("pinned", expected, received, sizeof(received));
	}
}

/* Returns in the parent. The child waits until the write end of the gate is closed everywhere. */
static void fork_pinned(const int gate[2], int cpu, void (*work)(const struct end *, int), const struct end *end,
			int task)
{
	pid_t child = fork();
	char none;

	if (child < 0)
		fail_errno("fork");
	if (child > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fail_after(120);
	truth_forked();
	pin_to(cpu);
	close(gate[1]);
	if (read(gate[0], &none, 1) != 0)
		fail("the gate");
	work(end, task);
	truth_close();
	_exit(0);
}

void scenario_pinned(const struct run *run)
{
	struct pair pairs[TASKS];
	int gate[2], status;

	if (pipe(gate))
		fail_errno("pipe");
	for (int task = 0; task < TASKS; task++)
		pairs[task] = pair_open(&run->pair);
	for (int task = 0; task < TASKS; task++) {
		fork_pinned(gate, 0, send_pinned, &pairs[task].client, task);
		fork_pinned(gate, 1, drain_pinned, &pairs[task].server, task);
	}
	close(gate[1]);
	for (int child = 0; child < 2 * TASKS; child++) {
		if (wait(&status) < 0)
			fail_errno("wait");
		if (status)
			fail("a task ended with status %#x", status);
	}
	close(gate[0]);
	for (int task = 0; task < TASKS; task++)
		pair_close(&pairs[task]);
}
