// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { assertGivenUp } from '../support/given-up.ts';
import { workerOf } from '../support/worker-of.ts';
import { encodeProcess } from '../unit/capture/sample.ts';
import { freePort } from '../unit/export/free-port.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const QUIET = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json' };
const NOBODY = 65_534;

async function start(t: TestContext, env: Record<string, string> = {}): Promise<RingService & { worker: number }> {
  const service = await startRingService({ ...QUIET, ...env }, undefined, [], 'two');
  t.after(() => service.process.kill('SIGKILL'));
  return { ...service, worker: workerOf(service.process) };
}

/** One message of 10 bytes, sent and received. */
function talk({ ring }: RingService): void {
  const pair = new Wire(ring, { captureBytes: 1024 }).connect();
  pair.move('client', Buffer.from('0123456789'));
  pair.close();
}

for (const [name, env, uid] of [
  ['as root', {}, 0],
  ['with KTLS_USER=nobody', { KTLS_USER: 'nobody' }, NOBODY],
  ['with KTLS_USER as a number', { KTLS_USER: '12345' }, 12_345],
] as const) {
  test(`started ${name}, every thread of the worker has no right, and all that comes is told`, async (t) => {
    const service = await start(t, env);
    assertGivenUp(service.worker, { uid });
    talk(service);
    const { code, summary, stderr } = await service.stop();
    const { calls, produced, missed, lost } = summary;
    // The launcher has counted what was missed until it detached.
    assert.deepEqual({ code, calls, produced, missed, lost }, { code: 0, calls: 7, produced: 2, missed: 5, lost: 0 });
    assert.match(stderr, new RegExp(`^programs: started, without calls of ${service.worker}$`, 'm'));
    assert.match(stderr, /^programs: detached$.*^programs: gone$/ms);
  });
}

test('with the documented rights alone it runs as another user, and its bounding set stays', async (t) => {
  const rights = ['--bounding-set', '-all,+bpf,+perfmon,+sys_admin,+syslog,+setuid,+setgid', '--'];
  const service = await startRingService({ ...QUIET, KTLS_USER: 'nobody' }, undefined, ['setpriv', ...rights], 'two');
  t.after(() => service.process.kill('SIGKILL'));
  assertGivenUp(workerOf(service.process), { uid: NOBODY, bounding: '000000c4002000c0' });
  talk(service);
  assert.equal((await service.stop()).summary.produced, 2);
});

test('without CAP_SETUID it does not start as another user', async () => {
  const within = ['setpriv', '--bounding-set', '-setuid', '--'];
  const service = await startRingService({ ...QUIET, KTLS_USER: 'nobody' }, 'EPERM', within, 'two');
  const { code, stderr } = await service.ended;
  assert.equal(code, 4);
  assert.match(stderr, /^ktls-otel: the worker could not be started: setuid: EPERM: .*\nktls-otel --check says/m);
});

/** But not of the calls that the programs say they have missed. */
const callsIn = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((record) => record['ktls.loss.reason'] === undefined);

test("the launcher reads what a process is that the worker may not look into, and the host's users", async (t) => {
  const program = { pid: process.pid, comm: 'node' };
  const service = await start(t, { KTLS_USER: 'nobody' });
  const pair = new Wire(service.ring, { captureBytes: 1024, program }).connect();
  pair.move('client', Buffer.from('0123456789'));
  // The wire tells of a process that began a second after the start of the host.
  const now = BigInt(Math.round(1e9 * Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])));
  service.ring.put(encodeProcess('node', '/', { tgid: process.pid, cgroup_id: process.pid, ktime_boot_ns: now }));
  pair.move('client', Buffer.from('0123456789'));
  const { stdout } = await service.stop();
  const told = callsIn(stdout).map((line) => [line['process.executable.path'], line['process.owner']]);
  // The service has mounts of its own, so the host's users are those of the first process, which may have another root.
  const owner = existsSync('/proc/1/root/etc/passwd') ? 'root' : undefined;
  assert.deepEqual(told.at(-1), [realpathSync(process.execPath), owner]);
});

