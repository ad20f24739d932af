// SPDX-License-Identifier: Apache-2.0
// Bytes as the kernel lays them out: linux/netlink.h, linux/inet_diag.h, linux/tls.h.

const aligned = (bytes: Buffer): Buffer => Buffer.concat([bytes], (bytes.length + 3) & ~3);

/** struct nlattr; a text of hexadecimal digits is the value. */
export function attribute(type: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'hex') : value;
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + bytes.length);
  header.writeUInt16LE(type, 2);
  return aligned(Buffer.concat([header, bytes]));
}

/** struct nlmsghdr */
export function message(type: number, payload: Buffer, { flags = 2, sequence = 1 } = {}): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + payload.length);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt32LE(sequence, 8);
  return aligned(Buffer.concat([header, payload]));
}

/** struct inet_diag_msg: a connection from 127.0.0.1:443 to 10.1.2.3:40000, inode 0x1234. */
export const IPV4 = [
  '02010000',
  '01bb9c40',
  `7f000001${'00'.repeat(12)}`,
  `0a010203${'00'.repeat(12)}`,
  '00000000',
  '0100000000000000',
  '00000000',
  '00000000',
  '00000000',
  '00000000',
  '34120000',
].join('');

/** From [2001:db8::1]:443 to [::ffff:10.1.2.3]:40000, in CLOSE_WAIT. */
export const IPV6 = [
  '0a080000',
  '01bb9c40',
  '20010db8000000000000000000000001',
  '00000000000000000000ffff0a010203',
  '00000000',
  '0200000000000000',
  '00000000',
  '00000000',
  '00000000',
  '00000000',
  '35120000',
].join('');

export const MARK = attribute(15, '00000000');
const NAME = attribute(1, '746c7300');

/** INET_DIAG_ULP_INFO of the TLS ULP with these TLS_INFO_*, each two bytes in hexadecimal. */
export const ulpInfo = (info: Readonly<Record<number, string>>, name = NAME): Buffer =>
  attribute(
    19,
    Buffer.concat([
      name,
      attribute(2, Buffer.concat(Object.entries(info).map(([type, value]) => attribute(Number(type), value)))),
    ]),
  );

/** TLS 1.3, AES-256-GCM, software in both directions. */
export const BOTH_WAYS = { 1: '0403', 2: '3400', 3: '0200', 4: '0200' };

export const socketPayload = (head: string, ...attributes: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(head, 'hex'), ...attributes]);
