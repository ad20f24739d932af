// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TABLE_HEAD, tableRow } from '../../../src/console/table.ts';
import { connectionRecord, lossRecord } from '../../../src/records/event-records.ts';
import { closeEvent, openEvent } from '../capture/events.ts';
import { recordOf, STEERING } from './records.ts';

test('the columns stand under their heads', () => {
  assert.equal(TABLE_HEAD, 'COMM             PID      DIRECTION  LEN      PLAINTEXT');
  assert.equal(tableRow(recordOf('GET /get')), 'ktls_client      1234     TX         8        GET /get');
  const received = recordOf('ok', { direction: 'RX', comm: 'sixteen-bytes-xy', pid: 12_345_678, length: 12_345_678 });
  assert.equal(tableRow(received), 'sixteen-bytes-xy 12345678 RX         12345678 ok');
});

test('a row is one line, line ends are shown', () => {
  assert.match(tableRow(recordOf('a\tb\r\nc')), / a\\tb\\r\\nc$/);
});

test('a row without plaintext ends with its last column', () => {
  assert.equal(tableRow(recordOf('')), 'ktls_client      1234     TX         0');
});

test('plaintext that is the body is shown too', () => {
  assert.equal(tableRow(recordOf('GET /get', {}, 'body')), tableRow(recordOf('GET /get')));
});

test('neither plaintext nor a name of a thread steers the terminal', () => {
  const row = tableRow(recordOf(STEERING, { comm: STEERING }));
  assert.doesNotMatch(row, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  assert.equal(
    row,
    '\\u{0}\\u{8}\\u{1b}[2J\\u{7f}\\u{9b}31m\\u{61c}\\u{200b}\\u{202e}\\u{2066}\\u{2028}\\u{2029}\\u{feff}\\u{e0001} ' +
      '1234     TX         36       ' +
      '\\x00\\x08\\x1b[2J\\x7f\\xc2\\x9b31m\\u{61c}\\u{200b}\\u{202e}\\u{2066}\\u{2028}\\u{2029}\\u{feff}\\u{e0001}',
  );
});

test('the rest of a call has its place in the call where others have its length', () => {
  const call = { length: 40_000, callOffset: 16_384 };
  assert.equal(tableRow(recordOf('the rest', call)), 'ktls_client      1234     TX         +16384   the rest');
});

test('a connection is shown by what its record says of it', () => {
  assert.equal(
    tableRow(connectionRecord(openEvent('a'))),
    'ktls_client      1234     OPEN                OPEN ktls_client[1234] 127.0.0.1:40000 to 192.0.2.10:443, TLS 1.3, AES-128-GCM',
  );
  const event = closeEvent('a');
  const row = tableRow(connectionRecord({ ...event, origin: { ...event.origin, comm: STEERING } }));
  assert.match(
    row,
    / 1234 {5}CLOSE {15}CLOSE .*\[1234\] 127\.0\.0\.1:40000 to 192\.0\.2\.10:443, local, 1\.250 s, TX 0 B, RX 0 B$/,
  );
  assert.doesNotMatch(row, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('a loss is shown by its line, which steers nothing', () => {
  const span = { startUnixNanos: 0n, endUnixNanos: 1_500_000_000n };
  const loss = { reason: 'cgroup', count: 12, bytes: 340, cgroup: { id: 7n, path: `/${STEERING}` }, ...span };
  const row = tableRow(lossRecord(loss));
  assert.ok(row.startsWith(`${' '.repeat(26)}LOSS                LOSS cgroup 12 records, 340 B, 1.500 s, /`), row);
  assert.doesNotMatch(row, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
