// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readLogs } from '../../backends/collector/read-logs.ts';
import { type RunningCollector, startCollector } from '../../backends/collector/start.ts';
import { byStream, type CapturedCall, streamKey, toCalls } from './captured-calls.ts';
import { type Exchange, runNginxExchanges } from './nginx.ts';
import { type RunningService, type ServiceEnd, startService } from './service.ts';
import { callsOf, RAW, type TrueCall } from './workload.ts';

const PLAINTEXT_BYTES = 16384;
const PORT = 4317;
const SCENARIOS = ['small', 'writev', 'big', 'empty', 'binary', 'peek', 'control', 'eagain', 'partial', 'reset'];
const VERSIONS = ['1.2', '1.3'] as const;
const FAMILIES = ['4', '6'] as const;

interface Run {
  name: string;
  truth: TrueCall[];
  /** Whether the kernel sees the calls that the program knows of one by one; else bytes are compared as streams. */
  callByCall: boolean;
}

/** Every workload, one after the other. */
async function runAll(directory: string): Promise<{ runs: Run[]; exchanges: Exchange[] }> {
  const runs: Run[] = [];
  for (const tls of VERSIONS) {
    for (const family of FAMILIES) {
      const options = ['--tls', tls, '--family', family];
      for (const scenario of SCENARIOS) {
        const truth = await callsOf(RAW, [...options, scenario]);
        runs.push({ name: `raw ${scenario}, TLS ${tls}, IPv${family}`, truth, callByCall: true });
      }
      const python = ['test/workload/ssl_pair.py', '--certificate', directory, ...options];
      const truth = await callsOf('python3', python);
      runs.push({ name: `Python ssl, TLS ${tls}, IPv${family}`, truth, callByCall: false });
    }
  }
  return { runs, exchanges: await runNginxExchanges(directory) };
}

/** Streams as comparable text: for each call its type, its length and the bytes that may be shown. */
function shownCalls(calls: readonly (TrueCall & { length?: number })[]): string[] {
  return calls.map(({ recordType, bytes, length = bytes.length }) => {
    return `${recordType} ${length} ${bytes.subarray(0, PLAINTEXT_BYTES).toString('base64')}`;
  });
}

function dataOf(calls: readonly TrueCall[]): Buffer {
  return Buffer.concat(calls.filter(({ recordType }) => recordType === 'application_data').map(({ bytes }) => bytes));
}

function assertOffsets(calls: readonly CapturedCall[]): void {
  let expected = 0;
  for (const { offset, length } of calls) {
    assert.equal(offset, expected);
    expected += length;
  }
}

for (const way of ['fentry', 'kprobe']) {
  describe(`what the Collector holds, by ${way}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'exact-'));
    const file = join(directory, 'logs.json');
    let collector: RunningCollector;
    let service: RunningService;
    let end: ServiceEnd;
    let runs: Run[];
    let exchanges: Exchange[];
    let captured: Map<string, CapturedCall[]>;
    let callCount: number;
    let isStopped = false;

    before(async () => {
      collector = await startCollector({ binary: process.env.TEST_COLLECTOR ?? '', file, port: PORT });
      // Made on the host: a guest takes long to find primes.
      cpSync('dist/certificates', directory, { recursive: true });
      service = await startService({ KTLS_ATTACH: way, KTLS_PLAINTEXT_BYTES: String(PLAINTEXT_BYTES) });
      ({ runs, exchanges } = await runAll(directory));
      end = await service.stop();
      await collector.stop();
      isStopped = true;
      const calls = toCalls(await readLogs(file));
      callCount = calls.length;
      captured = byStream(calls);
    });

    // What a failure left running would keep this process from ending.
    after(() => {
      service?.process.kill('SIGKILL');
      if (collector && !isStopped) process.kill(collector.pid, 'SIGKILL');
    });

    test('is complete: nothing missed, lost or dropped', () => {
      assert.equal(end.code, 0, end.stderr);
      const none = { missed: 0, filtered: 0, lost: 0, dropped: 0 };
      const all = { calls: callCount, produced: callCount, exported: callCount };
      assert.deepEqual(end.summary, { ...none, ...all });
    });

    test('equals, call by call, what raw sockets sent and received', () => {
      let compared = 0;
      for (const { name, truth } of runs.filter(({ callByCall }) => callByCall)) {
        for (const [stream, calls] of byStream(truth)) {
          const found = captured.get(stream) ?? [];
          assert.deepEqual(shownCalls(found), shownCalls(calls), `${name}: ${stream}`);
          assertOffsets(found);
          captured.delete(stream);
          compared += calls.length;
        }
      }
      console.log(`${way}: ${compared} calls of raw sockets compared`);
      assert.ok(compared > 0);
    });

    test("equals, byte for byte, what Python's ssl sent and received", () => {
      let compared = 0;
      for (const { name, truth } of runs.filter(({ callByCall }) => !callByCall)) {
        const streams = byStream(truth);
        assert.ok(streams.size >= 2, `${name}: ${streams.size} streams`);
        for (const [stream, calls] of streams) {
          const found = captured.get(stream) ?? [];
          assert.ok(dataOf(found).equals(dataOf(calls)), `${name}: ${stream}`);
          assertOffsets(found);
          captured.delete(stream);
          compared += dataOf(calls).length;
        }
      }
      console.log(`${way}: ${compared} bytes of Python's ssl compared`);
    });

    test('equals, byte for byte, what nginx and ktls_client sent and received', () => {
      assert.equal(exchanges.length, VERSIONS.length * FAMILIES.length);
      for (const { name, request, response, clientPid, hasReceive } of exchanges) {
        const streams = [...captured].filter(([, [call]]) => call?.pid === clientPid);
        const client = streams.map(([, calls]) => calls).flat();
        const port = client[0]?.localPort;
        const server = [...captured].filter(([, [call]]) => call?.peerPort === port).flatMap(([, calls]) => calls);
        const data = (calls: CapturedCall[], direction: string): string =>
          dataOf(calls.filter((call) => call.direction === direction)).toString('latin1');
        assert.equal(data(client, 'TX'), request, `${name}: request, sent`);
        assert.equal(data(server, 'TX'), response, `${name}: response, sent`);
        assert.equal(data(server, 'RX'), hasReceive ? request : '', `${name}: request, received`);
        assert.equal(data(client, 'RX'), hasReceive ? response : '', `${name}: response, received`);
        for (const call of [...client, ...server]) captured.delete(streamKey(call));
      }
    });

    test('holds nothing else', () => {
      assert.deepEqual([...captured.keys()], []);
    });
  });
}
