/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel half and the service share: the sample in the ring buffer, the settings in .rodata.settings, the
 * filters and the counters. The layouts in src/capture mirror it; a test compares both with the object's BTF.
 */
#ifndef KTLS_H
#define KTLS_H

#include <linux/types.h>

#define KTLS_COMM_BYTES 16
#define KTLS_ADDRESS_BYTES 16
/* Payload of a sample at most: a full TLS record. A longer call becomes several samples. */
#define KTLS_CHUNK_BYTES 16384

enum ktls_kind {
	KTLS_KIND_DATA = 0,
	KTLS_KIND_CLOSE = 1,   /* payload: struct ktls_connection_end */
	KTLS_KIND_OPEN = 2,    /* no payload; only with settings.connection_records */
	KTLS_KIND_PROCESS = 3, /* payload: the executable's name (`length` bytes), then the cgroup's path */
};

enum ktls_direction {
	KTLS_TX = 0,
	KTLS_RX = 1,
};

enum ktls_operation {
	KTLS_SENDMSG = 0,
	KTLS_SENDPAGE = 1, /* also a sendmsg that was handed pages: MSG_SPLICE_PAGES, 6.5 */
	KTLS_RECVMSG = 2,
	KTLS_SPLICE_READ = 3,
	KTLS_READ_SOCK = 4,
	KTLS_OPERATIONS,
};

enum ktls_flag {
	/* the connection was open before its start could be seen */
	KTLS_CONNECTION_PARTIAL = 1,
	/* a page of the buffer was not resident: the copy ends before it */
	KTLS_FAULTED = 2,
	/* no room for this connection in the map: id and offset are unknown */
	KTLS_CONNECTION_UNKNOWN = 4,
	/* another call of this direction was under way at the same time: their order can't be known */
	KTLS_CONCURRENT = 8,
	/* the call's last sample */
	KTLS_LAST = 16,
	/* there was no room for the PROCESS sample of this process */
	KTLS_PROCESS_UNTOLD = 32,
	/* what follows of the call is left out, but for an end that is not to be shown; with KTLS_LAST this is that end */
	KTLS_LEFT_OUT = 64,
	/* the other direction of the connection does not go through the kernel's TLS, or not yet */
	KTLS_ONE_WAY = 128,
	/* the socket is the kernel's own: of a network file system, a block device, whoever's thread is running */
	KTLS_KERNEL_SOCKET = 256,
};

/* 144 bytes, then captured_length bytes of payload. */
struct ktls_event {
	__u64 ktime_boot_ns; /* when the call returned, CLOCK_BOOTTIME */
	__u64 connection_ns; /* when the connection was first seen; with connection_cpu its id */
	__u64 stream_offset; /* of the first byte, in its direction, from the first call seen */
	__u64 cgroup_id;
	__u64 netns; /* of the socket: its cookie, and before 5.12 its inode number */
	__u32 tgid;  /* as the root pid namespace sees it */
	__u32 tid;
	__u32 uid;
	__u32 length;	       /* bytes that the call moved */
	__u32 captured_length; /* bytes that follow this header */
	__u32 connection_cpu;
	__u32 call_offset;    /* bytes of the call in its samples before this one */
	__u32 missed;	      /* calls of this direction that were missed so far */
	__u32 sent_start;     /* where TCP's sequence numbers began: what this end sends, or one less */
	__u32 received_start; /* what it receives */
	__u8 kind;	      /* enum ktls_kind */
	__u8 direction;	      /* enum ktls_direction */
	__u8 operation;	      /* enum ktls_operation */
	__u8 record_type;     /* TLS ContentType: 21 alert, 22 handshake, 23 application data */
	__u8 offload;	      /* TLS_BASE 0, TLS_SW 1, TLS_HW 2, TLS_HW_RECORD 3 */
	__u8 family;	      /* AF_INET 2, AF_INET6 10 */
	__u16 flags;	      /* enum ktls_flag */
	__u16 tls_version;    /* 0x0303, 0x0304 */
	__u16 cipher_type;    /* TLS_CIPHER_* of linux/tls.h */
	__u16 local_port;     /* host byte order */
	__u16 peer_port;      /* host byte order */
	__u8 local_address[KTLS_ADDRESS_BYTES]; /* network byte order; IPv4 in the first four */
	__u8 peer_address[KTLS_ADDRESS_BYTES];
	char comm[KTLS_COMM_BYTES];
};

