// SPDX-License-Identifier: Apache-2.0
import type { Libbpf } from '../ffi/libbpf.ts';
import { checkNegative, checkNull, memoryAt } from '../ffi/native.ts';

const BTF_KIND_FUNC = 12;
/** struct btf_type: __u32 name_off, info (vlen in the low 16 bits), size or type. */
const BTF_TYPE_BYTES = 12;

/**
 * How many arguments a function of the kernel image has, from its BTF. tls_sw_recvmsg has those of tcp_recvmsg, for
 * both are a struct proto's recvmsg, and tcp_recvmsg is there before the tls module is.
 */
export function functionArity(libbpf: Libbpf, name: string): number {
  const btf = checkNull('btf__load_vmlinux_btf', libbpf.btf__load_vmlinux_btf());
  const type = (id: number): Buffer => {
    const pointer = libbpf.btf__type_by_id(btf, id);
    return memoryAt(checkNull('btf__type_by_id', pointer), BTF_TYPE_BYTES);
  };
  try {
    const id = checkNegative(`BTF of ${name}`, libbpf.btf__find_by_name_kind(btf, name, BTF_KIND_FUNC));
    const prototype = type(type(id).readUInt32LE(8));
    return prototype.readUInt32LE(4) & 0xffff;
  } finally {
    libbpf.btf__free(btf);
  }
}
