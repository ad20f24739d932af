// SPDX-License-Identifier: Apache-2.0
import { SocketAddress } from 'node:net';

const AF_INET = 2;
const AF_INET6 = 10;
const MAPPED_PREFIX = Buffer.from('00000000000000000000ffff', 'hex');
const KEPT = 4096;

export type NetworkType = 'ipv4' | 'ipv6' | undefined;

/** The semantic conventions' network.type; an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) speaks IPv4. */
export function networkType(family: number, sample: Buffer, offset: number): NetworkType {
  if (family === AF_INET) return 'ipv4';
  if (family !== AF_INET6) return undefined;
  return isMapped(sample, offset) ? 'ipv4' : 'ipv6';
}

function isMapped(sample: Buffer, offset: number): boolean {
  return sample.compare(MAPPED_PREFIX, 0, 12, offset, offset + 12) === 0;
}

const ipv6Texts = new Map<string, string>();

/** The 16 bytes at `offset` (network byte order; IPv4 in the first four) as text, IPv6 as RFC 5952 writes it. */
export function addressText(family: number, sample: Buffer, offset: number): string {
  if (family === AF_INET) return ipv4Text(sample, offset);
  if (family !== AF_INET6) return '';
  if (isMapped(sample, offset)) return ipv4Text(sample, offset + 12);
  const hex = sample.toString('hex', offset, offset + 16);
  let text = ipv6Texts.get(hex);
  if (text === undefined) {
    const address = hex.replace(/(.{4})(?=.)/g, '$1:');
    text = new SocketAddress({ address, family: 'ipv6' }).address;
    if (ipv6Texts.size >= KEPT) ipv6Texts.clear();
    ipv6Texts.set(hex, text);
  }
  return text;
}

function ipv4Text(sample: Buffer, offset: number): string {
  return `${sample[offset]}.${sample[offset + 1]}.${sample[offset + 2]}.${sample[offset + 3]}`;
}
