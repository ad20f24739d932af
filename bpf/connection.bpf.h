/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of a connection: its id and how far each direction has come; and what the socket tells. */
#ifndef CONNECTION_BPF_H
#define CONNECTION_BPF_H

#include <bpf/bpf_endian.h>
#include "kernel_types.bpf.h"
#include "share.bpf.h"

#define AF_INET 2
#define AF_INET6 10

/* include/linux/sched.h, include/linux/gfp_types.h */
#define PF_KTHREAD 0x200000
#define GFP_IO 0x40
#define GFP_FS 0x80

/*
 * Where TCP's sequence numbers began, which only the two ends of a connection have in common. The end that connected
 * counts its own SYN among the bytes acknowledged (tcp_snd_una_update), so that it has sent_start one lower than the
 * other end's received_start. The caller holds the socket's lock where keys are set. Without it, of a connection that
 * was open before, a number and its count may rarely not belong together.
 */
static __always_inline void note_sequences(struct connection *connection, __u64 sk)
{
	struct tcp_sock *tcp = (void *)sk;

	connection->sent_start = BPF_CORE_READ(tcp, snd_una) - (__u32)BPF_CORE_READ(tcp, bytes_acked);
	connection->received_start = BPF_CORE_READ(tcp, rcv_nxt) - (__u32)BPF_CORE_READ(tcp, bytes_received);
}

/* NULL when there is no room for it, in the map or in what its cgroup may have of that. */
static __always_inline struct connection *new_connection(__u64 sk, __u32 flags)
{
	struct connection fresh = {
		.first_seen_ns = bpf_ktime_get_boot_ns(),
		.cpu = bpf_get_smp_processor_id(),
		.flags = flags,
		.random = bpf_get_prandom_u32(),
		.cgroup_id = bpf_get_current_cgroup_id(),
	};

	if (!takes_connection(fresh.cgroup_id))
		return NULL;
	note_sequences(&fresh, sk);
	if (bpf_map_update_elem(&connections, &sk, &fresh, BPF_NOEXIST))
		give_connection_back(fresh.cgroup_id);
	return bpf_map_lookup_elem(&connections, &sk);
}

static __always_inline struct connection *find_connection(__u64 sk)
{
	struct connection *connection = bpf_map_lookup_elem(&connections, &sk);

	return connection ? connection : new_connection(sk, KTLS_CONNECTION_PARTIAL);
}

static __always_inline void forget_connection(__u64 sk, const struct connection *connection)
{
	__u64 cgroup_id = connection->cgroup_id;

	if (!bpf_map_delete_elem(&connections, &sk))
		give_connection_back(cgroup_id);
}

static __always_inline struct stream *stream_of(struct connection *connection, __u32 direction)
{
	return direction == KTLS_TX ? &connection->streams[KTLS_TX] : &connection->streams[KTLS_RX];
}

/*
 * Two calls of a direction overlap when, of one, the count of entries has moved on at its exit, or there were more
 * entries than exits at its entry. Added first and read after: of two that enter at once, the later sees both. The
 * fetching form of the atomic needs 5.12.
 */
static __always_inline void enter_stream(struct call *call, struct connection *connection)
{
	struct stream *stream = stream_of(connection, call->direction);

	__sync_fetch_and_add(&stream->entries, 1);
	call->entries = *(volatile __u32 *)&stream->entries;
	call->concurrent = call->entries - *(volatile __u32 *)&stream->exits > 1;
	call->connection_ns = connection->first_seen_ns;
}

/* The connection that the call began on, if the socket still is that one. */
static __always_inline struct connection *connection_of(const struct call *call)
{
	__u64 sk = call->sk;
	struct connection *connection = bpf_map_lookup_elem(&connections, &sk);

	return connection && connection->first_seen_ns == call->connection_ns ? connection : NULL;
}

/* The end of a call will be seen, but not that it was entered. */
static __always_inline void leave_stream(const struct call *call)
{
	struct connection *connection = connection_of(call);

	if (connection)
		__sync_fetch_and_add(&stream_of(connection, call->direction)->exits, 1);
}

/* The end of a call was not seen, and so not what it moved: at most all that it was asked to. */
static __always_inline void miss_call(const struct call *call)
{
	struct connection *connection = connection_of(call);
	struct stream *stream;

	if (!connection)
		return;
	stream = stream_of(connection, call->direction);
	__sync_fetch_and_add(&stream->exits, 1);
	if (call->flags & (MSG_PEEK | MSG_ERRQUEUE))
		return;
	stream->unsure = 1;
	__sync_fetch_and_add(&stream->missed, 1);
	/* what an in-kernel reader takes has no bound */
	if (call->operation != KTLS_READ_SOCK)
		__sync_fetch_and_add(&stream->offset, call->count);
}

/* The start of a call was not seen, but its end: how much it moved, and on which socket. */
static __always_inline void miss_entry(__u64 sk, __u32 direction, __u64 length)
{
	struct connection *connection = find_connection(sk);
	struct stream *stream;

	if (!connection)
		return;
	stream = stream_of(connection, direction);
	__sync_fetch_and_add(&stream->offset, length);
	__sync_fetch_and_add(&stream->calls, 1);
	__sync_fetch_and_add(&stream->missed, 1);
}

static __always_inline void describe_connection(struct ktls_event *event, const struct connection *connection)
{
	event->connection_ns = connection->first_seen_ns;
	event->connection_cpu = connection->cpu;
	event->sent_start = connection->sent_start;
	event->received_start = connection->received_start;
	event->flags |= connection->flags;
}

/*
 * Whether the socket is the kernel's own and no program's: made by the kernel (sock_create_kern), or used by one of its
 * threads, or handed to it and so marked that its memory comes without writing back what goes over it (nbd_add_socket,
 * xs_tcp_finish_connecting; GFP_KERNEL otherwise). So calls in a program's context are found too.
 */
static __always_inline bool is_kernel_socket(struct sock *sk)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u32 allocation = BPF_CORE_READ(sk, sk_allocation);

	return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_kern_sock) || BPF_CORE_READ(task, flags) & PF_KTHREAD ||
	       (allocation & (GFP_IO | GFP_FS)) != (GFP_IO | GFP_FS);
}

/* A cookie is no other namespace's until the next boot, an inode number may become another's. */
static __always_inline __u64 network_namespace(struct sock *sk)
{
	struct net *net = BPF_CORE_READ(sk, __sk_common.skc_net.net);

	return bpf_core_field_exists(net->net_cookie) ? BPF_CORE_READ(net, net_cookie) : BPF_CORE_READ(net, ns.inum);
}

static __always_inline void describe_socket(struct ktls_event *event, struct sock *sk)
{
	struct tls_context *context = BPF_CORE_READ((struct inet_connection_sock *)sk, icsk_ulp_data);
	__u8 tx_conf, rx_conf;

	if (is_kernel_socket(sk))
		event->flags |= KTLS_KERNEL_SOCKET;
	event->netns = network_namespace(sk);
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
	tx_conf = BPF_CORE_READ_BITFIELD_PROBED(context, tx_conf);
	rx_conf = BPF_CORE_READ_BITFIELD_PROBED(context, rx_conf);
	event->offload = event->direction == KTLS_TX ? tx_conf : rx_conf;
	if (!(event->direction == KTLS_TX ? rx_conf : tx_conf))
		event->flags |= KTLS_ONE_WAY;
}

#endif
