// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import ref from '@2060.io/ref-napi';
import { hooksFor } from '../../../src/capture/hooks.ts';
import { attachTracefsProbes, attachTrampolines, type Probes } from '../../../src/capture/probes.ts';
import type { BpfObject } from '../../../src/ffi/bpf-object.ts';
import type { Libbpf } from '../../../src/ffi/libbpf.ts';
import type { Libc } from '../../../src/ffi/libc.ts';

const FUNCTIONS = new Set([
  'tls_sk_proto_close',
  'tcp_shutdown',
  'tls_set_sw_offload',
  'tls_sw_sendmsg',
  'tls_sw_recvmsg',
  'tls_sw_splice_read',
]);
const LOCK_EX = 2;

/** Of programs and links: their names. */
const named = (name: string): Buffer => Buffer.from(name);

let done: string[];
let refused: string | undefined;
let folder: string;

function attach(program: Buffer, perfFd?: number): Buffer {
  if (String(program) === refused) return ref.NULL;
  done.push(perfFd === undefined ? `attach ${program}` : `attach ${program} to ${perfFd}`);
  return named(`link of ${program}`);
}

const libbpf = {
  bpf_program__attach: attach,
  bpf_program__attach_perf_event: attach,
  bpf_link__destroy: (link: Buffer) => {
    done.push(`destroy ${link}`);
    return 0;
  },
} as unknown as Libbpf;

const libc = {
  flock: (_: number, operation: number) => {
    assert.equal(operation, LOCK_EX);
    done.push('lock');
    return 0;
  },
  // perf_event_open: a descriptor of the tracepoint that struct perf_event_attr names.
  syscall: (_: number, attr: Buffer) => attr.readUInt32LE(8) + 1000,
} as unknown as Libc;

/** Each program's descriptor is its number. */
const object = {
  program: named,
  programFd: (name: string) => 500 + ALL.indexOf(name),
} as unknown as BpfObject;

const ALL = ['fentry', 'kprobe'].flatMap((way) =>
  hooksFor(way as 'fentry' | 'kprobe', FUNCTIONS).map(({ program }) => program),
);
const readFile = fs.readFileSync;

/** The program with this descriptor was skipped so many times. */
function setRecursionMisses(misses: Readonly<Record<string, number>>): void {
  mock.method(fs, 'readFileSync', (path: string, encoding: 'utf8') => {
    const fd = /^\/proc\/self\/fdinfo\/(\d+)$/.exec(path)?.[1];
    if (fd === undefined) return readFile(path, encoding);
    const name = ALL[Number(fd) - 500] ?? '';
    return `pos:\t0\nrecursion_misses:\t${misses[name] ?? 0}\nverified_insns:\t9\n`;
  });
}

beforeEach(() => {
  done = [];
  refused = undefined;
  folder = mkdtempSync(join(tmpdir(), 'ktls-otel-probes-'));
});
afterEach(() => {
  mock.restoreAll();
  rmSync(folder, { recursive: true });
});

describe('trampolines', () => {
  const hooks = hooksFor('fentry', FUNCTIONS);
  const programs = hooks.map(({ program }) => program);
  const attachAll = (): Probes => attachTrampolines(libbpf, object, hooks);
  const destroyed = (names: string[]): string[] => names.toReversed().map((name) => `destroy link of ${name}`);

  test('are attached in the order of the hooks, and detached in reverse, once', () => {
    const probes = attachAll();
    assert.deepEqual(
      done,
      programs.map((program) => `attach ${program}`),
    );
    done = [];
    probes.detach();
    assert.deepEqual(done, destroyed(programs));
    probes[Symbol.dispose]();
    assert.equal(done.length, programs.length);
  });

  test('are detached by disposing', () => {
    const probes = attachAll();
    done = [];
    probes[Symbol.dispose]();
    assert.deepEqual(done, destroyed(programs));
  });

  test('of which one is refused leave none attached', () => {
    refused = programs[4];
    assert.throws(attachAll, { name: 'NativeError', message: /^bpf_program__attach fentry_tls_sw_recvmsg: / });
    assert.deepEqual(done.slice(4), destroyed(programs.slice(0, 4)));
  });

  test('count the returns of calls that were skipped, neither entries nor returns of others', () => {
    setRecursionMisses({
      fentry_tls_sw_sendmsg: 1,
      fexit_tls_sw_sendmsg: 10,
      fexit_tls_sw_splice_read: 200,
      fexit_tls_set_sw_offload: 3000,
    });
    assert.equal(attachAll().missedReturns(), 210);
  });

  test('count none where the kernel does not tell', () => {
    mock.method(fs, 'readFileSync', () => 'pos:\t0\n');
    assert.equal(attachAll().missedReturns(), 0);
  });
});