test('without rights it exports to a host by its name, and answers for health and metrics', async (t) => {
  const requests: string[] = [];
  const collector = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => response.end());
  });
  const port = await new Promise<number>((resolve) =>
    collector.listen(0, () => resolve((collector.address() as AddressInfo).port)),
  );
  t.after(() => collector.close());
  const [health, prometheus] = [await freePort(), await freePort()];
  const service = await start(t, {
    KTLS_USER: 'nobody',
    KTLS_HEALTH_ADDRESS: `127.0.0.1:${health}`,
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_EXPORTER_PROMETHEUS_PORT: String(prometheus),
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`,
  });
  talk(service);
  const statusOf = async (place: string): Promise<number> => (await fetch(`http://127.0.0.1:${place}`)).status;
  assert.deepEqual([await statusOf(`${health}/readyz`), await statusOf(`${prometheus}/metrics`)], [200, 200]);
  const { code, summary } = await service.stop();
  assert.deepEqual([code, summary.exported, summary.dropped], [0, 2, 0]);
  assert.ok(requests.length > 0 && requests.every((request) => request === 'POST /v1/logs'), requests.join());
});

test('a process of the same user, with as few rights, may not look into the worker', async (t) => {
  const withoutRights = ['--bounding-set=-all', '--inh-caps=-all', '--'];
  const other = spawn('setpriv', [...withoutRights, 'sleep', '1000'], { stdio: 'ignore' });
  t.after(() => other.kill());
  const { worker } = await start(t);
  const look = (pid: number | undefined) => spawnSync('setpriv', [...withoutRights, 'cat', `/proc/${pid}/environ`]);
  assert.equal(look(other.pid).status, 0);
  assert.match(look(worker).stderr.toString(), /Permission denied/);
});

test('SIGUSR1 opens no debugger in the worker', async (t) => {
  const service = await start(t);
  process.kill(service.worker, 'SIGUSR1');
  talk(service);
  const { code, summary, stderr } = await service.stop();
  assert.deepEqual([code, summary.produced], [0, 2]);
  assert.doesNotMatch(stderr, /Debugger/);
});

test('kill -9 of the worker: the launcher takes the probes away, says so, and ends with 1', async (t) => {
  const service = await start(t);
  process.kill(service.worker, 'SIGKILL');
  const { code, stderr } = await service.ended;
  assert.equal(code, 1);
  assert.match(stderr, /^programs: gone\nktls-otel: the worker was ended by SIGKILL; what it had not exported/m);
});

/** `stop` waits until both have closed standard output. */
test('kill -9 of the launcher: the worker tells what is in the ring, and ends', async (t) => {
  const service = await start(t);
  talk(service);
  const { signal, summary, stdout } = await service.stop('SIGKILL');
  assert.equal(signal, 'SIGKILL');
  assert.deepEqual([summary.produced, summary.lost], [2, 0]);
  assert.equal(stdout.trim().split('\n').length, 2);
});

test('a signal that both get, as from systemd, is one', async (t) => {
  const service = await start(t);
  talk(service);
  process.kill(service.worker, 'SIGTERM');
  const { code, stdout } = await service.stop();
  assert.deepEqual([code, callsIn(stdout).length], [0, 2]);
});

test('SIGHUP to the launcher applies the filters of now, and one to the worker nothing', async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), 'ktls-privilege-')), 'settings.yaml');
  t.after(() => rmSync(join(file, '..'), { recursive: true }));
  writeFileSync(file, 'ktls:\n  filter_peer_port: 443\n', { mode: 0o600 });
  const service = await start(t, { KTLS_CONFIG: file, KTLS_USER: 'nobody' });
  writeFileSync(file, 'ktls:\n  filter_peer_port: 8443\n  max_calls: 256\n');
  process.kill(service.worker, 'SIGHUP');
  service.process.kill('SIGHUP');
  await service.says('waiting for the next start: KTLS_MAX_CALLS');
  const { stderr } = await service.stop();
  assert.equal(stderr.match(/^programs: \[\{"low":8443,"high":8443\}\]$/gm)?.length, 1);
  assert.equal(stderr.match(/SIGHUP: the filters were read again and are in effect/g)?.length, 1);
});

test('the spool has to belong to the user of KTLS_USER', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-privilege-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const env = { OTEL_LOGS_EXPORTER: 'otlp', KTLS_SPOOL_DIR: folder, KTLS_USER: 'nobody' };
  const refused = await startRingService(env, `chown ${NOBODY} ${folder}`, [], 'two');
  assert.equal((await refused.ended).code, 3);
  chownSync(folder, NOBODY, NOBODY);
  const service = await start(t, env);
  assert.equal(statSync(join(folder, 'logs')).uid, NOBODY);
  await service.stop();
});

test('a user that there is not is named', () => {
  const env = { PATH: process.env.PATH, KTLS_USER: 'no-such-user' };
  const tool = 'dist/test/native/support/launched-ring.tool.cjs';
  const { status, stderr } = spawnSync(process.execPath, [tool], { env, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [3, 'ktls-otel: KTLS_USER: there is no user no-such-user\nname another one\n']);
});
