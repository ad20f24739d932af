// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import type { HeaderFields, RequestHead } from '../http/exchange.ts';
import type { Role } from './pairs.ts';
import type { FieldScrub } from './span-headers.ts';
import { authorityOf } from './target.ts';

export interface Endpoint {
  readonly address: string;
  /** undefined: the source of the address does not tell it. */
  readonly port: number | undefined;
}

/** Of `https`: the port of an authority that names none (RFC 9110, 4.2.2). */
const HTTPS_PORT = 443;
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]{1,255})(?::([0-9]{0,5}))?$/;
/** The first `for` of Forwarded (RFC 7239, 6), with or without quotes. */
const FORWARDED_FOR = /^[^,]*?(?:^|[;\s])for="?([^",;]+)"?/i;
/** The first `host` of it. */
const FORWARDED_HOST = /^[^,]*?(?:^|[;\s])host=(?:"([^",;]+)"|([^",;\s]+))/i;
/** The first `proto` of it. */
const FORWARDED_PROTO = /^[^,]*?(?:^|[;\s])proto="?([^",;\s]+)"?/i;
/** A client may send anything. */
const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'ws', 'wss']);
const MAX_PORT = 65_535;

/** Whether the request names its server by a name or an address. */
export const namesServer = ({ authority }: RequestHead): boolean => AUTHORITY.test(authority ?? '');

/**
 * What the request names as its server: its target, if that is a URL (RFC 9112, 3.2.2), else Host, or `:authority`.
 * undefined: nothing that is a name or an address.
 */
export function serverOf({ target, authority }: RequestHead, scrub: FieldScrub): Endpoint | undefined {
  return hostOf(authorityOf(target) ?? authority, scrub);
}

/** The server that the client has named to the first proxy which tells of it: in Forwarded, else in X-Forwarded-Host. */
export function forwardedServer(fields: HeaderFields, scrub: FieldScrub): Endpoint | undefined {
  const [, quoted, token] = FORWARDED_HOST.exec(shownField(fields, 'forwarded', scrub) ?? '') ?? [];
  const host = quoted ?? token ?? shownField(fields, 'x-forwarded-host', scrub)?.split(',')[0]?.trim();
  return hostOf(host, scrub);
}

/** An address without the brackets that it has in a URL, as that of a socket. */
function hostOf(authority: string | undefined, scrub: FieldScrub): Endpoint | undefined {
  const [, host, port] = AUTHORITY.exec(authority ?? '') ?? [];
  if (host === undefined) return undefined;
  const address = scrub.field('host', host).replace(/^\[(.*)\]$/, '$1');
  return { address, port: port ? portOf(port) : HTTPS_PORT };
}

/**
 * The first client that proxies tell of: in Forwarded, else in X-Forwarded-For. undefined: none, or no address, or the
 * field is not shown.
 */
export function forwardedClient(fields: HeaderFields, scrub: FieldScrub): Endpoint | undefined {
  const forwarded = shownField(fields, 'forwarded', scrub);
  const node = FORWARDED_FOR.exec(forwarded ?? '')?.[1];
  return nodeOf(node) ?? nodeOf(shownField(fields, 'x-forwarded-for', scrub)?.split(',')[0]);
}

/** By which scheme the client has asked the first proxy that tells of it, where a server sees that; else `https`. */
export function schemeOf(
  request: RequestHead | undefined,
  role: Role,
  { scrub, showsHeads }: { scrub: FieldScrub; showsHeads: boolean },
): string {
  if (request === undefined || role === 'client' || !showsHeads) return 'https';
  const forwarded = FORWARDED_PROTO.exec(shownField(request.fields, 'forwarded', scrub) ?? '')?.[1];
  const told = forwarded ?? shownField(request.fields, 'x-forwarded-proto', scrub)?.split(',')[0]?.trim();
  const scheme = told?.toLowerCase() ?? '';
  return SCHEMES.has(scheme) ? scheme : 'https';
}

/** What is masked in the record is not told by the span. */
function shownField(fields: HeaderFields, name: string, scrub: FieldScrub): string | undefined {
  const [, value, isHidden] = fields.find(([candidate]) => candidate === name) ?? [];
  return value === undefined || scrub.field(name, value, isHidden) !== value ? undefined : value;
}

/** `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`. */
function nodeOf(text = ''): Endpoint | undefined {
  const node = text.trim();
  if (isIP(node) !== 0) return { address: node, port: undefined };
  const [, v6, v4, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+))(?::([0-9]{1,5}))?$/.exec(node) ?? [];
  const address = v6 ?? v4 ?? '';
  if (isIP(address) !== (v6 === undefined ? 4 : 6)) return undefined;
  return { address, port: port === undefined ? undefined : portOf(port) };
}

function portOf(text: string): number | undefined {
  const port = Number(text);
  return port > 0 && port <= MAX_PORT ? port : undefined;
}
