// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "connect.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long now_millis(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 0, or an errno. */
static int await_connection(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
	long deadline = now_millis() + TIMEOUT_SECONDS * 1000L;
	int error, ready;
	socklen_t length = sizeof(error);

	do {
		long left = deadline - now_millis();

		ready = poll(&poll_fd, 1, left > 0 ? left : 0);
	} while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return errno;
	if (ready == 0)
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length))
		return errno;
	return error;
}

/* 0, or an errno. */
static int connect_one(int fd, const struct addrinfo *address)
{
	struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
	int error = 0;

	if (connect(fd, address->ai_addr, address->ai_addrlen))
		error = errno == EINPROGRESS || errno == EINTR ? await_connection(fd) : errno;
	if (error)
		return error;
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)))
		return errno;
	return 0;
}

int connect_to(const char *host, const char *port)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct addrinfo *addresses;
	int status = getaddrinfo(host, port, &hints, &addresses);
	int error = 0;

	if (status) {
		fprintf(stderr, "ktls_client: cannot resolve %s: %s\n", host,
			status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status));
		return -1;
	}
	for (const struct addrinfo *address = addresses; address; address = address->ai_next) {
		int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

		error = fd < 0 ? errno : connect_one(fd, address);
		if (!error) {
			freeaddrinfo(addresses);
			return fd;
		}
		if (fd >= 0)
			close(fd);
	}
	freeaddrinfo(addresses);
	fprintf(stderr, "ktls_client: cannot connect to %s port %s: %s\n", host, port, strerror(error));
	return -1;
}
