// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "nbd_server.h"

#include <endian.h>
#include <linux/nbd.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "fail.h"
#include "record_io.h"

static void told_by_kernel(const struct end *kernel, enum direction direction, const void *data, size_t length)
{
	struct iovec iov = {.iov_base = (void *)data, .iov_len = length};

	truth_told(kernel, direction, APPLICATION_DATA, &iov, length, TOLD_STREAM | TOLD_BY_KERNEL);
}

static void receive(const struct nbd_server *server, void *data, size_t length)
{
	recv_exactly(server->end, data, length);
	told_by_kernel(server->kernel, TX, data, length);
}

static void answer(const struct nbd_server *server, const void *data, size_t length)
{
	send_whole(server->end, data, length);
	told_by_kernel(server->kernel, RX, data, length);
}

/* Returns false after a disconnect. */
static bool serve_one(struct nbd_server *server)
{
	struct nbd_request request;
	struct nbd_reply reply = {.magic = htobe32(NBD_REPLY_MAGIC)};
	uint64_t from;
	uint32_t length;

	receive(server, &request, sizeof(request));
	from = be64toh(request.from);
	length = be32toh(request.len);
	if (be32toh(request.magic) != NBD_REQUEST_MAGIC)
		fail("the kernel sent no request of a block device");
	if (be32toh(request.type) == NBD_CMD_DISC)
		return false;
	if (from > server->disk_bytes || length > server->disk_bytes - from)
		fail("a request of %u bytes at %ju", length, (uintmax_t)from);
	memcpy(reply.handle, request.handle, sizeof(reply.handle));
	switch (be32toh(request.type)) {
	case NBD_CMD_READ:
		server->reads++;
		answer(server, &reply, sizeof(reply));
		answer(server, server->disk + from, length);
		return true;
	case NBD_CMD_WRITE:
		server->writes++;
		receive(server, server->disk + from, length);
		answer(server, &reply, sizeof(reply));
		return true;
	default:
		fail("request type %u", be32toh(request.type));
	}
}

void nbd_serve(struct nbd_server *server)
{
	while (serve_one(server))
		;
}
