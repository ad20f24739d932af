// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../src/capture/event.ts';
import { CallRecord } from '../../../src/records/call-record.ts';
import { CALL, callWith } from '../capture/events.ts';

/** The body of a record that shows this text. */
function summaryLine(call: Call, callOffset: number, text: string): string {
  const piece = { text: Buffer.from(text), start: 0, length: 1 };
  const part = { piece, callOffset, isTruncated: false, redactions: 0, span: undefined, events: 1 };
  return new CallRecord(call, part, 'attribute').body;
}

const HEAD = 'TX ktls_client[1234] 99 B';

for (const [name, text, line] of [
  ['the first line', 'GET /get HTTP/1.1\r\nHost: x\r\n\r\n', `${HEAD} GET /get HTTP/1.1`],
  ['a line that ends with LF', 'one\ntwo', `${HEAD} one`],
  ['nothing when there is none', '', HEAD],
  ['nothing when the first line is empty', '\r\nbody', HEAD],
  ['a tab as a space', 'a\tb', `${HEAD} a b`],
  ['escapes as they are', '\\x00\\x01', `${HEAD} \\x00\\x01`],
  ['119 characters', 'x'.repeat(119), `${HEAD} ${'x'.repeat(119)}`],
  ['120 characters', 'x'.repeat(120), `${HEAD} ${'x'.repeat(120)}`],
  ['of 121 characters 120', 'x'.repeat(121), `${HEAD} ${'x'.repeat(120)}`],
  ['of 121 characters of two units 120', '😀'.repeat(121), `${HEAD} ${'😀'.repeat(120)}`],
  ['120 characters of both kinds', `${'x'.repeat(119)}😀`, `${HEAD} ${'x'.repeat(119)}😀`],
] as const) {
  test(`the summary shows ${name}`, () => assert.equal(summaryLine(CALL, 0, text), line));
}

test('direction, thread, length, and a record type that is not application data', () => {
  const call = callWith({ direction: 'RX', comm: 'nginx', pid: 7, length: 2, recordType: 'alert' });
  assert.equal(summaryLine(call, 0, '\\x01\\x00'), 'RX nginx[7] 2 B alert \\x01\\x00');
  assert.equal(summaryLine(call, 0, ''), 'RX nginx[7] 2 B alert');
});

test('where the rest of a call starts', () => {
  const fields = { length: 40_000 };
  assert.equal(summaryLine(callWith(fields), 16_384, 'the rest\r\n'), 'TX ktls_client[1234] 40000 B +16384 the rest');
  assert.equal(
    summaryLine(callWith({ ...fields, recordType: 'handshake' }), 1, ''),
    'TX ktls_client[1234] 40000 B +1 handshake',
  );
});

test("controls in a thread's name stay out of the line", () => {
  assert.equal(summaryLine(callWith({ comm: 'a\n\x1b[2J\x9b' }), 0, 'x'), 'TX a  [2J [1234] 99 B x');
});
