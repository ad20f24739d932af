// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readPreemption } from '../../src/check/preemption.ts';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import { byStream, type CapturedCall, streamKey, toCalls } from '../support/captured-calls.ts';
import { PORT as NGINX_PORT } from '../support/nginx.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import type { TrueCall } from '../support/workload.ts';
import { groupBy } from './support/group-by.ts';
import { networkNamespaceId } from './support/network-namespace.ts';
import { FILE_SIZES } from './support/nginx.ts';
import { type Run, type Runs, runAll } from './support/runs.ts';

const PORT = 4317;
const SETTINGS = {
  KTLS_CAPTURE_BYTES: '1MiB',
  KTLS_PLAINTEXT_BYTES: '1MiB',
  // Two emulated CPUs read slower than the workloads write.
  KTLS_RING_BYTES: '128MiB',
  KTLS_SHUTDOWN_TIMEOUT: '600000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
  OTEL_BLRP_EXPORT_TIMEOUT: '60000',
  OTEL_LOG_LEVEL: 'debug',
};
/** Instructions at which the verifier gives up, and what the programs may come to. */
const LIMIT = 1_000_000;
const MOST_INSTRUCTIONS = 100_000;
const WAYS = (process.env.TEST_WAYS ?? 'fentry,kprobe').split(',');
const [major = 0, minor = 0] = release().split('.').map(Number);
const IS_PREEMPTIBLE = !['none', 'voluntary'].includes(readPreemption('/'));
const CAN_REKEY = major > 6 || (major === 6 && minor >= 14);

const dataOf = (calls: readonly TrueCall[]): Buffer =>
  Buffer.concat(calls.filter(({ recordType }) => recordType === 'application_data').map(({ bytes }) => bytes));

const shown = (calls: readonly TrueCall[]): string[] =>
  calls.map(({ recordType, bytes }) => `${recordType} ${bytes.length} ${bytes.toString('base64')}`);

const portsOf = ({ direction, localPort, peerPort }: TrueCall): string => `${direction} ${localPort}->${peerPort}`;

