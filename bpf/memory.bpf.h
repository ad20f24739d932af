/* SPDX-License-Identifier: GPL-2.0 */
/* Where the bytes of a call lie: its segments, one after the other. */
#ifndef MEMORY_BPF_H
#define MEMORY_BPF_H

#include "kernel_types.bpf.h"
#include "maps.bpf.h"

enum memory {
	MEMORY_UNREADABLE,
	MEMORY_USER_BUFFER,	/* segments: its address */
	MEMORY_USER_SEGMENTS,	/* segments: struct iovec array in the kernel */
	MEMORY_KERNEL_BUFFER,	/* segments: its address */
	MEMORY_KERNEL_SEGMENTS, /* segments: struct kvec array */
	MEMORY_PAGES,		/* segments: struct bio_vec array */
	MEMORY_PIPE,		/* segments: struct pipe_inode_info; segment_count: its head at entry */
};

/* Segments of a call that are looked at: UIO_MAXIOV, all that a program can pass. */
#define MAX_SEGMENTS 1024

#ifdef __TARGET_ARCH_x86
/* arch/x86/mm/kaslr.c: where the direct map and the page array begin, with CONFIG_DYNAMIC_MEMORY_LAYOUT. Without
 * CAP_SYSLOG they can't be resolved, and are 0. */
extern const void page_offset_base __ksym __weak;
extern const void vmemmap_base __ksym __weak;
#define X86_PAGE_SHIFT 12

static __always_inline bool can_read_pages(void)
{
	return &page_offset_base && &vmemmap_base;
}

/* page_address() of a kernel without highmem; 0 when it can't be told. */
static __always_inline __u64 page_address(__u64 page)
{
	__u64 direct_map = 0, pages = 0;

	if (!page || !can_read_pages())
		return 0;
	if (bpf_probe_read_kernel(&direct_map, sizeof(direct_map), &page_offset_base) ||
	    bpf_probe_read_kernel(&pages, sizeof(pages), &vmemmap_base))
		return 0;
	return direct_map + (((page - pages) / bpf_core_type_size(struct page)) << X86_PAGE_SHIFT);
}
#else
static __always_inline bool can_read_pages(void)
{
	return false;
}

static __always_inline __u64 page_address(__u64 page)
{
	return 0;
}
#endif

static __always_inline __u32 page_memory(enum memory memory)
{
	return can_read_pages() ? memory : MEMORY_UNREADABLE;
}

static __always_inline bool is_user_memory(__u32 memory)
{
	return memory == MEMORY_USER_BUFFER || memory == MEMORY_USER_SEGMENTS;
}

/* False when its bytes can't be read. A segment without bytes may have no address: iovec {NULL, 0}. */
static __always_inline bool set_segment(struct scratch *copy, __u64 from, __u64 length)
{
	copy->from = from + copy->skip;
	copy->available = length - copy->skip;
	copy->skip = 0;
	copy->index++;
	return from || !length;
}

static __always_inline bool set_page_segment(struct scratch *copy, __u64 page, __u32 offset, __u32 length)
{
	__u64 address = page_address(page);

	return set_segment(copy, address ? address + offset : 0, length);
}

static __always_inline bool next_pipe_segment(struct scratch *copy)
{
	struct pipe_inode_info *pipe = (void *)copy->segments;
	__u32 at = (__u32)copy->segment_count + copy->index;
	__u32 mask = BPF_CORE_READ(pipe, ring_size) - 1;
	struct pipe_buffer *buffer =
		(void *)BPF_CORE_READ(pipe, bufs) + (at & mask) * bpf_core_type_size(struct pipe_buffer);

	if (at == (__u32)BPF_CORE_READ(pipe, head))
		return false;
	return set_page_segment(copy, (__u64)BPF_CORE_READ(buffer, page), BPF_CORE_READ(buffer, offset),
				BPF_CORE_READ(buffer, len));
}

/* Goes on to the next segment of a call; false when there is none, or it can't be read. */
static __always_inline bool next_segment(struct scratch *copy)
{
	__u32 memory = copy->memory;

	if (copy->index >= MAX_SEGMENTS)
		return false;
	if (memory == MEMORY_PIPE)
		return next_pipe_segment(copy);
	if (memory == MEMORY_USER_BUFFER || memory == MEMORY_KERNEL_BUFFER)
		return copy->index == 0 && set_segment(copy, copy->segments, copy->segment_count);
	if (copy->index >= copy->segment_count)
		return false;
	if (memory == MEMORY_PAGES) {
		struct bio_vec *vector = (void *)(copy->segments + copy->index * sizeof(struct bio_vec));

		return set_page_segment(copy, (__u64)BPF_CORE_READ(vector, bv_page), BPF_CORE_READ(vector, bv_offset),
					BPF_CORE_READ(vector, bv_len));
	} else {
		struct kvec *vector = (void *)(copy->segments + copy->index * sizeof(struct kvec));

		return set_segment(copy, (__u64)BPF_CORE_READ(vector, iov_base), BPF_CORE_READ(vector, iov_len));
	}
}

#endif
