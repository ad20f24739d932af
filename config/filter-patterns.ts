// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import { percentDecoded, WrongValue } from './filter-list.ts';

/** Matches 16 bytes of which (bytes & mask) equals the value. */
export interface Pattern {
  readonly value: Buffer;
  readonly mask: Buffer;
}

const PATTERN_BYTES = 16;
const MAX_COMM_BYTES = 15;
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** `nginx` is the whole name, `nginx*` is how it begins. */
export function parseComm(value: string): Pattern {
  const isPrefix = value.endsWith('*');
  const encoded = isPrefix ? value.slice(0, -1) : value;
  if (encoded.includes('*')) throw new WrongValue('has a * before its end, which would be written %2A');
  const name = Buffer.from(percentDecoded(encoded));
  if (name.length > MAX_COMM_BYTES) throw new WrongValue(`is longer than ${MAX_COMM_BYTES} bytes`);
  // A whole name is compared up to its NUL: the kernel may keep the rest of a longer, former name behind it.
  const compared = isPrefix ? name.length : name.length + 1;
  const bytes = Buffer.alloc(PATTERN_BYTES);
  name.copy(bytes);
  return { value: bytes, mask: Buffer.alloc(PATTERN_BYTES).fill(0xff, 0, compared) };
}

/** An address, or a network as `10.0.0.0/8`. IPv4 is compared as the mapped IPv6 address (RFC 4291, 2.5.5.2). */
export function parseAddress(value: string): Pattern {
  const [address = '', prefix, ...rest] = value.split('/');
  // isIP takes a zone (fe80::1%eth0) too, of which the kernel's addresses know nothing.
  const version = rest.length > 0 || address.includes('%') ? 0 : isIP(address);
  if (version === 0) throw new WrongValue('is neither an address nor a network');
  const bits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !isPrefixLength(prefix, bits)) {
    throw new WrongValue(`has no prefix length from 0 to ${bits}`);
  }
  const bytes = Buffer.from(version === 4 ? [...MAPPED_PREFIX, ...address.split('.').map(Number)] : ipv6Bytes(address));
  const mask = prefixMask(8 * PATTERN_BYTES - bits + Number(prefix ?? bits));
  const network = Buffer.from(bytes.map((byte, index) => byte & (mask[index] ?? 0)));
  if (!network.equals(bytes)) {
    const text = version === 4 ? network.subarray(MAPPED_PREFIX.length).join('.') : ipv6Text(network);
    throw new WrongValue(`has bits beyond its prefix: the network is ${text}/${prefix}`);
  }
  return { value: network, mask };
}

const isPrefixLength = (text: string, bits: number): boolean => /^(0|[1-9]\d*)$/.test(text) && Number(text) <= bits;

function prefixMask(bits: number): Buffer {
  const ones = (index: number): number => Math.min(8, Math.max(0, bits - 8 * index));
  return Buffer.from(Array.from({ length: PATTERN_BYTES }, (_, index) => (0xff00 >> ones(index)) & 0xff));
}

/** The URL standard's way of writing it: groups in hexadecimal, no IPv4 in the last ones, `::` for zeros. */
const canonical = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

const ipv6Text = (bytes: Buffer): string => canonical(bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:'));

function ipv6Bytes(address: string): number[] {
  const [before = [], after = []] = canonical(address)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = new Array<string>(PATTERN_BYTES / 2 - before.length - after.length).fill('0');
  const groups = [...before, ...zeros, ...after].map((group) => parseInt(group, 16));
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}
