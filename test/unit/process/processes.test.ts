// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parseServiceRules } from '../../../config/service-rules.ts';
import type { Origin, ProcessEvent, Service } from '../../../src/capture/event.ts';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import { Processes } from '../../../src/process/processes.ts';
import { CALL_ORIGIN, ORIGIN } from '../capture/events.ts';
import type { Files } from '../check/fake-host.ts';
import { fakeProc, STARTED } from './fake-proc.ts';

const ID = '0123456789abcdef'.repeat(4);
const OTHER = 'fedcba9876543210'.repeat(4);
const UNKNOWN = { executableName: undefined, containerId: undefined };
const NOTHING = { ...UNKNOWN, executablePath: undefined, owner: undefined, service: undefined };
const TOLD: Origin = { ...ORIGIN, ...NOTHING, isProcessTold: true };
const named = (name: string): Service => ({ name, namespace: undefined, by: 'process' });

function processEvent(pid: number, cgroupId: bigint, executableName: string, cgroupPath: string): ProcessEvent {
  return { kind: 'process', bootNanos: 0n, pid, cgroupId, executableName, cgroupPath };
}

/** What is known of a process and of its cgroup. */
function find(processes: Processes, pid: number, cgroupId: bigint) {
  const { executableName, containerId } = processes.place({ ...TOLD, pid, cgroupId });
  return { executableName, containerId };
}

test('a process is known by what was told of it, and nothing of others', () => {
  const processes = new Processes();
  assert.deepEqual(find(processes, 1, 10n), UNKNOWN);
  processes.learn(processEvent(1, 10n, 'nginx', `/docker/${ID}`));
  assert.deepEqual(find(processes, 1, 10n), { executableName: 'nginx', containerId: ID });
  assert.deepEqual(find(processes, 2, 10n), { executableName: undefined, containerId: ID });
  assert.deepEqual(find(processes, 1, 11n), { executableName: 'nginx', containerId: undefined });
});

test('the path of a cgroup is known once a process of it was told of', () => {
  const processes = new Processes();
  assert.equal(processes.cgroupPath(10n), undefined);
  processes.learn(processEvent(1, 10n, 'nginx', '/system.slice/nginx.service'));
  assert.deepEqual([processes.cgroupPath(10n), processes.cgroupPath(11n)], ['/system.slice/nginx.service', undefined]);
});

test("an executable's name steers no terminal", () => {
  const processes = new Processes();
  processes.learn(processEvent(1, 10n, 'a\x1b[2J\n\u202e', '/'));
  assert.equal(find(processes, 1, 10n).executableName, 'a\\u{1b}[2J\\u{a}\\u{202e}');
});

test('a process that moves to another cgroup and back is in the container of the cgroup', () => {
  const processes = new Processes();
  processes.learn(processEvent(1, 10n, 'runc', '/'));
  processes.learn(processEvent(1, 11n, 'nginx', `/docker/${ID}`));
  assert.deepEqual(find(processes, 1, 11n), { executableName: 'nginx', containerId: ID });
  assert.deepEqual(find(processes, 1, 10n), { executableName: 'nginx', containerId: undefined });
});

test('a pid that is used again is the new process', () => {
  const processes = new Processes();
  processes.learn(processEvent(1, 10n, 'nginx', `/docker/${ID}`));
  processes.learn(processEvent(1, 11n, 'curl', `/docker/${OTHER}`));
  assert.deepEqual(find(processes, 1, 11n), { executableName: 'curl', containerId: OTHER });
});

test('a kernel thread that gets the pid of a process has no executable', () => {
  const processes = new Processes();
  processes.learn(processEvent(1, 10n, 'nginx', '/'));
  processes.learn(processEvent(1, 10n, '', '/'));
  assert.deepEqual(find(processes, 1, 10n), UNKNOWN);
});

for (const [told, forgotten] of [
  [3, []],
  [4, [1]],
  [5, [1, 2]],
] as const) {
  test(`${told} of at most 3: ${forgotten.length} are forgotten`, () => {
    const processes = new Processes({ capacity: 3 });
    const pids = Array.from({ length: told }, (_, i) => i + 1);
    for (const pid of pids) processes.learn(processEvent(pid, BigInt(pid), `program ${pid}`, `/docker/${ID}`));
    const unknown = pids.filter((pid) => find(processes, pid, BigInt(pid)).executableName === undefined);
    assert.deepEqual(unknown, forgotten);
    assert.deepEqual(
      pids.filter((pid) => find(processes, 0, BigInt(pid)).containerId === undefined),
      forgotten,
    );
  });
}

test('the one that was used least recently is forgotten: being found and being told are uses', () => {
  const processes = new Processes({ capacity: 3 });
  for (const pid of [1, 2, 3]) processes.learn(processEvent(pid, BigInt(pid), 'old', `/docker/${ID}`));
  find(processes, 1, 1n);
  processes.learn(processEvent(2, 2n, 'new', `/docker/${OTHER}`));
  processes.learn(processEvent(4, 4n, 'old', `/docker/${ID}`));
  const found = [1, 2, 3, 4].map((pid) => find(processes, pid, BigInt(pid)));
  assert.deepEqual(
    found.map(({ executableName }) => executableName),
    ['old', 'new', undefined, 'old'],
  );
  assert.deepEqual(
    found.map((names) => names.containerId),
    [ID, OTHER, undefined, ID],
  );
});

test('16,384 executables and containers are remembered by default', () => {
  const processes = new Processes();
  for (let pid = 1; pid <= 16_385; pid++) processes.learn(processEvent(pid, BigInt(pid), 'program', `/docker/${ID}`));
  assert.deepEqual(find(processes, 1, 1n), UNKNOWN);
  assert.deepEqual(find(processes, 2, 2n), { executableName: 'program', containerId: ID });
});

