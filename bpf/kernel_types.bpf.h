/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few fields of kernel structures that are read, relocated by CO-RE against the running kernel's BTF.
 * A ___suffix is dropped by libbpf when it looks the structure up.
 */
#ifndef KERNEL_TYPES_BPF_H
#define KERNEL_TYPES_BPF_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define CORE __attribute__((preserve_access_index))

/* Their values differ by version, and are looked up. */
enum iter_type {
	ITER_IOVEC,
	ITER_KVEC,
	ITER_BVEC,
	ITER_UBUF,
};

struct page {
	unsigned long flags;
} CORE;

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
} CORE;

struct kvec {
	void *iov_base;
	__kernel_size_t iov_len;
} CORE;

struct pipe_buffer {
	struct page *page;
	unsigned int offset;
	unsigned int len;
} CORE;

struct pipe_inode_info {
	unsigned int head;
	unsigned int ring_size;
	struct pipe_buffer *bufs;
} CORE;

/* 5.14 and later; `iov` until 6.3, `ubuf` from 6.0. */
struct iov_iter {
	__u8 iter_type;
	__kernel_size_t iov_offset;
	__kernel_size_t count;
	const struct iovec *iov;
	const struct kvec *kvec;
	const struct bio_vec *bvec;
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

#define MSG_PEEK 0x2
#define MSG_ERRQUEUE 0x2000
#define MSG_SPLICE_PAGES 0x8000000
#define MSG_CMSG_COMPAT 0x80000000

struct msghdr {
	struct iov_iter msg_iter;
	void *msg_control;
	unsigned char msg_control_is_user : 1;
	__kernel_size_t msg_controllen;
	unsigned int msg_flags;
} CORE;

struct in6_addr {
	__u8 bytes[16];
};

struct ns_common {
	unsigned int inum;
} CORE;

/* Until 5.11 `net_cookie` is an atomic64_t, which is 0 until somebody asks for it (net_gen_cookie). */
struct net {
	struct ns_common ns;
	__u64 net_cookie;
} CORE;

typedef struct {
	struct net *net;
} CORE possible_net_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	unsigned short skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	volatile unsigned char skc_state;
	unsigned long skc_flags;
	possible_net_t skc_net;
} CORE;

struct sock {
	struct sock_common __sk_common;
	int sk_err;
	unsigned int sk_allocation;
	__u8 sk_kern_sock : 1;
} CORE;

struct socket {
	struct sock *sk;
} CORE;

struct inet_sock {
	__be16 inet_sport;
} CORE;

struct inet_connection_sock {
	void *icsk_ulp_data;
} CORE;

struct tcp_sock {
	__u32 snd_una;
	__u64 bytes_acked;
	__u32 rcv_nxt;
	__u64 bytes_received;
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

struct qstr {
	const unsigned char *name;
} CORE;

struct dentry {
	struct qstr d_name;
} CORE;

struct path {
	struct dentry *dentry;
} CORE;

struct file {
	struct path f_path;
} CORE;

struct mm_struct {
	struct file *exe_file;
} CORE;

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
} CORE;

/* 6.15 and later: `parent` became `__parent`. */
struct kernfs_node___rcu {
	struct kernfs_node *__parent;
} CORE;

struct cgroup {
	struct kernfs_node *kn;
} CORE;

struct css_set {
	struct cgroup *dfl_cgrp;
} CORE;

struct task_struct {
	unsigned int flags;
	struct mm_struct *mm;
	struct task_struct *group_leader;
	struct css_set *cgroups;
	__u64 start_boottime;
	__u64 self_exec_id;
	char comm[16];
} CORE;

#endif
