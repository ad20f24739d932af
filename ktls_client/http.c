// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "tls.h"

enum { HEAD_BYTES = 16384 };

/* What has to be kept of a response to tell whether it is whole. */
struct response {
	char head[HEAD_BYTES]; /* its beginning, NUL-terminated */
	size_t head_length;
	char tail[5]; /* its last bytes: a chunked body ends with 0 CR LF CR LF */
	unsigned long long received;
};

static bool send_request(SSL *ssl, const char *host, const char *port, const char *path)
{
	bool brackets = strchr(host, ':'), default_port = !strcmp(port, "443");
	int result, saved_errno, length;
	char *request;

	length = asprintf(&request,
			  "GET %s HTTP/1.1\r\nHost: %s%s%s%s%s\r\nUser-Agent: ktls_client\r\n"
			  "Accept: */*\r\nConnection: close\r\n\r\n",
			  path, brackets ? "[" : "", host, brackets ? "]" : "", default_port ? "" : ":",
			  default_port ? "" : port);
	if (length < 0)
		return false;
	do {
		errno = 0;
		result = SSL_write(ssl, request, length);
		saved_errno = errno;
	} while (result <= 0 && tls_interrupted(ssl, result, saved_errno));
	free(request);
	if (result > 0)
		return true;
	tls_report(ssl, "sending the request", result, saved_errno);
	return false;
}

static void keep(struct response *response, const char *data, size_t length)
{
	size_t room = sizeof(response->head) - 1 - response->head_length;
	size_t taken = length < room ? length : room;
	size_t fresh = length < sizeof(response->tail) ? length : sizeof(response->tail);

	memcpy(response->head + response->head_length, data, taken);
	response->head_length += taken;
	response->received += length;
	memmove(response->tail, response->tail + fresh, sizeof(response->tail) - fresh);
	memcpy(response->tail + sizeof(response->tail) - fresh, data + length - fresh, fresh);
}

/* What a response says of its own end: only an UNMARKED one ends where the connection ends. */
enum framing { CUT, WHOLE, UNMARKED };

static enum framing framing_of(const struct response *response)
{
	const char *end = strstr(response->head, "\r\n\r\n");
	const char *length = strcasestr(response->head, "\r\nContent-Length:");
	const char *chunked = strcasestr(response->head, "\r\nTransfer-Encoding: chunked");

	if (!end)
		return CUT;
	if (length && length < end) {
		unsigned long long body = response->received - (end + 4 - response->head);

		return body == strtoull(length + strlen("\r\nContent-Length:"), NULL, 10) ? WHOLE : CUT;
	}
	if (chunked && chunked < end)
		return memcmp(response->tail, "0\r\n\r\n", sizeof(response->tail)) ? CUT : WHOLE;
	return UNMARKED;
}

static bool judge_end(SSL *ssl, const struct response *response, int result, int saved_errno)
{
	bool closed = SSL_get_error(ssl, result) == SSL_ERROR_ZERO_RETURN;
	int status;

	if (!response->received && closed) {
		fprintf(stderr, "ktls_client: the server closed the connection without an answer\n");
		return false;
	}
	if (response->received && sscanf(response->head, "HTTP/%*d.%*d %3d", &status) != 1) {
		fprintf(stderr, "ktls_client: this is no HTTP/1 response\n");
		return false;
	}
	if (!closed && (!response->received || framing_of(response) != WHOLE)) {
		tls_report(ssl, "the response is not whole", result, saved_errno);
		return false;
	}
	if (framing_of(response) == CUT) {
		fprintf(stderr, "ktls_client: the response is not whole: it is not as long as it says\n");
		return false;
	}
	if (status >= 400) {
		fprintf(stderr, "ktls_client: the server answered with status %d\n", status);
		return false;
	}
	return true;
}

static bool receive_response(SSL *ssl, struct response *response)
{
	char data[16384];

	for (;;) {
		int result, saved_errno;

		ERR_clear_error();
		errno = 0;
		result = SSL_read(ssl, data, sizeof(data));
		saved_errno = errno;
		if (result > 0) {
			keep(response, data, result);
			if (fwrite(data, 1, result, stdout) != (size_t)result) {
				fprintf(stderr, "ktls_client: standard output: %s\n", strerror(errno));
				return false;
			}
		} else if (!tls_interrupted(ssl, result, saved_errno)) {
			return judge_end(ssl, response, result, saved_errno);
		}
	}
}

bool http_get(SSL *ssl, const char *host, const char *port, const char *path)
{
	struct response *response = calloc(1, sizeof(*response));
	bool good = response && send_request(ssl, host, port, path) && receive_response(ssl, response);

	free(response);
	return good;
}
