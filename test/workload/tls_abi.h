/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the kernel's TLS interface that these programs use (Documentation/networking/tls.rst),
 * with names of its own, so that it compiles beside headers of any age.
 */
#ifndef TLS_ABI_H
#define TLS_ABI_H

#include <stdint.h>

#define TLS_ABI_SOL 282 /* SOL_TLS */

enum { TLS_ABI_TX = 1, TLS_ABI_RX = 2 };			   /* socket options */
enum { TLS_ABI_SET_RECORD_TYPE = 1, TLS_ABI_GET_RECORD_TYPE = 2 }; /* control messages */
enum { TLS_ABI_AES_GCM_128 = 51, TLS_ABI_AES_GCM_256 = 52, TLS_ABI_CHACHA20_POLY1305 = 54, TLS_ABI_SM4_GCM = 55 };

struct tls_crypto_head {
	uint16_t version; /* 0x0303 is TLS 1.2, 0x0304 is TLS 1.3 */
	uint16_t cipher_type;
};

union tls_crypto {
	struct tls_crypto_head head;
	struct {
		struct tls_crypto_head head;
		uint8_t iv[8], key[16], salt[4], rec_seq[8];
	} aes_gcm_128; /* and SM4-GCM's */
	struct {
		struct tls_crypto_head head;
		uint8_t iv[8], key[32], salt[4], rec_seq[8];
	} aes_gcm_256;
	struct {
		struct tls_crypto_head head;
		uint8_t iv[12], key[32], rec_seq[8]; /* no salt */
	} chacha20_poly1305;
};

#endif
