/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>
#include <sys/uio.h>

/* The first length bytes of the segments, without a NUL: (length + 2) / 3 * 4 characters, which are returned. */
size_t base64(char *to, const struct iovec *iov, size_t length);

#endif
