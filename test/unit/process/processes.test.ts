// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessEvent } from '../../../src/capture/event.ts';
import { Processes } from '../../../src/process/processes.ts';
import { CALL_ORIGIN, ORIGIN } from '../capture/events.ts';

const ID = '0123456789abcdef'.repeat(4);
const OTHER = 'fedcba9876543210'.repeat(4);
const UNKNOWN = { executableName: undefined, containerId: undefined };
const TOLD = { ...ORIGIN, ...UNKNOWN, isProcessTold: true };

function processEvent(pid: number, cgroupId: bigint, executableName: string, cgroupPath: string): ProcessEvent {
  return { kind: 'process', pid, cgroupId, executableName, cgroupPath };
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
    const processes = new Processes(3);
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
  const processes = new Processes(3);
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

test('an origin is placed as the same object until its names change, and what was placed stays as it is', () => {
  const processes = new Processes();
  const placed = processes.place(TOLD);
  assert.deepEqual(placed, TOLD);
  assert.equal(processes.place(TOLD), placed);
  const other = { ...TOLD, pid: 1 };
  assert.deepEqual(processes.place(other), other);
  processes.learn(processEvent(TOLD.pid, TOLD.cgroupId, 'nginx', `/docker/${ID}`));
  const named = processes.place(TOLD);
  assert.deepEqual(named, { ...TOLD, executableName: 'nginx', containerId: ID });
  assert.equal(processes.place(TOLD), named);
  processes.learn(processEvent(TOLD.pid + 1, TOLD.cgroupId + 1n, 'another', '/'));
  assert.equal(processes.place(TOLD), named);
  assert.deepEqual(processes.place(other), { ...other, containerId: ID });
  assert.deepEqual(placed, TOLD);
  assert.deepEqual(TOLD, { ...ORIGIN, ...UNKNOWN, isProcessTold: true });
});

test('the origin of a call keeps what it says of the call', () => {
  const processes = new Processes();
  const origin = { ...CALL_ORIGIN, ...UNKNOWN };
  processes.learn(processEvent(origin.pid, origin.cgroupId, 'nginx', `/docker/${ID}`));
  assert.deepEqual(processes.place(origin), { ...origin, executableName: 'nginx', containerId: ID });
});

test('an origin whose process was not told is itself, whatever is known of its pid', () => {
  const processes = new Processes();
  const origin = { ...TOLD, isProcessTold: false };
  assert.equal(processes.place(origin), origin);
  processes.learn(processEvent(origin.pid, origin.cgroupId, 'nginx', `/docker/${ID}`));
  assert.equal(processes.place(origin), origin);
  assert.deepEqual(origin, { ...TOLD, isProcessTold: false });
});
