// SPDX-License-Identifier: Apache-2.0
/*
 * Calls that the kernel itself makes on a kTLS socket, of memory that is no process's: a network block device sends
 * and receives heads from its stack (ITER_KVEC) and blocks from pages (ITER_BVEC).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/nbd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "nbd_server.h"
#include "record_io.h"
#include "scenarios.h"

#define DEVICE "/dev/nbd0"

enum { BLOCK_BYTES = 4096, DISK_BLOCKS = 256, DISK_BYTES = BLOCK_BYTES * DISK_BLOCKS };

static const struct {
	unsigned int block, blocks;
} parts[] = {{0, 1}, {3, 2}, {8, 25}, {128, 128}};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* NBD_DO_IT returns when the server has hung up. */
static void *serve(void *argument)
{
	struct nbd_server *server = argument;

	nbd_serve(server);
	if (shutdown(server->end->fd, SHUT_RDWR))
		fail_errno("shutdown");
	return NULL;
}

/* Is in the kernel as long as the device is connected. */
static void *drive(void *argument)
{
	const int *device = argument;

	if (ioctl(*device, NBD_DO_IT))
		fail_errno("NBD_DO_IT");
	return NULL;
}

static int open_device(int flags)
{
	int device = open(DEVICE, flags | O_RDWR | O_CLOEXEC);

	if (device < 0 && (errno == ENOENT || errno == ENXIO))
		fail_unsupported("there is no " DEVICE ": modprobe nbd");
	if (device < 0)
		fail_errno(DEVICE);
	return device;
}

/* The socket of a device goes in after its size, and the device has no size before NBD_DO_IT. */
static void wait_for_size(void)
{
	for (;;) {
		int device = open_device(0);
		off_t size = lseek(device, 0, SEEK_END);

		close(device);
		if (size == DISK_BYTES)
			return;
		usleep(1000);
	}
}

/* Past the page cache, so that each read and write is a request of its own. */
static void use_device(const uint8_t *disk)
{
	int device = open_device(O_DIRECT);
	uint8_t *data = aligned_alloc(BLOCK_BYTES, DISK_BYTES);

	if (!data)
		fail_errno("aligned_alloc");
	for (int i = 0; i < PARTS; i++) {
		ssize_t length = parts[i].blocks * BLOCK_BYTES;
		off_t from = parts[i].block * BLOCK_BYTES;

		if (pread(device, data, length, from) != length)
			fail_errno("read of %zd bytes", length);
		expect_same("read", disk + from, data, length);
		fill_random(data, length, 1000 + i);
		if (pwrite(device, data, length, from) != length)
			fail_errno("write of %zd bytes", length);
		expect_same("write", data, disk + from, length);
	}
	free(data);
	close(device);
}

void scenario_kernel_memory(const struct run *run)
{
	int device = open_device(0);
	struct pair pair = pair_open(&run->pair);
	struct nbd_server server = {
		.end = &pair.server,
		.kernel = &pair.client,
		.disk = malloc(DISK_BYTES),
		.disk_bytes = DISK_BYTES,
	};
	pthread_t server_thread, driver;

	if (!server.disk)
		fail_errno("malloc");
	fill_random(server.disk, DISK_BYTES, 1);
	if (ioctl(device, NBD_SET_BLKSIZE, (long)BLOCK_BYTES) ||
	    ioctl(device, NBD_SET_SIZE_BLOCKS, (long)DISK_BLOCKS) || ioctl(device, NBD_CLEAR_SOCK) ||
	    ioctl(device, NBD_SET_SOCK, (long)pair.client.fd))
		fail_errno("NBD_SET_SOCK");
	if (pthread_create(&server_thread, NULL, serve, &server) || pthread_create(&driver, NULL, drive, &device))
		fail("pthread_create");
	wait_for_size();
	use_device(server.disk);
	if (ioctl(device, NBD_DISCONNECT))
		fail_errno("NBD_DISCONNECT");
	pthread_join(driver, NULL);
	pthread_join(server_thread, NULL);
	if (server.reads < PARTS || server.writes < PARTS)
		fail("the device made %u reads and %u writes", server.reads, server.writes);
	printf("{\"device\":\"nbd\",\"reads\":%u,\"writes\":%u}\n", server.reads, server.writes);
	close(device);
	free(server.disk);
	pair_close(&pair);
}
