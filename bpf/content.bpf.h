/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of which the service shows no more than their start: what lies amid is not copied. */
#ifndef CONTENT_BPF_H
#define CONTENT_BPF_H

#include "connection.bpf.h"

/* Up to which offset a stream is content of HTTP/1 whose length is known. Inserted by the service when it has read the
 * head, so it may come late; a connection has no other's key. The least recently used goes. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct ktls_stream);
	__type(value, __u64);
} content_ends SEC(".maps");

/* Whether the call lies in such content, and copying its start and its end copies less. Where calls were missed, what
 * was content may have ended. */
static __always_inline bool is_amid_content(const struct ktls_event *event, struct connection *connection, __u64 wanted)
{
	struct ktls_stream key = {
		.connection_ns = event->connection_ns,
		.connection_cpu = event->connection_cpu,
		.direction = event->direction,
	};
	__u64 *end;

	if (wanted <= (__u64)settings.start_bytes + settings.end_bytes ||
	    stream_of(connection, event->direction)->unsure)
		return false;
	end = bpf_map_lookup_elem(&content_ends, &key);
	return end && event->stream_offset + event->length <= *end;
}

#endif
