/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONNECT_H
#define CONNECT_H

/* How long a server may stay silent, while connecting and later. */
enum { TIMEOUT_SECONDS = 30 };

/*
 * A blocking TCP socket to the first address of host that answers, whose reads and writes end with
 * EAGAIN after TIMEOUT_SECONDS; -1 after a message on standard error.
 */
int connect_to(const char *host, const char *port);

#endif
