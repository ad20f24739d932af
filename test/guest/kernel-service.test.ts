// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from '../backends/build.ts';
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { callsOf, RAW, run, type TrueCall } from '../support/workload.ts';

const COLLECTOR_PORT = 4317;
const NBD_PORT = '10809';
/** Of calls in programs' contexts and of threads, two tasks on a CPU can keep a forced fentry from seeing one. */
const SETTINGS = { OTEL_SERVICE_NAME: '', KTLS_ATTACH: 'kprobe', KTLS_CAPTURE_BYTES: '0' };

/** A network block device of the kernel, whose server is `raw`. */
const DEVICES = [
  { name: 'at the port of nbd', options: ['--port', NBD_PORT], service: 'nbd' },
  { name: 'at any port', options: [], service: 'kernel' },
];

describe('kTLS of the kernel itself, as it reaches the Collector', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kernel-service-'));
  const truth = new Map<string, TrueCall[]>();
  let end: ServiceEnd;
  let logs: CollectedLog[];

  before(async () => {
    const file = join(directory, 'logs.json');
    const collector = await startCollector({ binary: build('collector'), file, port: COLLECTOR_PORT });
    const service = await startService(SETTINGS);
    try {
      await run('modprobe', ['nbd']);
      for (const { name, options } of DEVICES) truth.set(name, await callsOf(RAW, [...options, 'kernel_memory']));
      end = await service.stop();
    } finally {
      service.process.kill('SIGKILL');
      await collector.stop();
    }
    logs = await readLogs(file);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** Records of the kernel's end of a device's connection, or of the program's. */
  function recordsOf(name: string, owner: 'kernel' | 'program'): CollectedLog[] {
    const isOwn = ({ pid }: TrueCall): boolean => (pid === 0) === (owner === 'kernel');
    const { localPort, peerPort } = truth.get(name)?.find(isOwn) ?? {};
    return logs.filter(
      ({ attributes }) =>
        attributes['network.local.port'] === localPort && attributes['network.peer.port'] === peerPort,
    );
  }
  const resourcesOf = (records: readonly CollectedLog[]): Record<string, unknown>[] =>
    [...new Set(records.map(({ resource }) => JSON.stringify(resource)))].map((text) => JSON.parse(text));

  for (const { name, service } of DEVICES) {
    test(`${name} is one service, ${service}, without a process, whichever thread or program runs`, () => {
      const records = recordsOf(name, 'kernel');
      assert.ok(new Set(records.map(({ attributes }) => attributes['ktls.comm'])).size > 1);
      assert.ok(records.some(({ attributes }) => attributes['ktls.comm'] === 'raw'));
      const [resource = {}, ...others] = resourcesOf(records);
      assert.deepEqual(others, []);
      const own = Object.entries(resource).filter(([key]) => /^(?:service|process|container)\./.test(key));
      assert.deepEqual(own, [['service.name', service]]);
    });

    test(`${name}: its server is a program of its own`, () => {
      const [resource = {}, ...others] = resourcesOf(recordsOf(name, 'program'));
      assert.deepEqual(others, []);
      assert.equal(resource['service.name'], 'raw');
      assert.equal(resource['process.pid'], truth.get(name)?.find(({ pid }) => pid !== 0)?.pid);
    });
  }

  test('misses and loses nothing, and there is no other service', () => {
    const { missed, lost, dropped, produced, exported } = end.summary;
    assert.deepEqual(
      { code: end.code, missed, lost, dropped },
      { code: 0, missed: 0, lost: 0, dropped: 0 },
      end.stderr,
    );
    assert.equal(exported, produced);
    const captured = logs.filter(({ eventName }) => eventName === 'ktls.data');
    assert.equal(captured.length, produced);
    assert.deepEqual([...new Set(captured.map(({ resource }) => resource['service.name']))].sort(), [
      'kernel',
      'nbd',
      'raw',
    ]);
  });
});