/* Whether this end said by shutdown(), before it closed, that nothing more comes of it. */
enum ktls_shut_down {
	KTLS_NOT_SHUT_DOWN = 0,
	KTLS_SHUT_DOWN_FIRST = 1,  /* before the peer's FIN had come */
	KTLS_SHUT_DOWN_SECOND = 2, /* after it */
};

/* By enum ktls_direction: what moved while we saw the connection. */
struct ktls_connection_end {
	__u64 bytes[2];
	__u64 calls[2];
	__u32 missed[2]; /* calls that were missed */
	__u32 error;	 /* sk_err: an errno, 0 when there is none */
	__u8 state;	 /* TCP_ESTABLISHED 1, ... when it was closed (net/tcp_states.h) */
	__u8 fin;	 /* 1: the peer's FIN had come (SOCK_DONE, tcp_fin) */
	__u8 shut_down;	 /* enum ktls_shut_down */
	__u8 padding;
};

struct ktls_settings {
	__u64 self_pidns_dev;
	__u64 self_pidns_ino;
	__u32 self_tgid;	    /* the service, in its own pid namespace */
	__u32 capture_bytes;	    /* at most this much of a call is copied; 0: none */
	__u32 chunk_bytes;	    /* of it in a sample: at most KTLS_CHUNK_BYTES */
	__u32 recvmsg_arity;	    /* arguments of tls_sw_recvmsg: 6, 5 or 4 */
	__u32 connection_records;   /* 1: start and end of a connection are records */
	__u32 slots;		    /* of scratch that a CPU has: 1, or one for each program */
	__u32 start_bytes;	    /* of a call amid content (content.bpf.h) so many are copied, */
	__u32 end_bytes;	    /* and of its last ones so many */
	__u32 sw_offload_arity;	    /* arguments of tls_set_sw_offload: 3 or 2 */
	__u32 device_offload_arity; /* of tls_set_device_offload: 2 or 1 */
	__u32 ring_bytes;
	__u32 cgroup_calls;	  /* how many of the calls under way a cgroup has at most, */
	__u32 cgroup_connections; /* and how many of the connections */
	__u32 padding;
};

/* Which connection: what its id is made of. */
struct ktls_connection_key {
	__u64 connection_ns;
	__u32 connection_cpu;
	__u32 padding;
};

/* A direction of a connection. */
struct ktls_stream {
	__u64 connection_ns;
	__u32 connection_cpu;
	__u32 direction; /* enum ktls_direction */
};

/* What its share of the ring and its rate have cost a cgroup. */
struct ktls_cgroup_losses {
	__u64 records; /* lost, */
	__u64 bytes;   /* and what they stood for */
	__u64 held;    /* calls beyond its rate, held back */
};

/* What the service itself has counted, in its own layout (src/capture/ledger.ts). */
#define KTLS_LEDGER_BYTES 256

enum ktls_filter {
	/* numbers */
	KTLS_FILTER_PID,
	KTLS_FILTER_UID,
	KTLS_FILTER_NETNS,
	KTLS_FILTER_LOCAL_PORT,
	KTLS_FILTER_PEER_PORT,
	KTLS_FILTER_DIRECTION,
	KTLS_FILTER_RECORD_TYPE,
	KTLS_FILTER_OWNER, /* 0: a program; 1: the kernel (KTLS_KERNEL_SOCKET) */
	/* 16 bytes */
	KTLS_FILTER_COMM,
	KTLS_FILTER_LOCAL_ADDRESS,
	KTLS_FILTER_PEER_ADDRESS,
	/* texts */
	KTLS_FILTER_CGROUP,
	KTLS_FILTER_CONTAINER,
	KTLS_FILTERS,
};

