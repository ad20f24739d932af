/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TLS record type of a call, from its control message (SOL_TLS, TLS_SET_RECORD_TYPE or TLS_GET_RECORD_TYPE).
 * Without one, a call carries application data: tls_process_cmsg and tls_record_content_type in net/tls (6.12).
 */
#ifndef RECORD_TYPE_BPF_H
#define RECORD_TYPE_BPF_H

#include "kernel_types.bpf.h"
#include "maps.bpf.h"

#define SOL_TLS 282
#define TLS_SET_RECORD_TYPE 1
#define TLS_GET_RECORD_TYPE 2
#define RECORD_TYPE_DATA 23
#define MAX_CONTROL_MESSAGES 4

struct control_message {
	__u64 length; /* of the header and the data */
	__s32 level;
	__s32 type;
	__u8 data;
	__u8 padding[7];
};

/* A 32-bit program's: length, level and type of 4 bytes each. */
struct control_message_compat {
	__u32 length;
	__s32 level;
	__s32 type;
	__u8 data;
	__u8 padding[3];
};

/* A send's control messages were copied into the kernel, and to the native layout, before. */
static __always_inline __u8 sent_record_type(const struct call *call)
{
	struct control_message control;
	__u64 offset = 0;
	int i;

	for (i = 0; i < MAX_CONTROL_MESSAGES; i++) {
		/* 17: the header and one byte of data */
		if (!call->control || offset + 17 > call->control_length)
			break;
		if (bpf_probe_read_kernel(&control, 17, (void *)(call->control + offset)))
			break;
		if (control.level == SOL_TLS && control.type == TLS_SET_RECORD_TYPE && control.length >= 17)
			return control.data;
		if (control.length < 16 || control.length > call->control_length)
			break;
		offset += (control.length + 7) & ~7ull;
	}
	return RECORD_TYPE_DATA;
}

/* At exit: put_cmsg has written the type where msg_control pointed at entry, if it wrote anything. */
static __always_inline __u8 received_record_type(const struct call *call)
{
	struct msghdr *msg = (struct msghdr *)call->msg;
	struct control_message control = {};
	struct control_message_compat compat = {};

	if (!call->control || (__u64)BPF_CORE_READ(msg, msg_control) == call->control)
		return RECORD_TYPE_DATA;
	if (call->flags & MSG_CMSG_COMPAT) {
		if (!bpf_probe_read_user(&compat, 13, (void *)call->control) && compat.level == SOL_TLS &&
		    compat.type == TLS_GET_RECORD_TYPE)
			return compat.data;
		return RECORD_TYPE_DATA;
	}
	if (call->control_is_user ? bpf_probe_read_user(&control, 17, (void *)call->control) :
				    bpf_probe_read_kernel(&control, 17, (void *)call->control))
		return RECORD_TYPE_DATA;
	if (control.level == SOL_TLS && control.type == TLS_GET_RECORD_TYPE)
		return control.data;
	return RECORD_TYPE_DATA;
}

#endif
