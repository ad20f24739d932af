// SPDX-License-Identifier: Apache-2.0
/* Keys that change, and keys that are not there. */
#include <errno.h>

#include "exchange.h"
#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

enum { MESSAGES = 6, MESSAGE_BYTES = 300, TLS_1_3 = 4 };

/* RFC 8446, 4.6.3: the last record of a key is KeyUpdate: type 24, 3 bytes of length, 1 that asks for none back. */
static void change_key(const struct end *from, const struct end *to, const struct pair_options *options, uint8_t seed)
{
	static const uint8_t key_update[] = {24, 0, 0, 1, 0};
	char received[RECORD_BYTES];

	send_record(from, HANDSHAKE, key_update, sizeof(key_update));
	recv_record(to, HANDSHAKE, received, sizeof(key_update));
	expect_same("KeyUpdate", key_update, received, sizeof(key_update));
	if (set_key(from->fd, options, TX, seed)) {
		if (errno == EBUSY)
			fail_unsupported("this kernel changes no keys; Linux 6.14 and later do");
		fail_errno("the second TLS_TX");
	}
	if (set_key(to->fd, options, RX, seed))
		fail_errno("the second TLS_RX");
}

void scenario_rekey(const struct run *run)
{
	struct pair pair;

	if (run->pair.tls_minor != TLS_1_3)
		fail_unsupported("TLS 1.2 has no KeyUpdate");
	pair = pair_open(&run->pair);
	for (unsigned int round = 0; round <= 2; round++) {
		exchange_texts(&pair, MESSAGE_BYTES, 20 * round, MESSAGES);
		if (round == 2)
			break;
		change_key(&pair.client, &pair.server, &run->pair, 0x33 + round);
		change_key(&pair.server, &pair.client, &run->pair, 0x44 + round);
	}
	pair_close(&pair);
}

void scenario_tx_only(const struct run *run)
{
	struct pair_options options = run->pair;
	struct pair pair;

	options.one_way = true;
	pair = pair_open(&options);
	for (unsigned int i = 0; i < MESSAGES; i++)
		send_text(&pair.client, &pair.server, MESSAGE_BYTES, i);
	pair_close(&pair);
}

/* A key of a cipher that this kernel has not: net/tls gets as far as to ask for it, where it knows the name (5.16). */
static struct pair open_refused(const struct pair_options *options)
{
	struct pair_options keyless = *options, refused = *options;
	struct pair pair;

	keyless.keyless = true;
	refused.cipher = SM4_GCM;
	pair = pair_open(&keyless);
	if (!set_key(pair.client.fd, &refused, TX, 0))
		fail("the kernel has SM4-GCM");
	return pair;
}

void scenario_refused_keys(const struct run *run)
{
	struct pair pair = open_refused(&run->pair);

	pair_close(&pair);
	pair = open_refused(&run->pair);
	if (set_key(pair.client.fd, &run->pair, TX, 1) || set_key(pair.server.fd, &run->pair, RX, 1) ||
	    set_key(pair.server.fd, &run->pair, TX, 2) || set_key(pair.client.fd, &run->pair, RX, 2))
		fail_errno("keys after those that were refused");
	exchange_texts(&pair, MESSAGE_BYTES, 0, MESSAGES);
	pair_close(&pair);
}
