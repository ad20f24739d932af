// SPDX-License-Identifier: Apache-2.0
import type { Libbpf } from '../ffi/libbpf.ts';
import { checkNegative, checkNull, isNull, memoryAt } from '../ffi/native.ts';

const BTF_KIND_FUNC = 12;
/** struct btf_type: __u32 name_off, info (vlen in the low 16 bits), size or type. */
const BTF_TYPE_BYTES = 12;

/**
 * How many arguments functions of the kernel have, by their names, from the BTF of a module that is loaded and of the
 * image, or of the image alone where the module has none. Both are large: they are read once. tls_sw_recvmsg has those of
 * tcp_recvmsg, for both are a struct proto's recvmsg, and tcp_recvmsg is there before the tls module is. Throws
 * NativeError when there is no such function.
 */
export function functionArgumentCounts(libbpf: Libbpf, module: string, names: readonly string[]): Map<string, number> {
  const image = checkNull('btf__load_vmlinux_btf', libbpf.btf__load_vmlinux_btf());
  const ofModule = libbpf.btf__load_module_btf(module, image);
  const btf = isNull(ofModule) ? image : ofModule;
  const type = (id: number): Buffer => {
    const pointer = libbpf.btf__type_by_id(btf, id);
    return memoryAt(checkNull('btf__type_by_id', pointer), BTF_TYPE_BYTES);
  };
  const arityOf = (name: string): number => {
    const id = checkNegative(`BTF of ${name}`, libbpf.btf__find_by_name_kind(btf, name, BTF_KIND_FUNC));
    return type(type(id).readUInt32LE(8)).readUInt32LE(4) & 0xffff;
  };
  try {
    return new Map(names.map((name) => [name, arityOf(name)]));
  } finally {
    if (btf !== image) libbpf.btf__free(btf);
    libbpf.btf__free(image);
  }
}
