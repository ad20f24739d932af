// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { hooksFor } from '../../../src/capture/hooks.ts';
import { TracefsProbes } from '../../../src/capture/tracefs-probes.ts';

const HOOKS = hooksFor(
  'kprobe',
  new Set([
    'tls_sk_proto_close',
    'tcp_shutdown',
    'tls_set_sw_offload',
    'tls_sw_sendmsg',
    'tls_sw_recvmsg',
    'tls_sw_splice_read',
  ]),
);

let root: string;
let commands: string[];
let probes: TracefsProbes;
/** Events that a living process uses: the kernel does not remove them. */
let used: Set<string>;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** What the kernel does with a command that is written to kprobe_events. */
function obey(path: unknown, text: unknown): void {
  assert.equal(path, join(root, 'kprobe_events'));
  const command = String(text);
  assert.match(command, /^[^\n]+\n$/);
  commands.push(command.trimEnd());
  const [action, event = ''] = command.trimEnd().split(/[: ]/);
  if (action === '-') {
    if (used.has(event)) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
  } else {
    write(`events/${event}/id`, `${1000 + commands.length}\n`);
  }
}

function commandsBy(hookIndex: number): string | undefined {
  return commands[hookIndex]?.replace(/_[0-9a-f]{8} /, '_SUFFIX ');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ktls-otel-tracefs-'));
  commands = [];
  used = new Set();
  mock.method(fs, 'appendFileSync', obey);
  write('tls/initstate', 'live\n');
  probes = new TracefsProbes(root, join(root, 'tls'));
});

afterEach(() => {
  mock.restoreAll();
  rmSync(root, { recursive: true });
});

function defineAll(): string[] {
  for (const hook of HOOKS) probes.define(hook);
  return commands.map((command) => command.split(/[: ]/)[1] ?? '');
}

describe('probes in tracefs', () => {
  test('are defined with the instances that a return needs, and have an id', () => {
    const ids = HOOKS.map((hook) => probes.define(hook));
    assert.deepEqual(ids, [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010]);
    assert.equal(commandsBy(0), 'p:ktls_otel/kprobe_tls_sk_proto_close_SUFFIX tls:tls_sk_proto_close');
    assert.equal(commandsBy(1), 'p:ktls_otel/kprobe_tcp_shutdown_SUFFIX tcp_shutdown');
    assert.equal(commandsBy(7), 'r4096:ktls_otel/kretprobe_tls_sw_sendmsg_SUFFIX tls:tls_sw_sendmsg');
  });

  test('of a built-in tls name no module', () => {
    const [hook] = HOOKS;
    assert.ok(hook);
    new TracefsProbes(root, join(root, 'none')).define(hook);
    assert.equal(commandsBy(0), 'p:ktls_otel/kprobe_tls_sk_proto_close_SUFFIX tls_sk_proto_close');
  });

  test('of two instances have names of their own', () => {
    const first = defineAll();
    commands = [];
    probes = new TracefsProbes(root, join(root, 'tls'));
    const second = defineAll();
    assert.equal(new Set([...first, ...second]).size, 20);
  });

  test('are removed in reverse, once', () => {
    const events = defineAll();
    commands = [];
    probes.remove();
    probes.remove();
    assert.deepEqual(
      commands,
      events.reverse().map((event) => `-:${event}`),
    );
  });

  test('are removed, but for one that somebody else uses', () => {
    const events = defineAll();
    commands = [];
    used.add(events[3] ?? '');
    probes.remove();
    assert.equal(commands.length, 10);
  });

  test('count missed returns of calls of this instance, neither entries nor returns of others', () => {
    const names = defineAll().map((event) => event.split('/')[1] ?? '');
    const lines = names.map((name, i) => `  ${name.padEnd(40)} 1000  ${10 ** i}`);
    write('kprobe_profile', `${lines.join('\n')}\n  kretprobe_sendmsg_00000000  5  7\n`);
    assert.equal(probes.missedReturns(), 10_000_000 + 100_000_000 + 1_000_000_000);
  });

  test('count nothing once they are removed, and need no file for that', () => {
    defineAll();
    probes.remove();
    assert.equal(probes.missedReturns(), 0);
  });

  test('count nothing before the kernel lists them', () => {
    defineAll();
    write('kprobe_profile', '');
    assert.equal(probes.missedReturns(), 0);
  });
});

describe('what a killed predecessor left', () => {
  const LEFT = [
    'p:ktls_otel/kprobe_close_0a0a0a0a tls:tls_sk_proto_close',
    'r4096:ktls_otel/kretprobe_sendmsg_0a0a0a0a tls:tls_sw_sendmsg',
    'p:kprobes/of_another tcp_sendmsg',
    'r:ktls_otel_like/of_another tcp_sendmsg',
  ];

  test('is removed, and what is not ours stays', () => {
    write('kprobe_events', `${LEFT.join('\n')}\n`);
    probes.removeLeftOver();
    assert.deepEqual(commands, ['-:ktls_otel/kprobe_close_0a0a0a0a', '-:ktls_otel/kretprobe_sendmsg_0a0a0a0a']);
  });

  test('stays when a living process uses it', () => {
    used.add('ktls_otel/kprobe_close_0a0a0a0a');
    write('kprobe_events', `${LEFT.join('\n')}\n`);
    probes.removeLeftOver();
    assert.equal(commands.length, 2);
  });

  test('an error of another kind is told', () => {
    write('kprobe_events', `${LEFT.join('\n')}\n`);
    mock.method(fs, 'appendFileSync', () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    });
    assert.throws(() => probes.removeLeftOver(), { code: 'EACCES' });
  });

  test('is nothing at the first start', () => {
    write('kprobe_events', '');
    probes.removeLeftOver();
    assert.deepEqual(commands, []);
  });
});
