/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few fields of kernel structures that are read, relocated by CO-RE against the running kernel's BTF.
 * A ___suffix is dropped by libbpf when it looks the structure up.
 */
#ifndef KERNEL_TYPES_BPF_H
#define KERNEL_TYPES_BPF_H

#define CORE __attribute__((preserve_access_index))

struct iovec {
	void *iov_base;
	__kernel_size_t iov_len;
} CORE;

enum iter_type {
	ITER_IOVEC,
	ITER_UBUF,
};

/* 5.14 and later; `iov` until 6.3, `ubuf` from 6.0. */
struct iov_iter {
	__u8 iter_type;
	__kernel_size_t iov_offset;
	__kernel_size_t count;
	const struct iovec *iov;
	void *ubuf;
	unsigned long nr_segs;
} CORE;

/* 6.4 and later: `iov` became `__iov`. */
struct iov_iter___renamed {
	const struct iovec *__iov;
} CORE;

/* Before 5.14: type and direction (the low bit) in one word. */
struct iov_iter___typed {
	unsigned int type;
} CORE;

struct msghdr {
	struct iov_iter msg_iter;
	void *msg_control;
	unsigned char msg_control_is_user : 1;
	__kernel_size_t msg_controllen;
} CORE;

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	unsigned short skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
} CORE;

struct sock {
	struct sock_common __sk_common;
} CORE;

struct inet_sock {
	__be16 inet_sport;
} CORE;

struct inet_connection_sock {
	void *icsk_ulp_data;
} CORE;

struct tls_prot_info {
	__u16 version;
	__u16 cipher_type;
} CORE;

struct tls_context {
	struct tls_prot_info prot_info;
	__u8 tx_conf : 3;
	__u8 rx_conf : 3;
} CORE;

#endif
