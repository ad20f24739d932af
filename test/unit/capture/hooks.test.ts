// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hooksFor, THREAD_END_PROGRAM } from '../../../src/capture/hooks.ts';
import { readKernelFunctions } from '../../../src/capture/kernel-functions.ts';
import { readBtf } from './btf-types.ts';

const ALWAYS = [
  'tls_sk_proto_close',
  'tcp_shutdown',
  'tls_set_sw_offload',
  'tls_sw_sendmsg',
  'tls_sw_recvmsg',
  'tls_sw_splice_read',
];
const SOMETIMES = [
  'tls_set_device_offload',
  'tls_sw_sendpage',
  'tls_sw_sendpage_locked',
  'tls_sw_read_sock',
  'tls_device_sendmsg',
  'tls_device_sendpage',
];

const programs = (way: 'fentry' | 'kprobe', functions: readonly string[]): string[] =>
  hooksFor(way, new Set(functions)).map(({ program }) => program);

test('a function that the kernel lacks is not hooked', () => {
  assert.deepEqual(programs('fentry', ALWAYS), [
    'fentry_tls_sk_proto_close',
    'fentry_tcp_shutdown',
    'fentry_tls_set_sw_offload',
    'fentry_tls_sw_sendmsg',
    'fentry_tls_sw_recvmsg',
    'fentry_tls_sw_splice_read',
    'fexit_tls_set_sw_offload',
    'fexit_tls_sw_sendmsg',
    'fexit_tls_sw_recvmsg',
    'fexit_tls_sw_splice_read',
  ]);
});

test('one that every kernel with TLS has must be there', () => {
  for (const name of ALWAYS) {
    const others = ALWAYS.filter((other) => other !== name);
    assert.throws(() => hooksFor('kprobe', new Set(others)), new RegExp(`has no ${name}$`));
  }
});

test('every entry comes before every return', () => {
  for (const way of ['fentry', 'kprobe'] as const) {
    const places = hooksFor(way, new Set([...ALWAYS, ...SOMETIMES])).map(({ at }) => at);
    assert.ok(places.lastIndexOf('entry') < places.indexOf('return'));
  }
});

test('the programs are those of the object', () => {
  const named = ['fentry', 'kprobe'].flatMap((way) => programs(way as 'fentry' | 'kprobe', [...ALWAYS, ...SOMETIMES]));
  const inObject = readBtf('dist/linux-x64/ktls.bpf.o').functions.filter((name) =>
    /^(fentry|fexit|kprobe|kretprobe|raw_tp)_/.test(name),
  );
  assert.deepEqual([...named, THREAD_END_PROGRAM].sort(), [...inObject].sort());
});

test("README's table of what is captured has every hooked function, and no other", () => {
  const section = /### What is captured\n(.*?)\n## /s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual([...rows].sort(), [...ALWAYS, ...SOMETIMES].sort());
});

test('functions are found by their names, of a module or of the kernel itself', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kallsyms-'));
  const file = join(directory, 'kallsyms');
  try {
    writeFileSync(
      file,
      [
        '0000000000000000 T tls_sw_sendmsg\t[tls]',
        '0000000000000000 t tls_device_sendmsg',
        '0000000000000000 d tls_sw_proto_ops\t[tls]',
        '0000000000000000 t __pfx_tls_sw_recvmsg\t[tls]',
        '0000000000000000 t nvme_tls_key\t[nvme]',
        '0000000000000000 T mptcp_shutdown',
        '0000000000000000 T tcp_shutdown',
        '',
      ].join('\n'),
    );
    assert.deepEqual([...readKernelFunctions(file)].sort(), ['tcp_shutdown', 'tls_device_sendmsg', 'tls_sw_sendmsg']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
