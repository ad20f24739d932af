/* SPDX-License-Identifier: Apache-2.0 */
/* A TCP connection over loopback with kTLS on both ends, without a handshake: the keys are fixed. */
#ifndef KTLS_PAIR_H
#define KTLS_PAIR_H

#include "truth.h"

enum cipher { AES_128_GCM, AES_256_GCM, CHACHA20_POLY1305, SM4_GCM };

struct pair_options {
	int family;    /* 4 or 6 */
	int tls_minor; /* 3 for TLS 1.2, 4 for TLS 1.3 */
	enum cipher cipher;
	uint16_t port;	     /* the server's, 0 for any */
	const char *address; /* the server's, of this family; NULL for 127.0.0.1 or ::1 */
	bool one_way;	     /* kTLS for TX of the client and RX of the server alone */
	bool keyless;	     /* no keys, but that the kernel may be given them by set_key */
	bool wrong_keys;     /* each end receives by another key than the peer sends by */
};

struct pair {
	struct end client;
	struct end server;
};

struct pair pair_open(const struct pair_options *options);
void pair_close(struct pair *pair);

/* The same in two steps: many pairs of one listener. */
int listener_open(const struct pair_options *options);
struct pair pair_connect(int listener, const struct pair_options *options);

/* An end by its descriptor. */
struct end end_of(int fd);

/* A key of this direction, known by its seed. Returns 0, or -1 and errno. */
int set_key(int fd, const struct pair_options *options, enum direction direction, uint8_t seed);

#endif