describe('probes in tracefs', () => {
  /** Of keys that were set, the first return; of sends, the second. */
  const MISSES: Readonly<Record<number, number>> = { 6: 7000, 7: 30 };
  const hooks = hooksFor('kprobe', FUNCTIONS);
  const programs = hooks.map(({ program }) => program);
  const attachAll = (): Probes => attachTracefsProbes(libbpf, libc, object, hooks, folder);

  /** What the kernel does with a command: it defines the event `program`_SUFFIX, or removes it. */
  function obey(_: unknown, text: string): void {
    const [, action = '', event = ''] = /^([^:]+):ktls_otel\/(\S+)/.exec(text) ?? [];
    const program = event.replace(/_[0-9a-f]{8}$/, '');
    done.push(action === '-' ? `remove ${program}` : `define ${program}`);
    if (action === '-') return;
    mkdirSync(join(folder, 'events/ktls_otel', event), { recursive: true });
    writeFileSync(join(folder, 'events/ktls_otel', event, 'id'), `${done.length}\n`);
    profile.push(`${event} 100 ${MISSES[profile.length] ?? 0}`);
    writeFileSync(join(folder, 'kprobe_profile'), profile.join('\n'));
  }

  let profile: string[];

  beforeEach(() => {
    profile = [];
    writeFileSync(join(folder, 'kprobe_events'), 'p:ktls_otel/left_over_0a0a0a0a tls:tls_sw_sendmsg\n');
    mock.method(fs, 'appendFileSync', obey);
    setRecursionMisses({});
  });

  test('are defined and attached under the lock, after what a predecessor left is removed', () => {
    attachAll();
    const each = programs.flatMap((program, i) => [`define ${program}`, `attach ${program} to ${1003 + 2 * i}`]);
    assert.deepEqual(done, ['lock', 'remove left_over', ...each]);
  });

  test('are detached before they are removed, both in reverse, once', () => {
    const probes = attachAll();
    done = [];
    probes.detach();
    assert.deepEqual(done, [
      ...programs.toReversed().map((program) => `destroy link of ${program}`),
      ...programs.toReversed().map((program) => `remove ${program}`),
    ]);
    probes[Symbol.dispose]();
    assert.equal(done.length, 2 * programs.length);
  });

  test('of which one is refused leave neither links nor events', () => {
    refused = programs[1];
    assert.throws(attachAll, { name: 'NativeError', message: /^bpf_program__attach_perf_event kprobe_tcp_shutdown/ });
    assert.deepEqual(done.slice(-3), [
      `destroy link of ${programs[0]}`,
      `remove ${programs[1]}`,
      `remove ${programs[0]}`,
    ]);
  });

  test('count what probes and programs missed, and keep the count when they are detached', () => {
    setRecursionMisses({ kretprobe_tls_sw_recvmsg: 4 });
    const probes = attachAll();
    assert.equal(probes.missedReturns(), 34);
    probes.detach();
    assert.equal(probes.missedReturns(), 34);
    probes.detach();
    assert.equal(probes.missedReturns(), 34);
  });
});
