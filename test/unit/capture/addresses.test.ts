// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressText, networkType } from '../../../src/capture/addresses.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const AT = 3;

/** The address at offset AT among other bytes. */
function at(hex: string): Buffer {
  const bytes = Buffer.alloc(AT + 16 + 5, 0xee);
  Buffer.from(hex.replaceAll(' ', ''), 'hex').copy(bytes, AT);
  return bytes;
}

describe('addresses', () => {
  for (const [name, family, hex, text, type] of [
    ['IPv4', AF_INET, '7f000001', '127.0.0.1', 'ipv4'],
    ['IPv4, highest', AF_INET, 'ffffffff', '255.255.255.255', 'ipv4'],
    ['IPv6 loopback', AF_INET6, '00000000 00000000 00000000 00000001', '::1', 'ipv6'],
    ['IPv6 unspecified', AF_INET6, '00000000 00000000 00000000 00000000', '::', 'ipv6'],
    ['IPv6 with two runs of zeros', AF_INET6, '20010db8 00000000 00010000 00000001', '2001:db8::1:0:0:1', 'ipv6'],
    [
      'IPv6 without zeros',
      AF_INET6,
      '20010db8 85a308d3 13198a2e 03707344',
      '2001:db8:85a3:8d3:1319:8a2e:370:7344',
      'ipv6',
    ],
    ['IPv4-mapped', AF_INET6, '00000000 00000000 0000ffff c000020a', '192.0.2.10', 'ipv4'],
    ['almost mapped', AF_INET6, '00000000 00000000 0001ffff c000020a', '::1:ffff:c000:20a', 'ipv6'],
    ['another family', 1, '7f000001', '', undefined],
    ['no family', 0, '7f000001', '', undefined],
  ] as const) {
    test(name, () => {
      assert.equal(addressText(family, at(hex), AT), text);
      assert.equal(networkType(family, at(hex), AT), type);
    });
  }

  test('stay right beyond the number that is kept', () => {
    const texts = (): string[] =>
      Array.from({ length: 4097 }, (_, i) =>
        addressText(AF_INET6, at(`20010db8${(i + 1).toString(16).padStart(24, '0')}`), AT),
      );
    const expected = Array.from({ length: 4097 }, (_, i) => `2001:db8::${(i + 1).toString(16)}`);
    assert.deepEqual(texts(), expected);
    assert.deepEqual(texts(), expected);
  });
});
