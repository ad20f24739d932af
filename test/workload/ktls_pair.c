// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "ktls_pair.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "tls_abi.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static uint16_t port_of(const union address *address)
{
	return ntohs(address->any.sa_family == AF_INET6 ? address->v6.sin6_port : address->v4.sin_port);
}

static struct end end_of(int fd)
{
	union address local, peer;
	socklen_t local_length = sizeof(local), peer_length = sizeof(peer);
	int one = 1;

	if (getsockname(fd, &local.any, &local_length) || getpeername(fd, &peer.any, &peer_length))
		fail_errno("getsockname");
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		fail_errno("TCP_NODELAY");
	return (struct end){ .fd = fd, .local_port = port_of(&local), .peer_port = port_of(&peer) };
}

/* salt and iv differ by cipher in length alone, and the structures have the order iv, key, salt, rec_seq. */
static socklen_t fill_key(union tls_crypto *info, const struct pair_options *options, uint8_t seed)
{
	memset(info, 0, sizeof(*info));
	info->head.version = 0x0300 | options->tls_minor;
	switch (options->cipher) {
	case AES_128_GCM:
		info->head.cipher_type = TLS_ABI_AES_GCM_128;
		memset(info->aes_gcm_128.key, seed, sizeof(info->aes_gcm_128.key));
		return sizeof(info->aes_gcm_128);
	case AES_256_GCM:
		info->head.cipher_type = TLS_ABI_AES_GCM_256;
		memset(info->aes_gcm_256.key, seed, sizeof(info->aes_gcm_256.key));
		return sizeof(info->aes_gcm_256);
	case CHACHA20_POLY1305:
		info->head.cipher_type = TLS_ABI_CHACHA20_POLY1305;
		memset(info->chacha20_poly1305.key, seed, sizeof(info->chacha20_poly1305.key));
		return sizeof(info->chacha20_poly1305);
	}
	fail("unknown cipher");
}

static void start_ktls(int fd, const struct pair_options *options, uint8_t tx_seed, uint8_t rx_seed)
{
	union tls_crypto info;
	socklen_t length;

	if (setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", sizeof("tls"))) {
		if (errno != ENOENT)
			fail_errno("TCP_ULP");
		fprintf(stderr, "raw: this kernel has no kTLS (CONFIG_TLS, module tls)\n");
		exit(EXIT_NO_KTLS);
	}
	length = fill_key(&info, options, tx_seed);
	if (setsockopt(fd, TLS_ABI_SOL, TLS_ABI_TX, &info, length))
		fail_errno("TLS_TX");
	length = fill_key(&info, options, rx_seed);
	if (setsockopt(fd, TLS_ABI_SOL, TLS_ABI_RX, &info, length))
		fail_errno("TLS_RX");
}

struct pair pair_open(const struct pair_options *options)
{
	union address address = { .any.sa_family = options->family == 6 ? AF_INET6 : AF_INET };
	socklen_t length = options->family == 6 ? sizeof(address.v6) : sizeof(address.v4);
	int listener, client, server;
	struct pair pair;

	if (options->family == 6)
		address.v6.sin6_addr = in6addr_loopback;
	else
		address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, &address.any, length) || listen(listener, 1) ||
	    getsockname(listener, &address.any, &length))
		fail_errno("listen");
	client = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client < 0 || connect(client, &address.any, length))
		fail_errno("connect");
	server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (server < 0)
		fail_errno("accept");
	close(listener);
	pair.client = end_of(client);
	pair.server = end_of(server);
	start_ktls(client, options, 0x11, 0x22);
	start_ktls(server, options, 0x22, 0x11);
	return pair;
}

void pair_close(struct pair *pair)
{
	close(pair->client.fd);
	close(pair->server.fd);
}
