// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ref from '@2060.io/ref-napi';
import { functionArgumentCounts } from '../../../src/capture/kernel-btf.ts';
import type { Libbpf } from '../../../src/ffi/libbpf.ts';
import { pointerTo } from '../../../src/ffi/native.ts';

const BTF = Buffer.alloc(1);

/** struct btf_type */
function type(info: number, sizeOrType: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(info, 4);
  bytes.writeUInt32LE(sizeOrType, 8);
  return bytes;
}

/** A libbpf whose BTF has tcp_recvmsg as type 5, a function of the prototype 9. */
function fakeLibbpf(prototypeInfo: number): { libbpf: Libbpf; freed: unknown[] } {
  const freed: unknown[] = [];
  const types: Record<number, Buffer> = { 5: type(12 << 24, 9), 9: type(prototypeInfo, 77) };
  const libbpf = {
    btf__load_vmlinux_btf: () => BTF,
    btf__load_module_btf: () => ref.NULL,
    btf__free: (btf: unknown) => freed.push(btf),
    btf__find_by_name_kind: (btf: unknown, name: string, kind: number) => {
      assert.deepEqual([btf, kind], [BTF, 12]);
      return name === 'tcp_recvmsg' ? 5 : -2;
    },
    btf__type_by_id: (btf: unknown, id: number) => {
      assert.equal(btf, BTF);
      return types[id];
    },
  };
  return { libbpf: libbpf as unknown as Libbpf, freed };
}

test('the arity of a function is that of its prototype, in the low 16 bits', () => {
  for (const [info, arity] of [
    [(13 << 24) | 6, 6],
    [(13 << 24) | 4, 4],
    [0x7fff_ffff, 0xffff],
  ] as const) {
    const { libbpf, freed } = fakeLibbpf(info);
    assert.deepEqual(functionArgumentCounts(libbpf, 'tls', ['tcp_recvmsg']), new Map([['tcp_recvmsg', arity]]));
    assert.deepEqual(freed, [BTF]);
  }
});

test('a function of a module is looked up in the BTF of the module, and in that of the image where it has none', () => {
  const ofModule = Buffer.alloc(1);
  const { libbpf, freed } = fakeLibbpf((13 << 24) | 3);
  for (const [loaded, expected] of [
    [ofModule, [ofModule, BTF]],
    [ref.NULL, [BTF]],
  ] as const) {
    const asked: unknown[] = [];
    const withModule = {
      ...libbpf,
      btf__load_module_btf: (name: string, base: unknown) => {
        asked.push(name, base);
        return loaded;
      },
      btf__find_by_name_kind: () => 5,
      btf__type_by_id: (btf: unknown, id: number) => {
        assert.equal(btf, expected[0]);
        return libbpf.btf__type_by_id(pointerTo(BTF), id);
      },
    } as unknown as Libbpf;
    freed.length = 0;
    const names = ['tcp_recvmsg', 'tls_set_sw_offload'];
    assert.deepEqual(functionArgumentCounts(withModule, 'tls', names), new Map(names.map((name) => [name, 3])));
    // Once for all of them.
    assert.deepEqual(asked, ['tls', BTF]);
    assert.deepEqual(freed, expected);
  }
});

test('a function that the kernel lacks is an error, and frees the BTF', () => {
  const { libbpf, freed } = fakeLibbpf(0);
  assert.throws(() => functionArgumentCounts(libbpf, 'tls', ['tcp_sendmsg']), {
    name: 'NativeError',
    message: /^BTF of tcp_sendmsg: ENOENT/,
  });
  assert.deepEqual(freed, [BTF]);
});
