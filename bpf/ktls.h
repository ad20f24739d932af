/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel half and the service share: the sample in the ring buffer, the settings in .rodata.settings and
 * the counters. src/capture/event-layout.ts mirrors it; a test compares both with the object's BTF.
 */
#ifndef KTLS_H
#define KTLS_H

#define KTLS_COMM_BYTES 16
#define KTLS_ADDRESS_BYTES 16

enum ktls_kind {
	KTLS_KIND_DATA = 0,
	KTLS_KIND_CLOSE = 1,
};

enum ktls_direction {
	KTLS_TX = 0,
	KTLS_RX = 1,
};

enum ktls_operation {
	KTLS_SENDMSG = 0,
	KTLS_RECVMSG = 1,
};

enum ktls_flag {
	/* the connection was open before its start could be seen */
	KTLS_CONNECTION_PARTIAL = 1,
	/* a page of the buffer was not resident: the copy ends there */
	KTLS_FAULTED = 2,
	/* no room for this connection in the map: id and offset are unknown */
	KTLS_CONNECTION_UNKNOWN = 4,
};

/* 120 bytes, then captured_length bytes of plaintext. */
struct ktls_event {
	__u64 ktime_boot_ns;	/* when the call returned, CLOCK_BOOTTIME */
	__u64 connection_ns;	/* when the connection was first seen; with connection_cpu its id */
	__u64 stream_offset;	/* of the first byte, in its direction, from the first call seen */
	__u64 cgroup_id;
	__u32 tgid;		/* as the root pid namespace sees it */
	__u32 tid;
	__u32 uid;
	__u32 length;		/* bytes that the call moved */
	__u32 captured_length;	/* bytes that follow this header */
	__u32 connection_cpu;
	__u8 kind;		/* enum ktls_kind */
	__u8 direction;		/* enum ktls_direction */
	__u8 operation;		/* enum ktls_operation */
	__u8 record_type;	/* TLS ContentType: 21 alert, 22 handshake, 23 application data */
	__u8 flags;		/* enum ktls_flag */
	__u8 offload;		/* TLS_BASE 0, TLS_SW 1, TLS_HW 2, TLS_HW_RECORD 3 */
	__u16 tls_version;	/* 0x0303, 0x0304 */
	__u16 cipher_type;	/* TLS_CIPHER_* of linux/tls.h */
	__u16 family;		/* AF_INET 2, AF_INET6 10 */
	__u16 local_port;	/* host byte order */
	__u16 peer_port;	/* host byte order */
	__u8 local_address[KTLS_ADDRESS_BYTES]; /* network byte order; IPv4 in the first four */
	__u8 peer_address[KTLS_ADDRESS_BYTES];
	char comm[KTLS_COMM_BYTES];
};

struct ktls_settings {
	__u64 self_pidns_dev;
	__u64 self_pidns_ino;
	__u32 self_tgid;	/* the service, in its own pid namespace */
	__u32 capture_bytes;	/* at most this much of a call is copied; 0: none */
	__u32 recvmsg_arity;	/* arguments of tls_sw_recvmsg: 6, 5 or 4 */
	__u32 padding;
};

/* Every counter counts calls that moved bytes, unless said otherwise. */
enum ktls_counter {
	KTLS_CAPTURED,		/* calls chosen and turned into an event */
	KTLS_FILTERED_SELF,	/* calls of the service itself */
	KTLS_UNENTERED,		/* the exit hook ran, the entry hook had not: missed */
	KTLS_PRODUCED,		/* records made, lost ones too */
	KTLS_LOST,		/* of these, the ring had no room */
	KTLS_LOST_BYTES,	/* stream bytes (length, not captured_length) of the lost */
	KTLS_FAULTED_READS,	/* records whose copy met a page that was not resident */
	KTLS_CONNECTIONS_FULL,	/* records whose connection found no room in the map */
	KTLS_CLOSES_LOST,	/* close marks, not calls, for which the ring had no room */
	KTLS_COUNTERS,
};

#endif
