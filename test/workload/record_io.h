/* SPDX-License-Identifier: Apache-2.0 */
/* Sends and receives that tell the truth file what moved. Those that return void fail on anything unexpected. */
#ifndef RECORD_IO_H
#define RECORD_IO_H

#include <sys/types.h>

#include "truth.h"

enum { RECORD_BYTES = 16384 }; /* the most plaintext that a TLS record holds */
enum { ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23 };

/* As send(2) and recv(2): what the call returned. With MSG_PEEK nothing is told. */
ssize_t send_some(const struct end *end, const void *data, size_t length, int flags);
ssize_t recv_some(const struct end *end, void *data, size_t length, int flags);

/* One call that has to take all of length. */
void send_whole(const struct end *end, const void *data, size_t length);
void writev_whole(const struct end *end, const struct iovec *iov, int count, size_t length);

/* As many calls as it takes to get length bytes, none with room for more than a record. */
void recv_exactly(const struct end *end, void *data, size_t length);
/* One call that has to return length bytes. */
void readv_whole(const struct end *end, const struct iovec *iov, int count, size_t length);

/* One record of this type. */
void send_record(const struct end *end, unsigned char record_type, const void *data, size_t length);
/* One call with room for the record type, which has to be this one, and for more than length bytes. */
void recv_record(const struct end *end, unsigned char record_type, void *data, size_t length);

/* The same digits of Base64 for the same seed: shown as they are, they cost an emulated service a quarter of what any
 * bytes do. Every byte is in the scenario binary. */
void fill_random(uint8_t *data, size_t length, uint64_t seed);
void fill_text(char *data, size_t length, unsigned int number);

void expect_same(const char *what, const void *sent, const void *received, size_t length);

#endif
