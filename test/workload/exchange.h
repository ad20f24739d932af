/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "ktls_pair.h"

/* The text of this number in one send, at most 1024 bytes, and received. */
void send_text(const struct end *from, const struct end *to, size_t length, unsigned int number);

/* The same for count numbers from this one on, by turns from the client and from the server. */
void exchange_texts(const struct pair *pair, size_t length, unsigned int number, unsigned int count);

#endif
