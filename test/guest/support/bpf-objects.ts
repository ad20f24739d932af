// SPDX-License-Identifier: Apache-2.0
import { closeSync, readFileSync } from 'node:fs';
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';

const ENOENT = 2;
/** struct bpf_map_info (linux/bpf.h): __u32 key_size and max_entries, char name[16]. */
const MAP_INFO = { bytes: 96, keySize: 8, maxEntries: 16, name: 24, nameEnd: 40 } as const;

const libbpf = ffi.Library('libbpf.so.1', {
  // int bpf_map_get_next_id(__u32 start_id, __u32 *next_id), bpf_prog_get_next_id(...)
  bpf_map_get_next_id: ['int', ['uint32', 'pointer']],
  bpf_prog_get_next_id: ['int', ['uint32', 'pointer']],
  // int bpf_map_get_fd_by_id(__u32 id)
  bpf_map_get_fd_by_id: ['int', ['uint32']],
  // int bpf_prog_get_fd_by_id(__u32 id)
  bpf_prog_get_fd_by_id: ['int', ['uint32']],
  // int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
  bpf_obj_get_info_by_fd: ['int', ['int', 'pointer', 'pointer']],
  // int bpf_map_get_next_key(int fd, const void *key, void *next_key)
  bpf_map_get_next_key: ['int', ['int', 'pointer', 'pointer']],
} as const);

/** How the kernel ends a walk, and what it says of an id that has gone meanwhile. */
function isThere(call: string, result: number): boolean {
  return result !== -ENOENT && checkNegative(call, result) >= 0;
}

/** The ids of all programs, or of all maps, in this kernel. */
export function bpfIds(kind: 'program' | 'map'): number[] {
  const nextId = kind === 'map' ? libbpf.bpf_map_get_next_id : libbpf.bpf_prog_get_next_id;
  const ids: number[] = [];
  const next = Buffer.alloc(4);
  while (isThere('get_next_id', nextId(ids.at(-1) ?? 0, pointerTo(next)))) ids.push(next.readUInt32LE());
  return ids;
}

/**
 * Nanoseconds that these programs have run for, together, while kernel.bpf_stats_enabled was 1 (bpf_prog_show_fdinfo,
 * kernel/bpf/syscall.c).
 */
export function runNanosOf(programs: readonly number[]): number {
  let nanos = 0;
  for (const id of programs) {
    const fd = libbpf.bpf_prog_get_fd_by_id(id);
    if (!isThere('bpf_prog_get_fd_by_id', fd)) continue;
    nanos += Number(/^run_time_ns:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1]);
    closeSync(fd);
  }
  return nanos;
}

function mapInfo(fd: number): Buffer {
  const info = Buffer.alloc(MAP_INFO.bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(info.length);
  checkNegative('bpf_obj_get_info_by_fd', libbpf.bpf_obj_get_info_by_fd(fd, pointerTo(info), pointerTo(length)));
  return info;
}

/** Looks at the map of that name; throws unless there is exactly one. */
export function lookAtMap<T>(name: string, look: (fd: number, info: Buffer) => T): T {
  const found: T[] = [];
  for (const id of bpfIds('map')) {
    const fd = libbpf.bpf_map_get_fd_by_id(id);
    if (!isThere('bpf_map_get_fd_by_id', fd)) continue;
    const info = mapInfo(fd);
    if (info.toString('latin1', MAP_INFO.name, MAP_INFO.nameEnd).replace(/\0.*$/s, '') === name)
      found.push(look(fd, info));
    closeSync(fd);
  }
  const [result] = found;
  if (result === undefined || found.length > 1) throw new Error(`${found.length} maps are named ${name}`);
  return result;
}

/** How many entries a hash map has. */
export function entriesOf(map: string): number {
  return lookAtMap(map, (fd, info) => {
    const key = Buffer.alloc(info.readUInt32LE(MAP_INFO.keySize));
    let count = 0;
    let from = pointerTo(ref.NULL);
    while (isThere('bpf_map_get_next_key', libbpf.bpf_map_get_next_key(fd, from, pointerTo(key)))) {
      count++;
      from = pointerTo(key);
    }
    return count;
  });
}

/** Bytes that nobody has read yet in a ring buffer. */
export function unreadBytes(ring: string): number {
  return lookAtMap(ring, (fd, info) => {
    using buffer = new RingBuffer(openLibc(), fd, info.readUInt32LE(MAP_INFO.maxEntries), pageBytes());
    return buffer.pendingBytes;
  });
}
