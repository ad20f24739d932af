/* SPDX-License-Identifier: Apache-2.0 */
/* A TCP connection over loopback with kTLS on both ends, without a handshake: the keys are fixed. */
#ifndef KTLS_PAIR_H
#define KTLS_PAIR_H

#include "truth.h"

enum cipher { AES_128_GCM, AES_256_GCM, CHACHA20_POLY1305 };

struct pair_options {
	int family;      /* 4 or 6 */
	int tls_minor;   /* 3 for TLS 1.2, 4 for TLS 1.3 */
	enum cipher cipher;
};

struct pair {
	struct end client;
	struct end server;
};

struct pair pair_open(const struct pair_options *options);
void pair_close(struct pair *pair);

#endif
