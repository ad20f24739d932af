// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ExchangeFailure } from '../../../src/http/exchange.ts';
import { AlertCounts, ExchangeCounts } from '../../../src/self/counts.ts';
import { readProcessUsage, readTlsStat } from '../../../src/self/metric-sources.ts';
import type { Role } from '../../../src/trace/pairs.ts';
import { dataEvent } from '../capture/events.ts';
import { endedExchange } from '../http/ended-exchange.ts';

describe('alerts', () => {
  const alert = (level: number, description: number, direction: 'TX' | 'RX' = 'TX') =>
    dataEvent(Buffer.from([level, description]), { recordType: 'alert', direction });

  test('are counted by direction, level and description', () => {
    const alerts = new AlertCounts();
    for (const event of [alert(1, 0), alert(1, 0), alert(1, 0, 'RX'), alert(2, 20), alert(1, 90)]) alerts.add(event);
    assert.deepEqual(alerts.read(), [
      { direction: 'TX', level: 'warning', description: 'close_notify', count: 2 },
      { direction: 'RX', level: 'warning', description: 'close_notify', count: 1 },
      { direction: 'TX', level: 'fatal', description: 'bad_record_mac', count: 1 },
      { direction: 'TX', level: 'warning', description: 'user_canceled', count: 1 },
    ]);
  });

  test('of every number that a peer can send are a bounded list', () => {
    const alerts = new AlertCounts();
    for (let level = 0; level < 256; level++) {
      for (let description = 0; description < 256; description++) alerts.add(alert(level, description));
    }
    const counted = alerts.read();
    // 37 descriptions and _OTHER, 2 levels and _OTHER.
    assert.equal(counted.length, 38 * 3);
    assert.equal(
      counted.reduce((sum, { count }) => sum + count, 0),
      65_536,
    );
    const other = counted.find(({ level, description }) => level === '_OTHER' && description === '_OTHER');
    assert.equal(other?.count, 254 * (256 - 37));
  });

  for (const [what, event] of [
    ['data', dataEvent('\x01\x00')],
    ['a handshake message', dataEvent('\x01\x00', { recordType: 'handshake' })],
    ['one byte', dataEvent('\x01', { recordType: 'alert' })],
    ['three bytes', dataEvent('\x01\x00\x00', { recordType: 'alert' })],
    ['two bytes of more', dataEvent('\x01\x00', { recordType: 'alert', length: 4 })],
    ['an alert that was not copied', dataEvent('', { recordType: 'alert', length: 2 })],
  ] as const) {
    test(`are not ${what}`, () => {
      const alerts = new AlertCounts();
      alerts.add(event);
      assert.deepEqual(alerts.read(), []);
    });
  }
});

describe('exchanges', () => {
  const count = (all: readonly (readonly [Role, number | undefined, ExchangeFailure?])[]) => {
    const exchanges = new ExchangeCounts();
    for (const [role, status, failure] of all) exchanges.add(role, endedExchange(status, failure));
    return exchanges.read();
  };

  test('are counted by role, status and failure', () => {
    const counted = count([
      ['server', 200],
      ['server', 200],
      ['client', 200],
      ['server', 404],
      ['server', 200, 'reset'],
      ['client', undefined, 'lost'],
    ]);
    const seen = { errorType: undefined, unseen: undefined };
    assert.deepEqual(counted, [
      { ...seen, role: 'server', status: 200, count: 2 },
      { ...seen, role: 'client', status: 200, count: 1 },
      { ...seen, role: 'server', status: 404, count: 1 },
      { ...seen, role: 'server', status: 200, errorType: 'reset', count: 1 },
      { ...seen, role: 'client', status: undefined, unseen: 'lost', count: 1 },
    ]);
  });

  test('of every status are a bounded list, and none is left out', () => {
    const statuses = Array.from({ length: 500 }, (_, index) => 100 + index);
    const each = statuses.flatMap((status) => [
      ['client', status] as const,
      ['client', status, 'closed'] as const,
      ['client', status, 'reset'] as const,
    ]);
    const counted = count([...each, ...each]);
    assert.equal(counted.length, 1_003);
    assert.equal(
      counted.reduce((sum, { count: times }) => sum + times, 0),
      3_000,
    );
    assert.deepEqual(
      counted.filter(({ status }) => status === undefined).map(({ count: times }) => times),
      [334, 334, 332],
    );
  });

  test('have a status from 100 to 599, or none', () => {
    const statuses = [99, 100, 599, 600, 200.5, Number.NaN];
    const counted = count(statuses.map((status) => ['server', status] as const));
    assert.deepEqual(
      counted.map(({ status, count: times }) => [status, times]),
      [
        [undefined, 4],
        [100, 1],
        [599, 1],
      ],
    );
  });
});

describe('/proc/net/tls_stat', () => {
  const read = (text: string): Map<string, number> => {
    const directory = mkdtempSync(join(tmpdir(), 'tls-stat-'));
    const file = join(directory, 'tls_stat');
    try {
      writeFileSync(file, text);
      return readTlsStat(file);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  test('gives all its counters', () => {
    const lines = [
      'TlsCurrTxSw                     \t1',
      'TlsTxSw                         \t4294967297',
      'TlsDecryptError                 \t0',
      '',
    ];
    assert.deepEqual(
      [...read(lines.join('\n'))],
      [
        ['TlsCurrTxSw', 1],
        ['TlsTxSw', 2 ** 32 + 1],
        ['TlsDecryptError', 0],
      ],
    );
  });

  test('has none where the kernel has no tls, or it is not loaded', () => {
    assert.deepEqual([...read('')], []);
    assert.deepEqual([...readTlsStat('/nowhere/tls_stat')], []);
  });
});

test("the process's usage is what /proc says", () => {
  const ofProc = (): { seconds: number; bytes: number } => {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    // proc(5): utime and stime, in hundredths of a second; rss, in pages.
    return { seconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100, bytes: (fields[21] ?? 0) * 4096 };
  };
  const before = ofProc();
  const { userSeconds, systemSeconds, residentBytes } = readProcessUsage();
  const after = ofProc();
  const used = userSeconds + systemSeconds;
  // Each of the two is cut to a hundredth.
  assert.ok(used >= before.seconds && used <= after.seconds + 0.02, `${before.seconds} ${used} ${after.seconds}`);
  const slack = 4 * 1024 * 1024;
  assert.ok(Math.abs(residentBytes - after.bytes) <= slack, `${residentBytes} ${after.bytes}`);
});
