// SPDX-License-Identifier: Apache-2.0
#include "base64.h"

#include <stdint.h>

size_t base64(char *to, const struct iovec *iov, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t out = 0, in_segment = 0, filled = 0;
	uint32_t group = 0;

	for (size_t i = 0; i < length; i++) {
		while (in_segment == iov->iov_len) {
			iov++;
			in_segment = 0;
		}
		group = group << 8 | ((const uint8_t *)iov->iov_base)[in_segment++];
		if (++filled < 3)
			continue;
		for (int shift = 18; shift >= 0; shift -= 6)
			to[out++] = digits[group >> shift & 63];
		group = 0;
		filled = 0;
	}
	if (filled) {
		group <<= 8 * (3 - filled);
		for (size_t i = 0; i < 4; i++)
			to[out++] = i <= filled ? digits[group >> (18 - 6 * i) & 63] : '=';
	}
	return out;
}
