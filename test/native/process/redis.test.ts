// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, test } from 'node:test';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import { Processes } from '../../../src/process/processes.ts';
import { ORIGIN } from '../../unit/capture/events.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

let server: RedisServer;

before(async () => {
  server = await startRedisServer();
});

after(() => server.stop());

/** CLOCK_BOOTTIME as the kernel would tell it with a process. */
const bootNanos = (): bigint => BigInt(Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1e9));

test("Debian's redis-server, which is a link to redis-check-rdb, is the service redis-server", () => {
  const pid = server.process.pid ?? 0;
  assert.equal(execFileSync('redis-cli', ['-p', String(server.port), 'PING'], { encoding: 'utf8' }), 'PONG\n');
  const executableName = basename(readlinkSync(`/proc/${pid}/exe`));
  assert.equal(executableName, 'redis-check-rdb');
  const processes = new Processes({ host: new LocalProcesses('/') });
  const told = { bootNanos: bootNanos(), pid, cgroupId: 1n, executableName, cgroupPath: '/' };
  processes.learn({ kind: 'process', ...told });
  const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  for (const thread of [comm, 'bio_lazy_free']) {
    const { service, executablePath } = processes.place({ ...ORIGIN, pid, cgroupId: 1n, comm: thread, uid: 0 });
    assert.deepEqual([service?.name, executablePath], ['redis-server', '/usr/bin/redis-check-rdb']);
  }
});
