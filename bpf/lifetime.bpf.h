/* SPDX-License-Identifier: GPL-2.0 */
/* The start and the end of a connection. */
#ifndef LIFETIME_BPF_H
#define LIFETIME_BPF_H

#include "call.bpf.h"
#include "copy.bpf.h"
#include "filter.bpf.h"

/* Connections that have ended and for whose close mark the ring had no room, lost records too. The service takes them; the
 * oldest go. */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4096);
	__type(value, struct ktls_connection_key);
} lost_closes SEC(".maps");

#define END_SAMPLE_BYTES (sizeof(struct ktls_event) + sizeof(struct ktls_connection_end))

/* enum sock_flags, SEND_SHUTDOWN (include/net/sock.h); include/net/tcp_states.h */
#define SOCK_DONE 1
#define SEND_SHUTDOWN 2
#define TCP_ESTABLISHED 1
#define TCP_CLOSE_WAIT 8

/* An event of a connection as a whole, in the scratch slot; NULL when the filters hold it back. */
static __always_inline struct ktls_event *describe_lifetime(__u32 kind, __u32 slot, struct sock *sk,
							    struct connection *connection)
{
	struct scratch *sample = bpf_map_lookup_elem(&scratch, &slot);
	struct ktls_event *event;

	if (!sample)
		return NULL;
	event = &sample->event;
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = kind;
	describe_caller(event);
	describe_socket(event, sk);
	describe_connection(event, connection);
	return event;
}

static __always_inline struct scratch *sample_of(struct ktls_event *event)
{
	return (void *)event - offsetof(struct scratch, event);
}

/* Keys are about to be set for a direction. Keeps whose: an exit hook of a kretprobe is told the result alone. */
static __always_inline void enter_offload(struct sock *sk, enum slot program)
{
	struct call call = {
		.sk = (__u64)sk,
		.slot = program,
	};

	forget_call(bpf_get_current_pid_tgid());
	keep_call(&call);
}

/* A connection begins when a direction has got its keys, and it is the first; the caller holds the socket's lock, so no
 * call came before. What was known of this socket was of a connection whose close was missed. */
static __always_inline void start_connection(struct sock *sk, __u32 slot)
{
	struct tls_context *context = BPF_CORE_READ((struct inet_connection_sock *)sk, icsk_ulp_data);
	__u64 key = (__u64)sk;
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);
	struct ktls_event *event;

	/* the other direction's keys, or new ones (6.14); both are noted once this function has returned */
	if (!context || BPF_CORE_READ_BITFIELD_PROBED(context, tx_conf) ||
	    BPF_CORE_READ_BITFIELD_PROBED(context, rx_conf))
		return;
	if (connection)
		forget_connection(key, connection);
	connection = new_connection(key, 0);
	if (!connection || !settings.connection_records)
		return;
	event = describe_lifetime(KTLS_KIND_OPEN, slot, sk, connection);
	if (!event || held_back(event, slot, sk, connection, false) < KTLS_COUNTERS)
		return;
	connection->shown = 1;
	if (!claim_ring(slot, room_of(sizeof(*event)))) {
		count(KTLS_PRODUCED, 1);
		lose_to_share(0);
		return;
	}
	sample_of(event)->put += announce_process(slot, event);
	submit_sample(slot, 0, KTLS_LAST);
	settle_ring(slot);
}

static __always_inline void exit_offload(int result, enum slot program)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *found = bpf_map_lookup_elem(&calls, &thread);
	struct sock *sk;

	if (!found || found->slot != program)
		return;
	sk = (void *)found->sk;
	drop_call(thread, found);
	if (!result)
		start_connection(sk, slot_here(program));
}

static __always_inline void describe_end(struct ktls_connection_end *end, struct sock *sk,
					 const struct connection *connection)
{
	__builtin_memset(end, 0, sizeof(*end));
	end->bytes[KTLS_TX] = connection->streams[KTLS_TX].offset;
	end->bytes[KTLS_RX] = connection->streams[KTLS_RX].offset;
	end->calls[KTLS_TX] = connection->streams[KTLS_TX].calls;
	end->calls[KTLS_RX] = connection->streams[KTLS_RX].calls;
	end->missed[KTLS_TX] = connection->streams[KTLS_TX].missed;
	end->missed[KTLS_RX] = connection->streams[KTLS_RX].missed;
	end->error = BPF_CORE_READ(sk, sk_err);
	end->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	end->fin = (BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DONE) & 1;
	end->shut_down = connection->shut_down;
}

static __always_inline void lose_close(const struct connection *connection, bool to_share)
{
	struct ktls_connection_key key = {
		.connection_ns = connection->first_seen_ns,
		.connection_cpu = connection->cpu,
	};

	if (!settings.connection_records)
		count(KTLS_CLOSES_LOST, 1);
	else if (to_share)
		lose_to_share(0);
	else
		count(KTLS_LOST, 1);
	bpf_map_push_elem(&lost_closes, &key, BPF_EXIST);
}

/* Tells the end of a connection of which something was shown. */
static __always_inline void submit_end(struct sock *sk, struct connection *connection, __u32 slot)
{
	struct ktls_event *event = describe_lifetime(KTLS_KIND_CLOSE, slot, sk, connection);
	struct scratch *sample;

	if (!event)
		return;
	sample = sample_of(event);
	describe_end((struct ktls_connection_end *)(event + 1), sk, connection);
	event->captured_length = sizeof(struct ktls_connection_end);
	event->flags |= KTLS_LAST;
	if (settings.connection_records)
		count(KTLS_PRODUCED, 1);
	if (!claim_ring(slot, room_of(END_SAMPLE_BYTES))) {
		lose_close(connection, true);
		return;
	}
	if (settings.connection_records)
		sample->put += announce_process(slot, event);
	if (bpf_ringbuf_output(&ring, event, END_SAMPLE_BYTES, 0))
		lose_close(connection, false);
	else
		sample->put += room_of(END_SAMPLE_BYTES);
	settle_ring(slot);
}

/* Nothing more is to be sent. Which end was first is told by the state: once both are through, that is CLOSE whoever was.
 * The caller holds the socket's lock. */
static __always_inline void enter_shutdown(struct sock *sk, int how)
{
	__u64 key = (__u64)sk;
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);
	__u8 state;

	if (!connection || !(how & SEND_SHUTDOWN))
		return;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	if (state == TCP_ESTABLISHED)
		connection->shut_down = KTLS_SHUT_DOWN_FIRST;
	else if (state == TCP_CLOSE_WAIT)
		connection->shut_down = KTLS_SHUT_DOWN_SECOND;
}

static __always_inline void enter_close(struct sock *sk)
{
	__u64 key = (__u64)sk;
	struct connection *connection = bpf_map_lookup_elem(&connections, &key);

	if (!connection)
		return;
	if (connection->shown)
		submit_end(sk, connection, slot_here(SLOT_CLOSE));
	forget_connection(key, connection);
}

#endif
