// SPDX-License-Identifier: Apache-2.0
#include "exchange.h"

#include "fail.h"
#include "record_io.h"

void send_text(const struct end *from, const struct end *to, size_t length, unsigned int number)
{
	char sent[1024], received[1024];

	if (length > sizeof(sent))
		fail("%zu bytes are too many", length);
	fill_text(sent, length, number);
	send_whole(from, sent, length);
	recv_exactly(to, received, length);
	expect_same("text", sent, received, length);
}

void exchange_texts(const struct pair *pair, size_t length, unsigned int number, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (i % 2)
			send_text(&pair->server, &pair->client, length, number + i);
		else
			send_text(&pair->client, &pair->server, length, number + i);
	}
}
