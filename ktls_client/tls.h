/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TLS_H
#define TLS_H

#include <stdbool.h>

#include <openssl/ssl.h>

struct tls_options {
	const char *host;    /* without brackets: a name, an IPv4 or an IPv6 address */
	const char *ca_file; /* NULL: the system's */
	bool insecure;	     /* accept any certificate */
	int version;	     /* TLS1_2_VERSION, TLS1_3_VERSION, or 0 for either */
};

bool is_ip_address(const char *host);

/* A finished handshake over fd, or NULL after a message on standard error. */
SSL *tls_connect(int fd, const struct tls_options *options);

/* Says on standard error why a call on ssl failed that returned result; saved_errno is errno right after it. */
void tls_report(SSL *ssl, const char *what, int result, int saved_errno);

/* True when the call was interrupted and has to be repeated. */
bool tls_interrupted(SSL *ssl, int result, int saved_errno);

#endif
