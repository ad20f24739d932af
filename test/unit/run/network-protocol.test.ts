// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import { type CallFields, closeEvent, dataEvent } from '../capture/events.ts';
import { drive } from '../redact/corpus/drive.ts';
import { END_HEADERS, END_STREAM, FRAME, frame, literal, PREFACE } from '../redact/corpus/http2-bytes.ts';

type Call = readonly [direction: Direction, bytes: string | Buffer, fields?: CallFields];

/** Name and version of the protocol in the records of these calls. */
function protocolsOf(calls: readonly Call[]): unknown[][] {
  const moved = { TX: 0, RX: 0 };
  const events = calls.map(([direction, given, fields]) => {
    const bytes = Buffer.from(given as string, 'latin1');
    const event = dataEvent(bytes, { connectionId: 'c', direction, streamOffset: moved[direction], ...fields });
    moved[direction] += bytes.length;
    return event;
  });
  const { records } = drive([...events, closeEvent('c', { bytes: moved })]);
  return records.map(({ attributes }) => [
    attributes['ktls.direction'],
    ...(attributes['network.protocol.name'] === undefined ? [] : [attributes['network.protocol.name']]),
    ...(attributes['network.protocol.version'] === undefined ? [] : [attributes['network.protocol.version']]),
  ]);
}

const block = (...fields: (readonly [name: string, value: string])[]): Buffer =>
  Buffer.concat(fields.map(([name, value]) => literal(name, value, 'without', false)));
const END = END_HEADERS | END_STREAM;

const cases: Record<string, [calls: Call[], protocols: unknown[][]]> = {
  'HTTP/1.1, head and content': [
    [
      ['RX', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n'],
      ['RX', 'hi'],
      ['TX', 'HTTP/1.1 204 X\r\n\r\n'],
    ],
    [
      ['RX', 'http', '1.1'],
      ['RX', 'http', '1.1'],
      ['TX', 'http', '1.1'],
    ],
  ],
  'HTTP/1.0, whatever the version of the response': [
    [
      ['RX', 'GET / HTTP/1.0\r\n\r\n'],
      ['TX', 'HTTP/1.1 200 X\r\n\r\nto the end'],
    ],
    [
      ['RX', 'http', '1.0'],
      ['TX', 'http', '1.0'],
    ],
  ],
  'HTTP/1.0, of responses alone': [
    [['TX', 'HTTP/1.0 200 X\r\nContent-Length: 2\r\n\r\nhi', { isOneWay: true }]],
    [['TX', 'http', '1.0']],
  ],
  'HTTP/2': [
    [
      [
        'RX',
        Buffer.concat([
          PREFACE,
          frame(FRAME.settings, 0, 0),
          frame(FRAME.headers, END, 1, block([':method', 'GET'], [':scheme', 'https'], [':path', '/'])),
        ]),
      ],
      ['TX', Buffer.concat([frame(FRAME.settings, 0, 0), frame(FRAME.headers, END, 1, block([':status', '204']))])],
    ],
    [
      ['RX', 'http', '2'],
      ['TX', 'http', '2'],
    ],
  ],
  'what an upgrade led to is not told': [
    [
      ['RX', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
      ['TX', 'HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
      ['TX', 'anything'],
    ],
    [['RX', 'http', '1.1'], ['TX', 'http', '1.1'], ['TX']],
  ],
  'another protocol is not told': [
    [
      ['RX', '*1\r\n$4\r\nPING\r\n'],
      ['TX', '+PONG\r\n'],
    ],
    [['RX'], ['TX']],
  ],
  'an alert is not told': [[['RX', '\x01\x00', { recordType: 'alert' }]], [['RX']]],
};

describe('the protocol above TLS in records', () => {
  for (const [name, [calls, protocols]] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(protocolsOf(calls), protocols));
  }
});
