// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import { consoleCalls, consoleRecords } from '../support/console-calls.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import { callsOf, RAW, run, type TrueCall } from '../support/workload.ts';
import { CONTAINER_CGROUPS, idOfContainer } from './support/container-cgroups.ts';
import { groupBy } from './support/group-by.ts';
import { holdWorkload } from './support/held-workload.ts';

const ENVIRONMENT = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_CAPTURE_BYTES: '0',
  KTLS_PLAINTEXT_BYTES: '0',
};
const GONE = idOfContainer(500);
const SMALL_CALLS = 40;

describe('who called', () => {
  const directory = mkdtempSync(join(tmpdir(), 'who-'));
  const inContainers = new Map<string, TrueCall[]>();
  let service: RunningService;
  let end: ServiceEnd;
  let outside: TrueCall[];
  let ofUser: TrueCall[];
  let gone: TrueCall[];
  let second: TrueCall[];
  let records: Record<string, AttributeValue>[];

  before(async () => {
    service = await startService(ENVIRONMENT);
    for (const [number, [name, cgroup]] of CONTAINER_CGROUPS.entries()) {
      const held = await holdWorkload(['small'], { cgroup: cgroup(idOfContainer(number)) });
      inContainers.set(name, await held.release());
    }
    const monitor = await holdWorkload(['small'], {
      cgroup: `/machine.slice/libpod-conmon-${idOfContainer(501)}.scope`,
    });
    outside = await monitor.release();
    const manager = '/user.slice/user-1000.slice/user@1000.service';
    const claimed = await holdWorkload(['small'], { cgroup: `${manager}/app.slice/${idOfContainer(502)}` });
    ofUser = await claimed.release();

    process.kill(workerOf(service.process), 'SIGSTOP');
    const held = await holdWorkload(['small'], { cgroup: `/docker/${GONE}` });
    gone = await held.release();
    process.kill(workerOf(service.process), 'SIGCONT');

    const [firstProgram, secondProgram] = [join(directory, 'first-program'), join(directory, 'second-program')];
    for (const program of [firstProgram, secondProgram]) copyFileSync(RAW, program);
    second = await callsOf(firstProgram, ['--then', secondProgram, 'small']);
    end = await service.stop();
    records = consoleRecords(end.stdout);
  });

  // What a failure left running would keep this process from ending.
  after(() => service?.process.kill('SIGKILL'));

  /** `program [container]` of each record of these calls' processes, in their order. */
  const whoOf = (calls: readonly TrueCall[]): string[] => {
    const pids = new Set(calls.map(({ pid }) => pid));
    const found = records.filter((record) => pids.has(Number(record['process.pid'])));
    return found.map((record) => `${record['process.executable.name']} [${record['container.id']}]`);
  };
  const times = (count: number, who: string): string[] => Array.from({ length: count }, () => who);

  for (const [number, [name]] of CONTAINER_CGROUPS.entries()) {
    test(`the program and the container of ${name}`, () => {
      assert.deepEqual(whoOf(inContainers.get(name) ?? []), times(SMALL_CALLS, `raw [${idOfContainer(number)}]`));
    });
  }

  test('a monitor of a container is outside of it', () => {
    assert.deepEqual(whoOf(outside), times(SMALL_CALLS, 'raw [undefined]'));
  });

  test('a cgroup that a user may have made and named like a container is none', () => {
    assert.deepEqual(whoOf(ofUser), times(SMALL_CALLS, 'raw [undefined]'));
  });

  test('of a process that had ended when its first record was read', () => {
    assert.deepEqual(whoOf(gone), times(SMALL_CALLS, `raw [${GONE}]`));
  });

  test('of two programs that one process was, one after the other', () => {
    assert.equal(second.length, SMALL_CALLS);
    const programs = ['first-program [undefined]', 'second-program [undefined]'];
    assert.deepEqual(
      whoOf(second),
      programs.flatMap((who) => times(SMALL_CALLS, who)),
    );
  });

  test('every call is there', () => {
    // The first of the two programs has made as many calls as the second.
    const truth = [...inContainers.values(), outside, ofUser, gone, second, second].flat();
    const { calls, missed, lost } = end.summary;
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual({ calls, missed, lost }, { calls: truth.length, missed: 0, lost: 0 });
    assert.equal(records.length, truth.length);
  });
});

const endOf = ({ direction, localPort, peerPort }: TrueCall): string => `${direction} ${localPort}->${peerPort}`;
const bytesOf = (calls: readonly TrueCall[]): Buffer => Buffer.concat(calls.map(({ bytes }) => bytes));

for (const owner of ['kernel', 'program'] as const) {
  test(`KTLS_FILTER_OWNER=${owner} has that end of a network block device, whoever runs`, async () => {
    const shown = { KTLS_CAPTURE_BYTES: '1048576', KTLS_PLAINTEXT_BYTES: '1048576', KTLS_ATTACH: 'kprobe' };
    const service = await startService({ ...ENVIRONMENT, ...shown, KTLS_FILTER_OWNER: owner });
    try {
      await run('modprobe', ['nbd']);
      const truth = await callsOf(RAW, ['kernel_memory']);
      const end = await service.stop();
      assert.equal(end.code, 0, end.stderr);
      const expected = groupBy(
        truth.filter(
          ({ pid, recordType }) => (pid === 0) === (owner === 'kernel') && recordType === 'application_data',
        ),
        endOf,
      );
      assert.equal(expected.size, 2);
      const found = groupBy(
        consoleCalls(consoleRecords(end.stdout)).filter(({ recordType }) => recordType === 'application_data'),
        endOf,
      );
      assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
      for (const [stream, calls] of expected)
        assert.ok(bytesOf(found.get(stream) ?? []).equals(bytesOf(calls)), stream);
      const { calls = 0, filtered = 0, missed, lost } = end.summary;
      assert.deepEqual({ missed, lost }, { missed: 0, lost: 0 });
      assert.ok(filtered > 0 && filtered < calls);
      assert.match(end.stderr, new RegExp(`"filtered_by":\\{"owner":${filtered}\\}`));
    } finally {
      service.process.kill('SIGKILL');
    }
  });
}
