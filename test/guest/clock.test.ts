// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../backends/build.ts';
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { type CollectedSpan, readSpans } from '../backends/collector/read-spans.ts';
import { startCollector } from '../backends/collector/start.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { HttpPair } from './support/http-pair.ts';

const HOUR_SECONDS = 3600;
const SETTINGS = {
  KTLS_PAYLOAD: 'redact',
  KTLS_SPANS: 'true',
  KTLS_FILTER_COMM: 'http_pair',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317',
};
const NANOS_PER_MILLI = 1_000_000n;
/** How exact a record's time is. */
const EXACT_NANOS = 10n * NANOS_PER_MILLI;
/** So long the service sleeps before a step, and what moved before it has been read. */
const SETTLED_MILLIS = 300;

/** By the wall clock, before and after something happened; the wall clock was not set meanwhile. */
interface Window {
  from: bigint;
  to: bigint;
}
/** A request that is answered after the clock was set. */
interface Exchange {
  sent: Window;
  answered: Window;
  /** From before the request until behind its answer. */
  bootNanos: bigint;
}

const wallNanos = (): bigint => BigInt(Date.now()) * NANOS_PER_MILLI;

function setWallClock(seconds: number): void {
  const { status, stderr } = spawnSync('date', ['--set', `${seconds} seconds`], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

async function within(act: () => Promise<void>): Promise<Window> {
  const from = wallNanos();
  await act();
  return { from, to: wallNanos() + NANOS_PER_MILLI };
}

async function exchange(pair: HttpPair, seconds: number): Promise<Exchange> {
  const started = process.hrtime.bigint();
  const sent = await within(() => pair.do('send', 'receive'));
  await sleep(SETTLED_MILLIS);
  if (seconds !== 0) setWallClock(seconds);
  await sleep(SETTLED_MILLIS);
  const answered = await within(() => pair.do('answer'));
  const bootNanos = process.hrtime.bigint() - started;
  await sleep(SETTLED_MILLIS);
  return { sent, answered, bootNanos };
}

describe('the wall clock is set while the service runs', () => {
  const directory = mkdtempSync(join(tmpdir(), 'clock-'));
  const [file, spansFile] = [join(directory, 'logs'), join(directory, 'spans')];
  const exchanges: Exchange[] = [];
  let end: ServiceEnd;
  let logs: CollectedLog[];
  let spans: CollectedSpan[];

  before(async () => {
    const collector = await startCollector({ binary: build('collector'), file, spansFile, port: 4317 });
    let service: RunningService | undefined;
    try {
      service = await startService(SETTINGS);
      const pair = await HttpPair.open({ clientPort: 31_000, serverPort: 31_001 });
      for (const seconds of [0, HOUR_SECONDS, 0, -HOUR_SECONDS, -HOUR_SECONDS, HOUR_SECONDS, 0])
        exchanges.push(await exchange(pair, seconds));
      await pair.end();
      end = await service.stop();
    } finally {
      service?.process.kill('SIGKILL');
      await collector.stop();
    }
    [logs, spans] = [await readLogs(file), await readSpans(spansFile)];
    logs = logs.filter(({ attributes }) => attributes['ktls.length'] !== undefined);
  });
  after(() => rmSync(directory, { recursive: true }));

  const isWithin = (time: bigint, { from, to }: Window): boolean =>
    time >= from - EXACT_NANOS && time <= to + EXACT_NANOS;

  test('nothing is missed, lost or dropped', () => {
    const { code, summary, stderr } = end;
    const { missed, lost, dropped, produced, exported } = summary;
    const calls = 4 * exchanges.length;
    assert.deepEqual(
      { code, missed, lost, dropped, produced, exported },
      { code: 0, missed: 0, lost: 0, dropped: 0, produced: calls, exported: calls },
      stderr,
    );
    assert.equal(logs.length, calls);
  });

  for (const direction of ['TX', 'RX']) {
    test(`each record of ${direction} has the time that its call returned, by the clock as it was set then`, () => {
      for (const port of [31_000, 31_001]) {
        const times = logs
          .filter(({ attributes }) => attributes['ktls.direction'] === direction)
          .filter(({ attributes }) => attributes['network.local.port'] === port)
          .sort((a, b) => Number(a.attributes['ktls.stream.offset']) - Number(b.attributes['ktls.stream.offset']))
          .map(({ timeUnixNano }) => timeUnixNano);
        assert.equal(times.length, exchanges.length);
        const isRequest = (port === 31_000) === (direction === 'TX');
        times.forEach((time, index) => {
          const { sent, answered } = exchanges[index] as Exchange;
          const window = isRequest ? sent : answered;
          assert.ok(isWithin(time, window), `${index}: ${time} is not in ${window.from} to ${window.to}`);
        });
      }
    });
  }

  test('each span begins when its request did, and takes as long as it took', () => {
    for (const kind of [2, 3]) {
      const ofKind = spans.filter((span) => span.kind === kind);
      assert.equal(ofKind.length, exchanges.length);
      for (const { sent, bootNanos } of exchanges) {
        const found = ofKind.filter(({ startTimeUnixNano }) => isWithin(startTimeUnixNano, sent));
        assert.equal(found.length, 1, `requests in ${sent.from} to ${sent.to}`);
        const [span] = found as [CollectedSpan];
        const nanos = span.endTimeUnixNano - span.startTimeUnixNano;
        assert.ok(nanos >= 2n * BigInt(SETTLED_MILLIS) * NANOS_PER_MILLI && nanos <= bootNanos, `${nanos} ns`);
      }
    }
  });
});