#define KTLS_FIRST_PATTERN KTLS_FILTER_COMM
#define KTLS_FIRST_TEXT KTLS_FILTER_CGROUP
#define KTLS_MAX_VALUES 32
#define KTLS_MAX_TEXTS 16
#define KTLS_TEXT_BYTES 256

struct ktls_range {
	__u64 low; /* both included */
	__u64 high;
};

/* Matches 16 bytes of which (bytes & mask) == value. An IPv4 address is compared as ::ffff:a.b.c.d. */
struct ktls_pattern {
	__u64 value[2];
	__u64 mask[2];
};

struct ktls_text {
	char text[KTLS_TEXT_BYTES];
	__u64 length;
};

/* [0] of each: values to include, none meaning all; [1]: values to exclude. */
struct ktls_filters {
	__u64 generation;   /* another one each time they change */
	__u64 sample_below; /* of 2^32: connections whose random number is below are captured */
	__u64 rate_limit;   /* calls a second that are captured; 0: no limit */
	__u64 cgroup_rate;  /* the same of each cgroup */
	__u32 used;	    /* a bit for each enum ktls_filter that has values */
	__u32 padding;
	__u32 counts[KTLS_FILTERS][2];
	struct ktls_range ranges[KTLS_FIRST_PATTERN][2][KTLS_MAX_VALUES];
	struct ktls_pattern patterns[KTLS_FIRST_TEXT - KTLS_FIRST_PATTERN][2][KTLS_MAX_VALUES];
	struct ktls_text texts[KTLS_FILTERS - KTLS_FIRST_TEXT][2][KTLS_MAX_TEXTS];
};

/* Every counter counts calls that moved bytes, unless said otherwise. */
enum ktls_counter {
	KTLS_CAPTURED,	       /* calls chosen and turned into events */
	KTLS_UNENTERED,	       /* the exit hook ran, the entry hook had not: missed */
	KTLS_PRODUCED,	       /* records made, lost ones too */
	KTLS_LOST,	       /* of these, the ring had no room */
	KTLS_LOST_BYTES,       /* stream bytes of the lost records: also those of the call that were not copied */
	KTLS_LOST_SHARE,       /* of the lost, those whose cgroup had its share of the ring, */
	KTLS_LOST_SHARE_BYTES, /* and of the lost bytes theirs */
	KTLS_COPIED_BYTES,     /* payload copied, of lost records too */
	KTLS_FAULTED_READS,    /* calls whose copy met a page that was not resident */
	KTLS_UNREADABLE,       /* calls of memory that can't be read: pages without kernel symbols, rare iterators */
	KTLS_CONNECTIONS_FULL, /* calls whose connection found no room in the map */
	KTLS_CLOSES_LOST,      /* close marks that are no records, for which the ring had no room */
	KTLS_FILTERED_SELF,    /* calls of the service itself */
	KTLS_FILTERED_SAMPLE,  /* held back by sampling */
	KTLS_FILTERED_RATE,    /* held back by the rate limit */
	KTLS_FILTERED_CGROUP_RATE, /* held back by that of its cgroup */
	KTLS_FILTERED_RULE,	   /* and on, by enum ktls_filter: held back by a filter, the first that did */
	KTLS_COUNTERS = KTLS_FILTERED_RULE + KTLS_FILTERS,
};

/* One more than Linux's last errno that a program sees. */
#define KTLS_ERRNOS 134

/* Of an enum ktls_operation. */
struct ktls_failures {
	__u64 calls[KTLS_ERRNOS]; /* by errno; [0]: any other */
};

#endif
