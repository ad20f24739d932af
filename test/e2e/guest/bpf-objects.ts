// SPDX-License-Identifier: Apache-2.0
import { closeSync } from 'node:fs';
import ffi from 'ffi-napi';
import { checkNegative, NativeError, pointerTo } from '../../../src/capture/native.ts';

/** struct bpf_map_info and struct bpf_prog_info (linux/bpf.h): where the name, and of a map the size of a key, stand. */
const INFO_BYTES = 256;
const NAMES = { map: 24, program: 64 } as const;
const KEY_SIZE = 8;
const NAME_BYTES = 16;

const libbpf = ffi.Library('libbpf.so.1', {
  // int bpf_map_get_next_id(__u32 start_id, __u32 *next_id), and of programs
  bpf_map_get_next_id: ['int', ['uint32', 'pointer']],
  bpf_prog_get_next_id: ['int', ['uint32', 'pointer']],
  // int bpf_map_get_fd_by_id(__u32 id), and of a program
  bpf_map_get_fd_by_id: ['int', ['uint32']],
  bpf_prog_get_fd_by_id: ['int', ['uint32']],
  // int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
  bpf_obj_get_info_by_fd: ['int', ['int', 'pointer', 'pointer']],
  // int bpf_map_get_next_key(int fd, const void *key, void *next_key)
  bpf_map_get_next_key: ['int', ['int', 'pointer', 'pointer']],
} as const);

const CALLS = {
  map: { next: libbpf.bpf_map_get_next_id, open: libbpf.bpf_map_get_fd_by_id },
  program: { next: libbpf.bpf_prog_get_next_id, open: libbpf.bpf_prog_get_fd_by_id },
} as const;

type Kind = keyof typeof CALLS;

/** Undefined at the end: where the kernel answers ENOENT, which is 2. */
function unlessOver(call: string, result: number): true | undefined {
  if (result === -2) return undefined;
  checkNegative(call, result);
  return true;
}

/** The ids of all programs or maps of this kernel. */
export function idsOf(kind: Kind): number[] {
  const ids: number[] = [];
  const next = Buffer.alloc(4);
  while (unlessOver('get_next_id', CALLS[kind].next(ids.at(-1) ?? 0, pointerTo(next)))) ids.push(next.readUInt32LE());
  return ids;
}

/** With what the kernel tells of it; undefined when it is gone. */
function use<T>(kind: Kind, id: number, look: (fd: number, info: Buffer) => T): T | undefined {
  const fd = CALLS[kind].open(id);
  if (!unlessOver('get_fd_by_id', fd)) return undefined;
  try {
    const info = Buffer.alloc(INFO_BYTES);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(info.length);
    checkNegative('bpf_obj_get_info_by_fd', libbpf.bpf_obj_get_info_by_fd(fd, pointerTo(info), pointerTo(length)));
    return look(fd, info);
  } finally {
    closeSync(fd);
  }
}

/** Names of all programs or maps, as the kernel has them: their first 15 characters. */
export function namesOf(kind: Kind): string[] {
  const at = NAMES[kind];
  return idsOf(kind).flatMap((id) => use(kind, id, (_, info) => nameAt(info, at)) ?? []);
}

function nameAt(info: Buffer, at: number): string {
  return info.toString('latin1', at, at + NAME_BYTES).replace(/\0.*$/s, '');
}

/** How many entries a map has; throws unless there is exactly one of that name. */
export function entriesOf(map: string): number {
  const counts = idsOf('map').flatMap((id) => use('map', id, (fd, info) => (nameAt(info, NAMES.map) === map ? [countKeys(fd, info)] : [])) ?? []);
  const [count] = counts;
  if (count === undefined || counts.length > 1) throw new Error(`${counts.length} maps are named ${map}`);
  return count;
}

function countKeys(fd: number, info: Buffer): number {
  const key = Buffer.alloc(info.readUInt32LE(KEY_SIZE));
  const none = pointerTo(Buffer.alloc(0));
  let count = 0;
  for (let from = none; unlessOver('bpf_map_get_next_key', libbpf.bpf_map_get_next_key(fd, from, pointerTo(key))); from = pointerTo(key)) count++;
  return count;
}
