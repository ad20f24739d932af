// SPDX-License-Identifier: Apache-2.0
import { isIPv4, isIPv6 } from 'node:net';

/** Where a server of ours listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$/;

/** `HOST:PORT` with an IPv6 address in brackets, or `:PORT` or `PORT`, which are on loopback; undefined: it is none. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, given, digits] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) return undefined;
  if (given === undefined || given === '') return { host: LOOPBACK, port };
  const inner = /^\[(.*)\]$/.exec(given)?.[1];
  if (inner !== undefined) return isIPv6(inner) ? { host: inner, port } : undefined;
  // What looks like an IPv4 address has to be one.
  return isIPv4(given) || (HOST_NAME.test(given) && !/^[\d.]+$/.test(given)) ? { host: given, port } : undefined;
}
