// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "ktls_pair.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
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

struct end end_of(int fd)
{
	union address local, peer;
	socklen_t local_length = sizeof(local), peer_length = sizeof(peer);
	int one = 1;

	if (getsockname(fd, &local.any, &local_length) || getpeername(fd, &peer.any, &peer_length))
		fail_errno("getsockname");
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		fail_errno("TCP_NODELAY");
	return (struct end){.fd = fd, .local_port = port_of(&local), .peer_port = port_of(&peer)};
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
	case SM4_GCM:
		info->head.cipher_type = TLS_ABI_SM4_GCM;
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

int set_key(int fd, const struct pair_options *options, enum direction direction, uint8_t seed)
{
	union tls_crypto info;
	socklen_t length = fill_key(&info, options, seed);

	return setsockopt(fd, TLS_ABI_SOL, direction == TX ? TLS_ABI_TX : TLS_ABI_RX, &info, length);
}

static void start_ktls(int fd)
{
	if (!setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", sizeof("tls")))
		return;
	if (errno != ENOENT)
		fail_errno("TCP_ULP");
	fprintf(stderr, "raw: this kernel has no kTLS (CONFIG_TLS, module tls)\n");
	exit(EXIT_NO_KTLS);
}

/* What from sends, to receives. */
static void encrypt(const struct end *from, const struct end *to, const struct pair_options *options, uint8_t seed)
{
	if (set_key(from->fd, options, TX, seed))
		fail_errno("TLS_TX");
	if (set_key(to->fd, options, RX, options->wrong_keys ? seed + 1 : seed))
		fail_errno("TLS_RX");
}

static void set_host(const char *text, int family, void *host)
{
	if (inet_pton(family, text, host) != 1)
		fail("%s is no address of this family", text);
}

int listener_open(const struct pair_options *options)
{
	union address address = {.any.sa_family = options->family == 6 ? AF_INET6 : AF_INET};
	socklen_t length = options->family == 6 ? sizeof(address.v6) : sizeof(address.v4);
	int listener, one = 1;

	/* sin_port and sin6_port lie at the same place. */
	address.v4.sin_port = htons(options->port);
	if (options->family == 6)
		set_host(options->address ? options->address : "::1", AF_INET6, &address.v6.sin6_addr);
	else
		set_host(options->address ? options->address : "127.0.0.1", AF_INET, &address.v4.sin_addr);
	listener = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* A port that was asked for may have connections of an earlier listener. */
	if (listener < 0 || (options->port && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one))) ||
	    bind(listener, &address.any, length) || listen(listener, 1))
		fail_errno("listen");
	return listener;
}

struct pair pair_connect(int listener, const struct pair_options *options)
{
	union address address;
	socklen_t length = sizeof(address);
	int client, server;
	struct pair pair;

	if (getsockname(listener, &address.any, &length))
		fail_errno("getsockname");
	client = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client < 0 || connect(client, &address.any, length))
		fail_errno("connect");
	server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (server < 0)
		fail_errno("accept");
	pair.client = end_of(client);
	pair.server = end_of(server);
	start_ktls(client);
	start_ktls(server);
	if (options->keyless)
		return pair;
	encrypt(&pair.client, &pair.server, options, 0x11);
	if (!options->one_way)
		encrypt(&pair.server, &pair.client, options, 0x22);
	return pair;
}

struct pair pair_open(const struct pair_options *options)
{
	int listener = listener_open(options);
	struct pair pair = pair_connect(listener, options);

	close(listener);
	return pair;
}

void pair_close(struct pair *pair)
{
	struct pollfd server = {.fd = pair->server.fd, .events = POLLRDHUP};

	close(pair->client.fd);
	/* Who closed first is what the other end sees then. */
	poll(&server, 1, 10000);
	close(pair->server.fd);
}
