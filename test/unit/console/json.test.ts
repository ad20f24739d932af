// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLine } from '../../../src/console/json.ts';
import { connectionRecord } from '../../../src/records/event-records.ts';
import { closeEvent } from '../capture/events.ts';
import { recordOf, STEERING } from './records.ts';

test('a line holds the time and every attribute by name', () => {
  const record = recordOf('GET /get');
  assert.deepEqual(JSON.parse(jsonLine(record)), { time: '2023-11-14T22:13:20.123456789Z', ...record.attributes });
});

test('the nanoseconds have nine digits', () => {
  assert.match(jsonLine(recordOf('x', { timeUnixNanos: 1n })), /^\{"time":"1970-01-01T00:00:00\.000000001Z",/);
});

test('plaintext that is the body is under the name of the attribute', () => {
  const line = JSON.parse(jsonLine(recordOf('GET /get', {}, 'body'))) as Record<string, unknown>;
  assert.equal(line['ktls.plaintext'], 'GET /get');
});

test('a line is one line of what is neither control nor direction mark, and means the same', () => {
  const record = recordOf(`${STEERING}\r\n\t"\\`, { comm: STEERING });
  const line = jsonLine(record);
  assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const { time, ...attributes } = JSON.parse(line) as Record<string, unknown>;
  assert.equal(typeof time, 'string');
  assert.deepEqual(attributes, record.attributes);
});

test('a connection has the attributes of its record, and no plaintext', () => {
  const record = connectionRecord(closeEvent('a'));
  assert.deepEqual(JSON.parse(jsonLine(record)), { time: '2023-11-14T22:13:20.123456789Z', ...record.attributes });
});
