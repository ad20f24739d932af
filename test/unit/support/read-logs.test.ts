// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseLogs } from '../../backends/collector/read-logs.ts';

describe('parseLogs', () => {
  const line = (value: object): string =>
    JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: [{ key: 'a', value }] }] }] }],
    });

  test('absent fields are 0 or empty', () => {
    assert.deepEqual(parseLogs('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}\n'), [
      {
        timeUnixNano: 0n,
        observedTimeUnixNano: 0n,
        severityNumber: 0,
        severityText: '',
        eventName: '',
        body: '',
        traceId: '',
        spanId: '',
        attributes: {},
        resource: {},
        scopeName: '',
      },
    ]);
  });

  test('a last line without its line feed is not read', () => {
    const whole = `${line({ intValue: '1' })}\n`;
    assert.equal(parseLogs(whole).length, 1);
    assert.equal(parseLogs(whole + line({ intValue: '2' })).length, 1);
    assert.equal(parseLogs('').length, 0);
  });

  test('an integer beyond 2^53 and a value of another type throw', () => {
    assert.equal(parseLogs(`${line({ intValue: '9007199254740991' })}\n`)[0]?.attributes.a, 9007199254740991);
    assert.throws(() => parseLogs(`${line({ intValue: '9007199254740992' })}\n`), RangeError);
    assert.throws(() => parseLogs(`${line({ arrayValue: {} })}\n`), /arrayValue/);
    assert.throws(() => parseLogs('{"resourceLogs":\n'), SyntaxError);
  });
});
