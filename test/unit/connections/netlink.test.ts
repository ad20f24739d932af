// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attributesOf, encodeMessage, MalformedReply, messagesOf, readU16 } from '../../../src/connections/netlink.ts';
import { attribute, message } from './diag-messages.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('a message is encoded with its header', () => {
  const bytes = encodeMessage({ type: 20, flags: 0x301, sequence: 7, payload: hex('0a0b') });
  assert.equal(bytes.toString('hex'), '12000000' + '1400' + '0103' + '07000000' + '00000000' + '0a0b');
});

test('messages follow each other on boundaries of four bytes, the last without padding', () => {
  const bytes = Buffer.concat([
    message(20, hex('0102 03')),
    message(3, hex('0000 0000 00'), { flags: 0x12, sequence: 9 }),
  ]);
  const found = [...messagesOf(bytes.subarray(0, bytes.length - 3))];
  assert.deepEqual(found, [
    { type: 20, flags: 2, sequence: 1, payload: hex('010203') },
    { type: 3, flags: 0x12, sequence: 9, payload: hex('0000000000') },
  ]);
});

test('an empty datagram has no message', () => {
  assert.deepEqual([...messagesOf(Buffer.alloc(0))], []);
});

describe('refused as a datagram', () => {
  for (const [what, bytes] of [
    ['a header cut short', hex('10000000 1400 0200 01000000 000000')],
    ['a length of 0', Buffer.alloc(16)],
    ['a length less than the header', hex('0f000000 1400 0200 01000000 00000000')],
    ['a length more than the datagram', hex('11000000 1400 0200 01000000 00000000')],
    ['the highest length', hex('ffffffff 1400 0200 01000000 00000000')],
    ['a second message cut short', Buffer.concat([message(20, hex('01020304')), hex('00')])],
  ] as const) {
    test(what, () => assert.throws(() => [...messagesOf(bytes)], MalformedReply));
  }
});

test('attributes are found by type, whatever their flags; the first of two counts', () => {
  const bytes = Buffer.concat([
    attribute(0x8013, '01'),
    attribute(0x4002, '0203040506'),
    attribute(2, 'ff'),
    attribute(5, ''),
  ]);
  assert.deepEqual(
    [...attributesOf(bytes)],
    [
      [19, hex('01')],
      [2, hex('0203040506')],
      [5, hex('')],
    ],
  );
});

describe('refused as attributes', () => {
  for (const [what, bytes] of [
    ['a header cut short', hex('040001')],
    ['a length of 0', hex('0000 0100')],
    ['a length less than the header', hex('0300 0100')],
    ['a length more than there is', hex('0600 0100 ff')],
    ['the highest length', hex('ffff 0100 ff')],
  ] as const) {
    test(what, () => assert.throws(() => attributesOf(bytes), MalformedReply));
  }
});

test('a number of 16 bits is read, absent, or refused', () => {
  const values = new Map([
    [1, hex('3412')],
    [2, hex('34')],
    [3, hex('341200')],
  ]);
  assert.equal(readU16(values, 1), 0x1234);
  assert.equal(readU16(values, 4), undefined);
  for (const type of [2, 3]) assert.throws(() => readU16(values, type), MalformedReply);
});
