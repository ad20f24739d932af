/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>

#include <openssl/ssl.h>

/*
 * Sends a GET with Connection: close and copies the whole response to standard output. False, after a
 * message on standard error, when there was none, it was cut, or its status is 400 or above.
 */
bool http_get(SSL *ssl, const char *host, const char *port, const char *path);

#endif
