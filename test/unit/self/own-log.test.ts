// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRecord } from '@opentelemetry/api-logs';
import { type LogLevel, type LogThreshold, OwnLog } from '../../../src/self/own-log.ts';

const LEVELS: LogLevel[] = ['error', 'warn', 'info', 'debug'];

const SHOWN: [LogThreshold, number][] = [
  ['none', 0],
  ['error', 1],
  ['warn', 2],
  ['info', 3],
  ['debug', 4],
  ['verbose', 4],
  ['all', 4],
];

for (const [threshold, count] of SHOWN) {
  test(`${threshold} lets ${count} of ${LEVELS.join(', ')} through, to standard error and to the logger alike`, () => {
    const lines: string[] = [];
    const records: LogRecord[] = [];
    const log = new OwnLog(threshold, (line) => lines.push(line));
    log.exportTo({ emit: (record) => records.push(record), enabled: () => true });
    for (const level of LEVELS) log.log(level, `a message of ${level}`);
    const shown = LEVELS.slice(0, count);
    assert.deepEqual(
      lines,
      shown.map((level) => `ktls-otel: ${level}: a message of ${level}\n`),
    );
    assert.deepEqual(
      records.map(({ severityText, body }) => [severityText, body]),
      shown.map((level) => [level.toUpperCase(), `a message of ${level}`]),
    );
    assert.deepEqual(
      records.map(({ severityNumber }) => severityNumber),
      [17, 13, 9, 5].slice(0, count),
    );
  });
}

test('what is said before there is a logger goes to standard error only', () => {
  const lines: string[] = [];
  const log = new OwnLog('info', (line) => lines.push(line));
  log.log('info', 'early');
  log.exportTo({ emit: () => assert.fail('nothing was said since'), enabled: () => true });
  assert.deepEqual(lines, ['ktls-otel: info: early\n']);
});

test('a message of several lines becomes one', () => {
  const lines: string[] = [];
  const bodies: unknown[] = [];
  const log = new OwnLog('warn', (line) => lines.push(line));
  log.exportTo({ emit: ({ body }) => bodies.push(body), enabled: () => true });
  for (const text of ['a\nb', 'a:\r\n  b\n\nc', 'a; b']) log.log('warn', text);
  assert.deepEqual(bodies, ['a; b', 'a: b; c', 'a; b']);
  assert.deepEqual(
    lines,
    bodies.map((body) => `ktls-otel: warn: ${body}\n`),
  );
});
