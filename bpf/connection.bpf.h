/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of a connection: its id and how far each direction has come; and what the socket tells. */
#ifndef CONNECTION_BPF_H
#define CONNECTION_BPF_H

#define AF_INET 2
#define AF_INET6 10

static __always_inline struct connection *find_connection(__u64 sk, __u32 flags)
{
	struct connection *connection = bpf_map_lookup_elem(&connections, &sk);
	struct connection fresh = {};

	if (connection)
		return connection;
	fresh.first_seen_ns = bpf_ktime_get_boot_ns();
	fresh.cpu = bpf_get_smp_processor_id();
	fresh.flags = flags;
	bpf_map_update_elem(&connections, &sk, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&connections, &sk);
}

static __always_inline void describe_connection(struct ktls_event *event, __u64 sk, __u64 length)
{
	struct connection *connection = find_connection(sk, KTLS_CONNECTION_PARTIAL);

	if (!connection) {
		event->flags |= KTLS_CONNECTION_UNKNOWN;
		count(KTLS_CONNECTIONS_FULL, 1);
		return;
	}
	event->connection_ns = connection->first_seen_ns;
	event->connection_cpu = connection->cpu;
	event->flags |= connection->flags;
	/* The fetching form of this atomic needs 5.12. Calls of one direction come one after the other unless a
	 * program writes concurrently, and then their order can't be known. */
	event->stream_offset = connection->offset[event->direction & 1];
	__sync_fetch_and_add(&connection->offset[event->direction & 1], length);
}

static __always_inline void describe_socket(struct ktls_event *event, struct sock *sk)
{
	struct tls_context *context = BPF_CORE_READ((struct inet_connection_sock *)sk, icsk_ulp_data);

	event->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	/* skc_num is 0 once the peer has reset the connection */
	event->local_port = bpf_ntohs(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	event->peer_port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (event->family == AF_INET6) {
		BPF_CORE_READ_INTO((struct in6_addr *)event->local_address, sk, __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)event->peer_address, sk, __sk_common.skc_v6_daddr);
	} else {
		BPF_CORE_READ_INTO((__be32 *)event->local_address, sk, __sk_common.skc_rcv_saddr);
		BPF_CORE_READ_INTO((__be32 *)event->peer_address, sk, __sk_common.skc_daddr);
	}
	if (!context)
		return;
	event->tls_version = BPF_CORE_READ(context, prot_info.version);
	event->cipher_type = BPF_CORE_READ(context, prot_info.cipher_type);
	event->offload = event->direction == KTLS_TX ? BPF_CORE_READ_BITFIELD_PROBED(context, tx_conf) :
						       BPF_CORE_READ_BITFIELD_PROBED(context, rx_conf);
}

#endif
