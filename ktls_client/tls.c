// SPDX-License-Identifier: Apache-2.0
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "connect.h"

/* What the kernel can do comes first; a server that has none of it still gets an answer, without kTLS. */
static const char ciphers_tls12[] = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20:DEFAULT";
static const char ciphers_tls13[] = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

bool is_ip_address(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static void report_library(const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	fprintf(stderr, "ktls_client: %s: %s\n", what, reason ? reason : "unknown error");
	ERR_clear_error();
}

bool tls_interrupted(SSL *ssl, int result, int saved_errno)
{
	int error = SSL_get_error(ssl, result);

	return (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) && saved_errno != EAGAIN &&
	       saved_errno != EWOULDBLOCK;
}

void tls_report(SSL *ssl, const char *what, int result, int saved_errno)
{
	long verified = SSL_get_verify_result(ssl);

	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		fprintf(stderr, "ktls_client: %s: no answer for %d seconds\n", what, TIMEOUT_SECONDS);
		return;
	case SSL_ERROR_SYSCALL:
		fprintf(stderr, "ktls_client: %s: %s\n", what,
			saved_errno ? strerror(saved_errno) : "the server closed the connection");
		return;
	default:
		if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_CERTIFICATE_VERIFY_FAILED)
			fprintf(stderr, "ktls_client: %s: certificate not accepted: %s\n", what,
				X509_verify_cert_error_string(verified));
		else if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
			fprintf(stderr, "ktls_client: %s: the server closed the connection without close_notify\n",
				what);
		else
			report_library(what);
	}
}

static SSL_CTX *new_context(const struct tls_options *options)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (!context)
		return NULL;
	SSL_CTX_set_options(context, SSL_OP_ENABLE_KTLS);
	SSL_CTX_set_verify(context, options->insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
	if (SSL_CTX_set_min_proto_version(context, options->version ? options->version : TLS1_2_VERSION) &&
	    SSL_CTX_set_max_proto_version(context, options->version) &&
	    SSL_CTX_set_cipher_list(context, ciphers_tls12) && SSL_CTX_set_ciphersuites(context, ciphers_tls13) &&
	    (options->insecure || (options->ca_file ? SSL_CTX_load_verify_locations(context, options->ca_file, NULL) :
						      SSL_CTX_set_default_verify_paths(context))))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

/* The name for SNI, which allows no addresses, and what the certificate has to be made out for. */
static bool set_host(SSL *ssl, const char *host)
{
	if (is_ip_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
	return SSL_set1_host(ssl, host) && SSL_set_tlsext_host_name(ssl, host);
}

SSL *tls_connect(int fd, const struct tls_options *options)
{
	SSL_CTX *context = new_context(options);
	SSL *ssl = context ? SSL_new(context) : NULL;
	int result, saved_errno;

	SSL_CTX_free(context);
	if (!ssl || !set_host(ssl, options->host) || !SSL_set_fd(ssl, fd)) {
		report_library(options->ca_file ? options->ca_file : "TLS set-up");
		SSL_free(ssl);
		return NULL;
	}
	do {
		errno = 0;
		result = SSL_connect(ssl);
		saved_errno = errno;
	} while (result != 1 && tls_interrupted(ssl, result, saved_errno));
	if (result == 1)
		return ssl;
	tls_report(ssl, "TLS handshake", result, saved_errno);
	SSL_free(ssl);
	return NULL;
}
