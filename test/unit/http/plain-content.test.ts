// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isText } from '../../../src/http/plain-content.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);

test('bytes are a text without controls and in UTF-8, of which the last character may be cut', () => {
  const text = utf8('a\t\r\n tee 🍵');
  for (let end = 0; end <= text.length; end += 1) assert.equal(isText(text.subarray(0, end), false), true, `${end}`);
  for (const control of [0, 7, 8, 0x0b, 0x0c, 0x0e, 0x1b, 0x1f, 0x7f])
    assert.equal(isText(Buffer.from([0x61, control, 0x62]), true), false, `${control}`);
  for (const wrong of ['61ff', 'ff', 'c0', 'c1bf', 'f5', '61c3c3', '61c361', 'e28261', 'f09f8d', 'f09f8d61'])
    assert.equal(isText(Buffer.from(wrong, 'hex'), false), wrong === 'f09f8d', wrong);
});

test('the first character may be cut where they follow others', () => {
  const text = utf8('🍵 tee');
  for (let start = 0; start <= text.length; start += 1) {
    const isCut = start > 0 && start < 4;
    assert.equal(isText(text.subarray(start), true), true, `${start}`);
    assert.equal(isText(text.subarray(start), false), !isCut, `${start}`);
  }
  assert.equal(isText(Buffer.from('80808080', 'hex'), true), false);
});
