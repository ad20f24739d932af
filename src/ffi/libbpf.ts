// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { libraryPath } from './library-path.ts';

export const LIBBPF = libraryPath('libbpf.so.1');

/** The functions of libbpf that the service calls now and then, each with its C parameters beside it (libbpf 1.1, libbpf.h, bpf.h, btf.h). */
export function openLibbpf() {
  return ffi.Library(LIBBPF, {
    // __u32 libbpf_major_version(void), libbpf_minor_version(void)
    libbpf_major_version: ['uint32', []],
    libbpf_minor_version: ['uint32', []],
    // int libbpf_num_possible_cpus(void)
    libbpf_num_possible_cpus: ['int', []],
    // libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
    libbpf_set_print: ['pointer', ['pointer']],
    // struct bpf_object *bpf_object__open_file(const char *path, const struct bpf_object_open_opts *opts)
    bpf_object__open_file: ['pointer', ['string', 'pointer']],
    // int bpf_object__load(struct bpf_object *obj)
    bpf_object__load: ['int', ['pointer']],
    // void bpf_object__close(struct bpf_object *obj)
    bpf_object__close: ['void', ['pointer']],
    // struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
    bpf_object__find_map_by_name: ['pointer', ['pointer', 'string']],
    // struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj, const char *name)
    bpf_object__find_program_by_name: ['pointer', ['pointer', 'string']],
    // struct bpf_program *bpf_object__next_program(const struct bpf_object *obj, struct bpf_program *prog)
    bpf_object__next_program: ['pointer', ['pointer', 'pointer']],
    // const char *bpf_program__name(const struct bpf_program *prog)
    bpf_program__name: ['string', ['pointer']],
    // int bpf_program__set_autoload(struct bpf_program *prog, bool autoload)
    bpf_program__set_autoload: ['int', ['pointer', 'bool']],
    // int bpf_program__fd(const struct bpf_program *prog)
    bpf_program__fd: ['int', ['pointer']],
    // struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
    bpf_program__attach: ['pointer', ['pointer']],
    // struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
    bpf_program__attach_perf_event: ['pointer', ['pointer', 'int']],
    // int bpf_link__destroy(struct bpf_link *link)
    bpf_link__destroy: ['int', ['pointer']],
    // int bpf_map__fd(const struct bpf_map *map)
    bpf_map__fd: ['int', ['pointer']],
    // int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
    bpf_map__set_max_entries: ['int', ['pointer', 'uint32']],
    // __u32 bpf_map__max_entries(const struct bpf_map *map), bpf_map__value_size(const struct bpf_map *map)
    bpf_map__max_entries: ['uint32', ['pointer']],
    bpf_map__value_size: ['uint32', ['pointer']],
    // int bpf_map__set_value_size(struct bpf_map *map, __u32 size)
    bpf_map__set_value_size: ['int', ['pointer', 'uint32']],
    // int bpf_map__set_initial_value(struct bpf_map *map, const void *data, size_t size)
    bpf_map__set_initial_value: ['int', ['pointer', 'pointer', 'size_t']],
    // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
    bpf_map_update_elem: ['int', ['int', 'pointer', 'pointer', 'uint64']],
    // int bpf_obj_pin(int fd, const char *pathname), bpf_obj_get(const char *pathname)
    bpf_obj_pin: ['int', ['int', 'string']],
    bpf_obj_get: ['int', ['string']],
    // int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size, __u32 value_size,
    //                    __u32 max_entries, const struct bpf_map_create_opts *opts)
    bpf_map_create: ['int', ['int', 'string', 'uint32', 'uint32', 'uint32', 'pointer']],
    // struct btf *btf__load_vmlinux_btf(void); void btf__free(struct btf *btf)
    btf__load_vmlinux_btf: ['pointer', []],
    // struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf)
    btf__load_module_btf: ['pointer', ['string', 'pointer']],
    btf__free: ['void', ['pointer']],
    // __s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind)
    btf__find_by_name_kind: ['int32', ['pointer', 'string', 'uint32']],
    // const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)
    btf__type_by_id: ['pointer', ['pointer', 'uint32']],
  } as const);
}

export type Libbpf = ReturnType<typeof openLibbpf>;

/** The installed libbpf's version, or why it can't be opened. */
export function libbpfVersion(): { major: number; minor: number } | Error {
  try {
    const libbpf = openLibbpf();
    return { major: libbpf.libbpf_major_version(), minor: libbpf.libbpf_minor_version() };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