test('an origin is placed as the same object until what is known changes, and what was placed stays as it is', () => {
  const processes = new Processes();
  const placed = processes.place(TOLD);
  assert.deepEqual(placed, { ...TOLD, service: named('ktls_client') });
  assert.equal(processes.place(TOLD), placed);
  const other = { ...TOLD, pid: 1 };
  assert.deepEqual(processes.place(other), { ...other, service: named('ktls_client') });
  processes.learn(processEvent(TOLD.pid, TOLD.cgroupId, 'nginx', `/docker/${ID}`));
  const known = processes.place(TOLD);
  assert.deepEqual(known, { ...TOLD, executableName: 'nginx', containerId: ID, service: named('nginx') });
  assert.equal(processes.place(TOLD), known);
  processes.learn(processEvent(TOLD.pid + 1, TOLD.cgroupId + 1n, 'another', '/'));
  processes.learn(processEvent(TOLD.pid + 1, TOLD.cgroupId, 'another', `/docker/${ID}`));
  assert.equal(processes.place(TOLD), known);
  assert.deepEqual(processes.place(other), { ...other, containerId: ID, service: named(ID.slice(0, 12)) });
  assert.deepEqual(placed, { ...TOLD, service: named('ktls_client') });
  assert.deepEqual(TOLD, { ...ORIGIN, ...NOTHING });
});

test('the origin of a call keeps what it says of the call', () => {
  const processes = new Processes();
  const origin = { ...CALL_ORIGIN, ...NOTHING };
  processes.learn(processEvent(origin.pid, origin.cgroupId, 'nginx', `/docker/${ID}`));
  const expected = { ...origin, executableName: 'nginx', containerId: ID, service: named('nginx') };
  assert.deepEqual(processes.place(origin), expected);
});

test('of an origin whose process was not told the thread is known, whatever is known of its pid', () => {
  const processes = new Processes();
  const origin = { ...TOLD, isProcessTold: false };
  const placed = processes.place(origin);
  assert.deepEqual(placed, { ...origin, service: named('ktls_client') });
  processes.learn(processEvent(origin.pid, origin.cgroupId, 'nginx', `/docker/${ID}`));
  assert.equal(processes.place(origin), placed);
  assert.deepEqual(origin, { ...TOLD, isProcessTold: false });
});

describe('with the files of a host', () => {
  const host = (context: TestContext, files: Files = {}): string =>
    fakeProc(
      context,
      [{ pid: TOLD.pid, comm: 'python3', exe: '/usr/bin/python3.11', argv: ['python3', '/srv/api.py'] }],
      {
        'proc/1/root/etc/passwd': `builder:x:${TOLD.uid}:100::/home/builder:/bin/sh\n`,
        ...files,
      },
    );
  const told = (cgroupPath = '/'): ProcessEvent => ({
    ...processEvent(TOLD.pid, TOLD.cgroupId, 'python3.11', cgroupPath),
    bootNanos: STARTED,
  });

  test('a process has a path, an owner and the name of its script, whatever its threads are called', (context) => {
    const processes = new Processes({ host: new LocalProcesses(host(context)) });
    processes.learn(told());
    const placed = processes.place(TOLD);
    assert.deepEqual(placed, {
      ...TOLD,
      executableName: 'python3.11',
      executablePath: '/usr/bin/python3.11',
      owner: 'builder',
      service: named('api.py'),
    });
    assert.deepEqual(processes.place({ ...TOLD, comm: 'another thread' }).service, placed.service);
  });

  test('a pid that is used again has nothing of the process before', (context) => {
    const processes = new Processes({ host: new LocalProcesses(host(context)) });
    processes.learn(told());
    processes.learn({ ...processEvent(TOLD.pid, TOLD.cgroupId, 'curl', '/'), bootNanos: STARTED });
    const { executablePath, service } = processes.place(TOLD);
    assert.deepEqual([executablePath, service], [undefined, named('curl')]);
  });

  test('nothing is read after a process was told of', (context) => {
    const root = host(context);
    const processes = new Processes({ host: new LocalProcesses(root) });
    processes.learn(told());
    rmSync(join(root, 'proc'), { recursive: true });
    const { executablePath, owner, service } = processes.place(TOLD);
    assert.deepEqual([executablePath, owner, service], ['/usr/bin/python3.11', 'builder', named('api.py')]);
  });

  test('a thread of the kernel is not looked up', (context) => {
    const processes = new Processes({ host: new LocalProcesses(host(context)) });
    processes.learn({ ...told(), executableName: '' });
    assert.deepEqual(processes.place(TOLD).service, named('ktls_client'));
  });

  test('a rule goes before all of it, and is asked of what was not told too', (context) => {
    const rules = parseServiceRules(
      '[{"script":"api.py","port":40000,"service":"api"},{"peer_port":443,"service":"out"}]',
    );
    const processes = new Processes({ host: new LocalProcesses(host(context)), rules });
    assert.deepEqual(processes.place({ ...TOLD, isProcessTold: false }).service, { ...named('out'), by: 'rule' });
    processes.learn(told('/system.slice/shop.service'));
    assert.deepEqual(processes.place(TOLD).service, { ...named('api'), by: 'rule' });
    assert.deepEqual(processes.place({ ...TOLD, localPort: 1 }).service, { ...named('out'), by: 'rule' });
    assert.deepEqual(processes.place({ ...TOLD, localPort: 1, peerPort: 1 }).service, named('shop'));
  });
});
