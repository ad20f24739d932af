/* SPDX-License-Identifier: Apache-2.0 */
/* The server of a network block device, in its transmission phase, whose client is the kernel. */
#ifndef NBD_SERVER_H
#define NBD_SERVER_H

#include "truth.h"

struct nbd_server {
	const struct end *end;	  /* its own */
	const struct end *kernel; /* the client's */
	uint8_t *disk;
	size_t disk_bytes;
	unsigned int reads, writes; /* requests, set when it has ended */
};

/* Until the client disconnects. Tells what it moves, and once more as the kernel's end of it. */
void nbd_serve(struct nbd_server *server);

#endif
