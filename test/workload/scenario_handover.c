// SPDX-License-Identifier: Apache-2.0
/* One connection in the hands of several processes. The parent is first and last. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exchange.h"
#include "fail.h"
#include "pass_fds.h"
#include "record_io.h"
#include "scenarios.h"

enum { MESSAGES = 4, MESSAGE_BYTES = 150, CLIENT = 0, SERVER = 1, TRUTH = 2 };

static void expect_end(pid_t process)
{
	int status;

	if (waitpid(process, &status, 0) != process)
		fail_errno("waitpid");
	if (status)
		fail("process %d ended with status %#x", process, status);
}

static pid_t fork_here(void)
{
	pid_t parent = getpid(), child = fork();

	if (child < 0)
		fail_errno("fork");
	if (child > 0)
		return child;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		fail("the parent has ended");
	fail_after(60);
	truth_forked();
	return 0;
}

/* The child receives what the parent has sent, and sends what the parent receives. */
static void use_in_child(const struct pair *pair)
{
	char sent[2][MESSAGE_BYTES], received[MESSAGE_BYTES];
	pid_t child;

	fill_text(sent[0], MESSAGE_BYTES, 20);
	fill_text(sent[1], MESSAGE_BYTES, 21);
	send_whole(&pair->client, sent[0], MESSAGE_BYTES);
	child = fork_here();
	if (!child) {
		recv_exactly(&pair->server, received, MESSAGE_BYTES);
		expect_same("from the parent", sent[0], received, MESSAGE_BYTES);
		exchange_texts(pair, MESSAGE_BYTES, 10, MESSAGES);
		send_whole(&pair->server, sent[1], MESSAGE_BYTES);
		truth_close();
		_exit(0);
	}
	expect_end(child);
	recv_exactly(&pair->client, received, MESSAGE_BYTES);
	expect_same("from the child", sent[1], received, MESSAGE_BYTES);
}

static int fds_of(enum truth_form form)
{
	return form == TRUTH_NONE ? TRUTH : TRUTH + 1;
}

/* Of the files of this process the new program keeps only the socket that the others come by. */
static void use_in_another_program(const struct pair *pair)
{
	int fds[] = {[CLIENT] = pair->client.fd, [SERVER] = pair->server.fd, [TRUTH] = truth_file()};
	int sockets[2];
	char socket_text[16], form_text[16];
	uint64_t calls[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets))
		fail_errno("socketpair");
	child = fork_here();
	if (!child) {
		snprintf(socket_text, sizeof(socket_text), "%d", sockets[1]);
		snprintf(form_text, sizeof(form_text), "%d", truth_form());
		fcntl(sockets[1], F_SETFD, 0);
		execl("/proc/self/exe", HANDED_OVER, socket_text, form_text, NULL);
		fail_errno("exec");
	}
	close(sockets[1]);
	send_fds(sockets[0], fds, fds_of(truth_form()));
	if (read(sockets[0], calls, sizeof(calls)) != sizeof(calls))
		fail("the other program did not say what it did");
	truth_add_calls(calls);
	close(sockets[0]);
	expect_end(child);
}

int handed_over(int socket, enum truth_form form)
{
	uint64_t calls[2];
	struct pair pair;
	int fds[MOST_FDS] = {[TRUTH] = -1};

	fail_context = "handed over";
	fail_after(60);
	receive_fds(socket, fds, fds_of(form));
	truth_adopt(fds[TRUTH], form);
	pair.client = end_of(fds[CLIENT]);
	pair.server = end_of(fds[SERVER]);
	exchange_texts(&pair, MESSAGE_BYTES, 30, MESSAGES);
	truth_close();
	calls[TX] = truth_calls(TX);
	calls[RX] = truth_calls(RX);
	if (write(socket, calls, sizeof(calls)) != sizeof(calls))
		fail_errno("write");
	return 0;
}

void scenario_handover(const struct run *run)
{
	struct pair pair = pair_open(&run->pair);

	exchange_texts(&pair, MESSAGE_BYTES, 0, MESSAGES);
	use_in_child(&pair);
	use_in_another_program(&pair);
	exchange_texts(&pair, MESSAGE_BYTES, 40, MESSAGES);
	pair_close(&pair);
}
