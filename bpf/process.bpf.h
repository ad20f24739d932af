/* SPDX-License-Identifier: GPL-2.0 */
/* Who calls: the thread, its process, the executable and the cgroup. */
#ifndef PROCESS_BPF_H
#define PROCESS_BPF_H

#include "cgroup_path.bpf.h"
#include "share.bpf.h"

struct process {
	__u64 start_boottime;
	__u64 exec_id;
	__u64 cgroup_id;
	__u32 tgid;
	__u32 padding;
};

/* Processes that the service was told of. Inserted in announce_process; the least recently used goes. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct process);
	__type(value, __u8);
} processes SEC(".maps");

static __always_inline bool is_self(void)
{
	struct bpf_pidns_info self = {};

	/* fails when the caller is of another pid namespace than the service */
	return !bpf_get_ns_current_pid_tgid(settings.self_pidns_dev, settings.self_pidns_ino, &self, sizeof(self)) &&
	       self.tgid == settings.self_tgid;
}

static __always_inline void describe_caller(struct ktls_event *event)
{
	__u64 thread = bpf_get_current_pid_tgid();

	event->ktime_boot_ns = bpf_ktime_get_boot_ns();
	event->cgroup_id = bpf_get_current_cgroup_id();
	event->tgid = thread >> 32;
	event->tid = thread;
	event->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/* Writes the executable's name; a kernel thread has no memory of its own, and no executable. */
static __always_inline void write_name(struct process_scratch *process, struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	long bytes = 0;

	if (mm && BPF_CORE_READ(mm, exe_file))
		bytes = bpf_probe_read_kernel_str(process->text, NAME_BYTES,
						  BPF_CORE_READ(mm, exe_file, f_path.dentry, d_name.name));
	process->end = bytes > 1 ? bytes - 1 : 0;
	process->event.length = process->end;
}

/* Makes the PROCESS sample of the current process, with a 0 behind it. */
__noinline int write_process(__u32 slot)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct process_scratch *process = bpf_map_lookup_elem(&process_scratch, &slot);
	__u32 depth, i;
	__u64 end;

	if (!process)
		return 0;
	__builtin_memset(process, 0, offsetof(struct process_scratch, text));
	process->event.kind = KTLS_KIND_PROCESS;
	describe_caller(&process->event);
	write_name(process, task);
	depth = find_cgroups(process, task);
	for (i = 1; i <= MAX_DEPTH; i++)
		if (i <= depth)
			write_component(slot, depth - i);
	end = process->end;
	barrier_var(end);
	if (end >= sizeof(process->text))
		return 0;
	process->text[end] = 0;
	process->event.captured_length = end;
	return 0;
}

/* Once for a process, before its first event: by the time that the service reads it, the process may be gone. Returns what
 * it takes of the ring. */
static __always_inline __u64 announce_process(__u32 slot, struct ktls_event *event)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct process key = {
		.start_boottime = BPF_CORE_READ(task, group_leader, start_boottime),
		.exec_id = BPF_CORE_READ(task, self_exec_id),
		.cgroup_id = bpf_get_current_cgroup_id(),
		.tgid = bpf_get_current_pid_tgid() >> 32,
	};
	struct process_scratch *process;
	__u64 bytes;
	__u8 told = 1;

	if (bpf_map_lookup_elem(&processes, &key))
		return 0;
	write_process(slot);
	process = bpf_map_lookup_elem(&process_scratch, &slot);
	if (!process)
		return 0;
	bytes = process->event.captured_length;
	barrier_var(bytes);
	if (bytes > sizeof(process->text))
		return 0;
	/* told again at the next call when there was no room */
	if (bpf_ringbuf_output(&ring, &process->event, sizeof(process->event) + bytes, 0)) {
		event->flags |= KTLS_PROCESS_UNTOLD;
		return 0;
	}
	bpf_map_update_elem(&processes, &key, &told, BPF_ANY);
	return room_of(sizeof(process->event) + bytes);
}

#endif