for (const way of WAYS) {
  describe(`what the Collector holds, by ${way}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'exact-'));
    const file = join(directory, 'logs.json');
    const withKernelThreads = way === 'kprobe' || !IS_PREEMPTIBLE;
    let collector: RunningCollector;
    let service: RunningService;
    let end: ServiceEnd;
    let runs: Runs;
    let all: CapturedCall[];
    let namespaces: ReadonlySet<unknown>;
    let ownNamespace: string;
    let captured: Map<string, CapturedCall[]>;
    let isStopped = false;
    const counted = { run: 0, passed: 0 };

    const check = (name: string, body: () => void): void =>
      void test(name, () => {
        counted.run++;
        body();
        counted.passed++;
      });

    before(async () => {
      collector = await startCollector({ binary: build('collector'), file, port: PORT });
      // Made on the host: a guest takes long to find primes.
      cpSync('dist/certificates', directory, { recursive: true });
      service = await startService({ ...SETTINGS, KTLS_ATTACH: way });
      runs = await runAll(directory, { canRekey: CAN_REKEY, withKernelThreads });
      end = await service.stop();
      await collector.stop();
      isStopped = true;
      const logs = await readLogs(file);
      const ofCalls = logs.filter(({ eventName }) => eventName === 'ktls.data');
      namespaces = new Set(ofCalls.map(({ attributes }) => attributes['ktls.netns.id']));
      ownNamespace = await networkNamespaceId();
      all = toCalls(logs);
      captured = byStream(all);
    });

    // What a failure left running would keep this process from ending.
    after(() => {
      service?.process.kill('SIGKILL');
      if (collector && !isStopped) process.kill(collector.pid, 'SIGKILL');
      rmSync(directory, { recursive: true });
      const preemption = /PREEMPT\S*/.exec(readFileSync('/proc/version', 'utf8'))?.[0] ?? '';
      const { run, passed } = counted;
      console.log(
        `matrix: Linux ${release()} ${preemption} ${commandLine()} by ${way}: ${run} checks run, ${passed} passed`,
      );
    });

    /** Takes a stream away from what is to be explained. */
    function take(key: string): CapturedCall[] {
      const calls = captured.get(key) ?? [];
      captured.delete(key);
      return calls;
    }

    function compareRaw({ name, truth }: Run): number {
      for (const [stream, calls] of byStream(truth)) {
        const found = take(stream);
        if (calls.some(({ isStream }) => isStream))
          assert.ok(dataOf(found).equals(dataOf(calls)), `${name}: ${stream}`);
        else assert.deepEqual(shown(found), shown(calls), `${name}: ${stream}`);
      }
      return truth.length;
    }

    const operationsOf = (scenario: string, direction: string): Set<string> => {
      const truth = runs.raw.filter(({ name }) => name.startsWith(`raw ${scenario},`)).flatMap((run) => run.truth);
      const streams = new Set(truth.filter((call) => call.direction === direction).map(streamKey));
      return new Set(all.filter((call) => streams.has(streamKey(call))).map(({ operation }) => operation));
    };

    check('is complete: nothing missed, lost or dropped', () => {
      assert.equal(end.code, 0, end.stderr);
      const { calls, produced, exported, copied_bytes: _, ...rest } = end.summary;
      const lost = {
        missed: 0,
        filtered: 0,
        filtered_by: {},
        lost: 0,
        lost_by: {},
        lost_bytes: 0,
        unshown: 0,
        dropped: 0,
      };
      const none = { ...lost, taken_over: 0, in_flight: 0, killed: 0 };
      assert.deepEqual(rest, none);
      assert.deepEqual([calls, exported], [all.length, produced]);
    });

    check('names the network namespace of each call', () => {
      assert.deepEqual([...namespaces], [ownNamespace]);
    });

    check('has no gap in any stream', () => {
      for (const [stream, calls] of groupBy(all, ({ connectionId, direction }) => `${connectionId} ${direction}`)) {
        let expected = 0;
        for (const { offset, length, bytes } of calls) {
          assert.deepEqual([offset, bytes.length], [expected, length], stream);
          expected += length;
        }
      }
    });

    check('says which way the bytes took', () => {
      assert.deepEqual(operationsOf('splice_send', 'TX'), new Set(['sendpage']));
      assert.deepEqual(operationsOf('splice_receive', 'RX'), new Set(['splice_read']));
      assert.deepEqual(operationsOf('small', 'TX'), new Set(['sendmsg']));
      assert.deepEqual(operationsOf('small', 'RX'), new Set(['recvmsg']));
    });

    check('equals what raw sockets sent and received, call by call where the kernel does not cut', () => {
      const compared = runs.raw.reduce((sum, run) => sum + compareRaw(run), 0);
      console.log(`${way}: ${compared} calls of raw sockets compared`);
      assert.ok(compared > 0);
    });

    if (withKernelThreads)
      check("equals, byte for byte, what the kernel's own end moved, nbd's", () => {
        const ports = groupBy(all, portsOf);
        let compared = 0;
        for (const [stream, calls] of groupBy(runs.kernelEnd, portsOf)) {
          const found = ports.get(stream) ?? [];
          assert.ok(dataOf(found).equals(dataOf(calls)), stream);
          for (const call of found) captured.delete(streamKey(call));
          compared += dataOf(calls).length;
        }
        assert.ok(compared > 0);
      });

    check("equals, byte for byte, what Python's ssl sent and received", () => {
      let compared = 0;
      for (const { name, truth } of runs.python) {
        const streams = byStream(truth);
        assert.ok(streams.size >= 2, `${name}: ${streams.size} streams`);
        for (const [stream, calls] of streams) {
          assert.ok(dataOf(take(stream)).equals(dataOf(calls)), `${name}: ${stream}`);
          compared += dataOf(calls).length;
        }
      }
      console.log(`${way}: ${compared} bytes of Python's ssl compared`);
    });

    check('equals, byte for byte, what nginx and ktls_client sent and received, by sendfile too', () => {
      assert.equal(runs.exchanges.length, 4 + 2 * FILE_SIZES.length);
      for (const { name, request, response, clientPid, hasReceive } of runs.exchanges) {
        const client = all.filter(({ pid }) => pid === clientPid);
        // Another exchange's port may be the same: of a server before, or of the other address family.
        const answers = all.filter(
          ({ localPort, peerPort }) => localPort === NGINX_PORT && peerPort === client[0]?.localPort,
        );
        const servers = Array.from(new Set(answers.map(({ connectionId }) => connectionId)), (id) =>
          answers.filter(({ connectionId }) => connectionId === id),
        );
        const data = (calls: CapturedCall[], direction: string): string =>
          dataOf(calls.filter((call) => call.direction === direction)).toString('latin1');
        // Not assert.equal, which prints both.
        assert.ok(data(client, 'TX') === request, `${name}: request, sent`);
        const server = servers.find((calls) => data(calls, 'TX') === response);
        assert.ok(server !== undefined, `${name}: response, sent`);
        assert.ok(data(server, 'RX') === (hasReceive ? request : ''), `${name}: request, received`);
        assert.ok(data(client, 'RX') === (hasReceive ? response : ''), `${name}: response, received`);
        const operations = new Set(
          server.filter(({ direction }) => direction === 'TX').map(({ operation }) => operation),
        );
        if (name.includes('/sendfile/')) assert.ok(operations.has('sendpage'), name);
        for (const call of [...client, ...server]) captured.delete(streamKey(call));
      }
    });

    check('holds nothing else', () => {
      assert.deepEqual([...captured.keys()], []);
    });

    check('was captured by programs far from the limit of the verifier', () => {
      const counts = [...end.stderr.matchAll(/debug: (\S+): (\d+) instructions verified/g)].map(([, name, n]) => ({
        name,
        n: Number(n),
      }));
      assert.ok(counts.length >= 8);
      for (const { name, n } of counts) assert.ok(n <= MOST_INSTRUCTIONS, `${name}: ${n}`);
      const told = counts.filter(({ n }) => n > 0).map(({ name, n }) => `${name} ${n}`);
      // Linux 5.10 does not tell; its limit is the same, and the programs load there.
      console.log(`${way}: instructions verified, of ${LIMIT}: ${told.join(', ') || 'this kernel does not tell'}`);
    });
  });
}

function commandLine(): string {
  return /preempt=\S+/.exec(readFileSync('/proc/cmdline', 'utf8'))?.[0] ?? '';
}
